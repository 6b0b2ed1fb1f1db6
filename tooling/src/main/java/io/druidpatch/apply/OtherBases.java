package io.druidpatch.apply;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.internal.storage.file.PackInserter;

/** The bases of a series beside the one that it was changed on. */
final class OtherBases {
  private OtherBases() {}

  /**
   * Requires that the new series goes onto each that was fetched: a change of a patch holds for
   * every base that has it.
   *
   * @param here the series on the base that it was changed on
   * @param changed the entries that were changed there, or are new
   */
  static void require(
      Series fresh,
      Series here,
      Set<String> changed,
      RefreshRequest request,
      PatchRepository repository)
      throws IOException {
    if (request.force() || request.only().isPresent()) {
      return;
    }
    for (Series.Base other : fresh.bases()) {
      Series there = fresh.on(other);
      Optional<FetchedSources> fetched = SourceSelection.cached(repository, there);
      if (other.tag().equals(here.base().tag()) || fetched.isEmpty()) {
        continue;
      }
      try (PackInserter dropped = repository.newTrialInserter()) {
        AppliedSeries applied = AppliedSeries.compute(there, fetched.get(), dropped, step -> {});
        if (!here.isOnDefault()) {
          requireExact(applied, changed, here);
        }
      } catch (Failure e) {
        throw Failure.of(e.code(), other.tag())
            .says("the worktree's commits do not go onto this base of the series")
            .detail(e.getMessage())
            .fix(fix(here, there))
            .cause(e)
            .build();
      }
    }
  }

  /**
   * A patch from another base than the first names versions of files that only this repository has.
   * A merge by them would go well here, and nowhere else.
   */
  private static void requireExact(AppliedSeries applied, Set<String> changed, Series here) {
    for (AppliedEntry step : applied.steps()) {
      boolean merged = List.of(EntryState.MERGED, EntryState.RESOLVED).contains(step.state());
      if (merged && changed.contains(step.entry().id())) {
        throw Failure.of(ExitCode.BAD_PATCH, step.entry().id())
            .says("the patch was changed on " + here.base().tag() + ", and does not apply as it is")
            .found("there it is " + step.state().word())
            .build();
      }
    }
  }

  private static String fix(Series here, Series there) {
    if (here.isOnDefault()) {
      return here.command("refresh --force")
          + ", and then resolve it there: "
          + there.command("apply");
    }
    String first = here.bases().get(0).tag();
    return here.command("refresh --only 'WHY'")
        + ", if the change is for "
        + here.base().tag()
        + " alone; or make it in a worktree of "
        + first
        + ", which the patches are made on: "
        + here.on(first).command("apply --worktree DIR");
  }
}
