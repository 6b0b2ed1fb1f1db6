package io.druidpatch.apply;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/** The guard of every job that works on the branch: the branch is what the series makes. */
public final class BranchGuard {
  private BranchGuard() {}

  /**
   * The plan whose tip the branch is at.
   *
   * @param allowPartial whether a part of the series will do
   * @throws Failure with {@link ExitCode#STALE} or {@link ExitCode#PARTIAL} otherwise
   */
  public static AppliedSeries require(
      Series series, PatchRepository repository, boolean allowPartial) throws IOException {
    FetchedSources fetched =
        SourceSelection.cached(repository, series)
            .orElseThrow(() -> stale(series, Optional.empty()));
    AppliedSeries applied;
    try (ObjectInserter inserter = repository.newTrialInserter()) {
      applied = AppliedSeries.compute(series, fetched, inserter, step -> {});
    }
    String branch = applied.isPartial() ? series.partialBranch() : series.branch();
    Optional<ObjectId> tip = repository.at(Workspace.branchRef(branch));
    if (!tip.equals(Optional.of(applied.tip()))) {
      throw stale(series, tip);
    }
    if (applied.isPartial() && !allowPartial) {
      throw PartialResult.refusal(series, branch);
    }
    return applied;
  }

  private static Failure stale(Series series, Optional<ObjectId> tip) {
    return Failure.of(ExitCode.STALE, series.branch())
        .says("the branch is not what the series makes now")
        .found(tip.map(ObjectId::name).orElse("no such branch"))
        .fix(series.command("apply"))
        .build();
  }
}
