package io.druidpatch.apply;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.origin.Supply;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/** The guard of every job that works on the branch: the branch is what the series makes. */
public final class Applied {
  private Applied() {}

  /**
   * The plan whose tip the branch is at.
   *
   * @param allowPartial whether a part of the series will do
   * @throws Failure with {@link ExitCode#STALE} or {@link ExitCode#PARTIAL} otherwise
   */
  public static Plan require(Series series, PatchRepository repository, boolean allowPartial)
      throws IOException {
    Supply supply =
        Workspace.supplied(repository, series).orElseThrow(() -> stale(series, Optional.empty()));
    Plan plan;
    try (ObjectInserter inserter = repository.newPackInserter()) {
      plan = Plan.compute(series, supply, inserter, step -> {});
    }
    String branch = plan.isPartial() ? series.partialBranch() : series.branch();
    Optional<ObjectId> tip = repository.at(Workspace.branchRef(branch));
    if (!tip.equals(Optional.of(plan.tip()))) {
      throw stale(series, tip);
    }
    if (plan.isPartial() && !allowPartial) {
      throw PartialResult.refusal(series, branch);
    }
    return plan;
  }

  private static Failure stale(Series series, Optional<ObjectId> tip) {
    return Failure.of(ExitCode.STALE, series.branch())
        .says("the branch is not what the series makes now")
        .found(tip.map(ObjectId::name).orElse("no such branch"))
        .mend(series.command("apply"))
        .build();
  }
}
