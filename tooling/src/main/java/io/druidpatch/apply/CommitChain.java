package io.druidpatch.apply;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.git.Worktree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** The commits on top of a base, each with one parent. */
final class CommitChain {
  /** More commits than this on top of a base are a walk that has missed it. */
  private static final int LONGEST = 10_000;

  private CommitChain() {}

  /** The commits on top of the base, in order. */
  static List<RevCommit> line(RevWalk walk, ObjectId tip, ObjectId base, Worktree worktree)
      throws IOException {
    Optional<List<RevCommit>> commits = chain(walk, tip, base);
    if (commits.isEmpty()) {
      throw Failure.of(ExitCode.STALE, tip.name())
          .says("the worktree's branch is no line of commits on top of the base")
          .expected("commits with one parent each, down to " + base.name())
          .fix(
              "git -C "
                  + Invocation.quoted(worktree.folder().toString())
                  + " rebase "
                  + base.name())
          .build();
    }
    return commits.get();
  }

  /** The same, or nothing if they are no line of commits with one parent each. */
  static Optional<List<RevCommit>> chain(RevWalk walk, ObjectId tip, ObjectId base)
      throws IOException {
    List<RevCommit> commits = new ArrayList<>();
    RevCommit commit = walk.parseCommit(tip);
    while (!commit.equals(base)) {
      if (commit.getParentCount() != 1 || commits.size() > LONGEST) {
        return Optional.empty();
      }
      commits.add(0, commit);
      commit = walk.parseCommit(commit.getParent(0));
    }
    return Optional.of(commits);
  }

  /** Whether a commit is among others. */
  static boolean holds(List<RevCommit> commits, ObjectId id) {
    return commits.stream().anyMatch(commit -> commit.equals(id));
  }
}
