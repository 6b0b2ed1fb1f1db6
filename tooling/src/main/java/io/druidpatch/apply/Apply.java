package io.druidpatch.apply;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.git.Worktree;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jgit.internal.storage.file.PackInserter;
import org.eclipse.jgit.lib.ObjectId;

/** Applies the series to its base, and moves the branch once everything is stored. */
public final class Apply {
  private final Workspace workspace;
  private final ApplyRequest request;
  private final Progress progress;

  public Apply(Workspace workspace, ApplyRequest request, Progress progress) {
    this.workspace = workspace;
    this.request = request;
    this.progress = progress;
  }

  /**
   * Fetches what is missing, applies the series and moves the branch.
   *
   * @param each is told every step as it is done
   * @return what was made; if it is a part of the series, it is on the branch for parts
   * @throws Failure whose code says what is wrong; the branches are where they were then
   */
  public AppliedSeries run(Consumer<AppliedEntry> each) throws IOException {
    Series series = workspace.series();
    LocalPatches patches = LocalPatches.all(series);
    try (PatchRepository repository = workspace.openForWriting()) {
      Optional<Worktree> worktree = Optional.empty();
      if (request.worktree().isPresent()) {
        worktree =
            Optional.of(Worktree.at(request.worktree().get(), series.workBranch(), repository));
        worktree.get().refuseToOverwrite();
      }
      Optional<ConflictWorktree> conflicts = Optional.empty();
      if (request.keepGoing().isPresent()) {
        conflicts =
            Optional.of(new ConflictWorktree(series, request.keepGoing().get(), repository));
      }
      FetchedSources fetched =
          new SourceSelection(request, workspace, progress).fetch(series, repository);
      progress.line("source: " + fetched.source());
      AppliedSeries applied;
      try (PackInserter inserter = repository.newPackInserter()) {
        applied = AppliedSeries.compute(series, patches, fetched, inserter, List.of(), each);
        inserter.flush();
      } catch (Failure e) {
        if (conflicts.isEmpty() || e.code() != ExitCode.CONFLICT) {
          throw e;
        }
        throw conflicts.get().leave(fetched, e, progress);
      }
      if (worktree.isPresent() && applied.isPartial()) {
        keepWhole(series, worktree.get(), repository);
      }
      publish(series, applied, repository);
      if (worktree.isPresent()) {
        progress.line("checking out " + series.workBranch() + " in " + worktree.get().folder());
        worktree.get().checkOut(applied.tip(), progress.transfer());
      }
      return applied;
    }
  }

  /** A part has a few modules' sources: checked out over the whole, it would take the rest away. */
  private static void keepWhole(Series series, Worktree worktree, PatchRepository repository)
      throws IOException {
    Optional<ObjectId> tip = worktree.tip();
    Optional<ObjectId> part = repository.at(Workspace.branchRef(series.partialBranch()));
    if (tip.isPresent() && !tip.equals(part)) {
      throw PartialResult.refusal(series, worktree.folder().toString());
    }
  }

  private void publish(Series series, AppliedSeries applied, PatchRepository repository)
      throws IOException {
    String partial = Workspace.branchRef(series.partialBranch());
    String ref = applied.isPartial() ? partial : Workspace.branchRef(series.branch());
    if (isUpstreamsBase(series, applied)) {
      String tag = "refs/tags/" + series.base().tag();
      repository.move(tag, repository.at(tag), applied.base(), "apply");
    }
    Optional<ObjectId> before = repository.at(ref);
    String branch = ref.substring("refs/heads/".length());
    progress.line(
        before.equals(Optional.of(applied.tip()))
            ? branch + " is at " + applied.tip().name() + " already"
            : "moving " + branch + " to " + applied.tip().name());
    repository.move(ref, before, applied.tip(), "apply: " + series.entries().size() + " entries");
    if (!applied.isPartial()) {
      // It would be an old leftover beside the whole result.
      repository.remove(partial);
    }
  }

  private static boolean isUpstreamsBase(Series series, AppliedSeries applied) {
    return applied.base().equals(series.base().commit());
  }
}
