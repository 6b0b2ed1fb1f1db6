package io.druidpatch.apply;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.git.CommitMessage;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.git.Worktree;
import io.druidpatch.series.Series;
import io.druidpatch.storage.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.internal.storage.file.PackInserter;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.ReflogEntry;
import org.eclipse.jgit.lib.ReflogReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Takes the commits that a person made, amended, reordered or dropped in the worktree, and writes
 * the local ones back to {@code patches/local/} and the series. If the series has changed since the
 * worktree was checked out, the two are merged first, or else nothing is changed. The new series is
 * applied, aside, before it replaces the old one: it must give the worktree's tree again.
 */
public final class Refresh {
  private final Workspace workspace;

  public Refresh(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * The files that changed, and the series as it is applied now.
   *
   * @param written the patch files that are new or changed
   * @param removed the patch files whose commits are gone
   * @param left the same, but still there: the project's git does not have them as they are
   * @param merged whether the series had changed since the worktree was checked out
   */
  public record Result(
      List<Path> written,
      List<Path> removed,
      List<Path> left,
      boolean merged,
      AppliedSeries applied) {}

  /** Takes the worktree's commits into the series, or changes nothing. */
  public Result run(RefreshRequest request) throws IOException {
    Series series = workspace.series();
    refuse(request, series);
    try (PatchRepository repository = workspace.openMadeForWriting()) {
      // What a killed run left half written.
      AtomicFile.sweep(WriteBack.folder(series));
      AtomicFile.sweep(WriteBack.folder(series).resolve(WriteBack.LOCAL));
      Worktree worktree =
          Worktree.existing(series.workBranch(), repository)
              .orElseThrow(
                  () ->
                      Failure.of(ExitCode.STALE, repository.folder().toString())
                          .says("the repository has no worktree to take commits from")
                          .fix(series.command("apply --worktree DIR"))
                          .build());
      worktree.refuseUncommitted();
      AppliedSeries old = BranchGuard.require(series, repository, false);
      try (PackInserter merged = repository.newPackInserter();
          ObjectReader reader = merged.newReader();
          RevWalk walk = new RevWalk(reader)) {
        // The merged commits are never stored: the new series makes commits of its own.
        ObjectId tip = tip(old, repository, worktree, walk, merged);
        return new WriteBack(request, series, old, repository, worktree, tip, reader, walk).run();
      }
    }
  }

  /** A patch is kept as it is on the first base, which other bases' merges go by. */
  private static void refuse(RefreshRequest request, Series series) {
    String first = series.bases().get(0).tag();
    if (request.only().isPresent() && series.isOnDefault()) {
      throw Failure.of(ExitCode.USAGE, "--only")
          .says("the patches are kept as they are on " + first + ", so no change is for it alone")
          .fix(
              "name another base with --base; or leave an entry out on one: "
                  + Invocation.command("drop ENTRY --base TAG --reason TEXT"))
          .build();
    }
    if (request.force() && !series.isOnDefault()) {
      throw Failure.of(ExitCode.USAGE, "--force")
          .says("it would take the patches away from " + first + ", which they are made on")
          .fix(
              series.command("refresh --only 'WHY'")
                  + "; or make the change on "
                  + first
                  + ": "
                  + series.on(first).command("apply --worktree DIR"))
          .build();
    }
  }

  /** The worktree's tip, or, if the series has changed since, what the two come to together. */
  private static ObjectId tip(
      AppliedSeries now,
      PatchRepository repository,
      Worktree worktree,
      RevWalk walk,
      PackInserter merged)
      throws IOException {
    ObjectId tip = worktree.tip().orElseThrow();
    List<RevCommit> work = CommitChain.line(walk, tip, now.base(), worktree);
    Optional<ObjectId> before = repository.at(worktree.checkedOut());
    if (before.equals(Optional.of(now.tip()))) {
      return tip;
    }
    Optional<List<RevCommit>> old =
        before.isPresent() ? CommitChain.chain(walk, before.get(), now.base()) : Optional.empty();
    // Rebased onto the series as it is now. Where the series' end is part of what was checked out,
    // the series has lost entries, and being on top of it says nothing.
    if (CommitChain.holds(work, now.tip())
        && !(old.isPresent() && CommitChain.holds(old.get(), now.tip()))) {
      return tip;
    }
    if (old.isEmpty()) {
      throw apart(worktree, false, "the commits that were checked out are not known any more");
    }
    List<RevCommit> series = CommitChain.line(walk, now.tip(), now.base(), worktree);
    RevCommit base = walk.parseCommit(now.base());
    try {
      WorkMerge.Past past = (own, theirs) -> isAfter(own, theirs, base, repository, worktree, walk);
      return new WorkMerge(base, old.get(), series, work, past, walk, merged).run();
    } catch (WorkMerge.ClashException e) {
      if (e.isForRebase()) {
        throw apart(worktree, CommitChain.holds(work, before.get()), e.getMessage());
      }
      throw Failure.of(ExitCode.STALE, worktree.folder().toString())
          .says("the series has dropped what was changed in the worktree; nothing was changed")
          .found(e.getMessage())
          .fix(
              "git -C "
                  + Invocation.quoted(worktree.folder().toString())
                  + " rebase -i "
                  + now.base().name()
                  + ", and drop its commit there, or keep it as a new patch: take the trailer "
                  + CommitMessage.SERIES_ENTRY
                  + " out of its message")
          .build();
    }
  }

  /**
   * Whether the branch's reflog has a person's commit for the first time after the series' own:
   * that is so after a rebase onto the series in which the person decided between the two.
   */
  private static boolean isAfter(
      RevCommit own,
      RevCommit theirs,
      RevCommit base,
      PatchRepository repository,
      Worktree worktree,
      RevWalk walk)
      throws IOException {
    ReflogReader reflog =
        repository.git().getRefDatabase().getReflogReader("refs/heads/" + worktree.branch());
    List<ReflogEntry> entries =
        reflog == null ? List.of() : new ArrayList<>(reflog.getReverseEntries());
    boolean seen = false;
    for (int i = entries.size() - 1; i >= 0; i--) {
      ObjectId id = entries.get(i).getNewId();
      if (!walk.getObjectReader().has(id)) {
        continue;
      }
      List<RevCommit> commits = CommitChain.chain(walk, id, base).orElse(List.of());
      if (CommitChain.holds(commits, own)) {
        return seen;
      }
      seen |= CommitChain.holds(commits, theirs);
    }
    return false;
  }

  /**
   * The failure for a worktree whose commits do not go onto what the series makes now.
   *
   * @param onTop whether the person's commits all stand on what was checked out
   */
  private static Failure apart(Worktree worktree, boolean onTop, String found) {
    String patched = worktree.branch().replaceFirst("^work/", "patched/");
    return Failure.of(ExitCode.STALE, worktree.folder().toString())
        .says(
            "the series has changed since the worktree was checked out, and the two cannot be"
                + " merged automatically; nothing was changed")
        .found(found)
        .fix(
            "git -C "
                + Invocation.quoted(worktree.folder().toString())
                + " rebase "
                + (onTop ? "--onto " + patched + " " + worktree.checkedOut() : patched)
                + ", which keeps both; decide there what conflicts, and refresh again")
        .build();
  }
}
