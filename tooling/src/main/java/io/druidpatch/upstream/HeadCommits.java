package io.druidpatch.upstream;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;

/** The commits of the upstream's head, from where the base's history parts from it. */
final class HeadCommits {
  private final Series series;
  private final GitHistory history;
  private final RevWalk walk;
  private final RevCommit head;
  private final RevCommit fork;
  private final List<RevCommit> commits;

  /**
   * @throws Failure with {@link ExitCode#MISSING} if the head's history is not the base's
   */
  HeadCommits(Series series, GitHistory history, RevWalk walk) throws IOException {
    this.series = series;
    this.history = history;
    this.walk = walk;
    this.head = walk.parseCommit(history.head());
    this.fork = findFork();
    this.commits = findCommits();
  }

  RevCommit head() {
    return head;
  }

  /** The commit at which the head's history and the base's part. */
  RevCommit fork() {
    return fork;
  }

  /** The commits from the fork to the head, the oldest first. */
  List<RevCommit> commits() {
    return commits;
  }

  private RevCommit findFork() throws IOException {
    RevCommit base;
    try {
      base = walk.parseCommit(series.base().commit());
    } catch (MissingObjectException e) {
      throw noBase(e);
    }
    walk.setRevFilter(RevFilter.MERGE_BASE);
    walk.markStart(List.of(head, base));
    RevCommit found = walk.next();
    walk.reset();
    walk.setRevFilter(RevFilter.ALL);
    if (found == null) {
      throw noBase(null);
    }
    return walk.parseCommit(found);
  }

  private Failure noBase(Throwable cause) {
    return Failure.of(ExitCode.MISSING, history.url())
        .says("the history of " + history.headName() + " is not the base's")
        .expected("the commit " + series.base().commit().name() + ", or its branch's beginning")
        .fix(
            "name a repository with upstream's whole history (of a shallow one: git fetch"
                + " --unshallow): --upstream URL")
        .cause(cause)
        .build();
  }

  private List<RevCommit> findCommits() throws IOException {
    walk.sort(RevSort.TOPO);
    walk.sort(RevSort.REVERSE, true);
    walk.markStart(head);
    for (RevCommit parent : fork.getParents()) {
      walk.markUninteresting(walk.parseCommit(parent));
    }
    List<RevCommit> all = new ArrayList<>();
    for (RevCommit commit : walk) {
      all.add(commit);
    }
    walk.reset();
    walk.sort(RevSort.NONE);
    return List.copyOf(all);
  }

  /** The head's commits that another does not have. */
  Set<ObjectId> notIn(RevCommit start) throws IOException {
    // A walk of its own: the other one's commits carry the marks of earlier questions.
    try (RevWalk own = new RevWalk(walk.getObjectReader())) {
      own.markStart(own.parseCommit(head));
      own.markUninteresting(own.parseCommit(start));
      Set<ObjectId> all = new HashSet<>();
      own.forEach(commit -> all.add(commit.getId()));
      return all;
    }
  }

  /** A commit, if the head has it. */
  Optional<RevCommit> atHead(ObjectId id) throws IOException {
    try {
      RevCommit commit = walk.parseCommit(id);
      return walk.isMergedInto(commit, head) ? Optional.of(commit) : Optional.empty();
    } catch (MissingObjectException e) {
      return Optional.empty();
    }
  }

  /** The commit that a tag of a release, or an id, stands for. */
  RevCommit resolve(String ref) throws IOException {
    ObjectId tag = history.tags().get(ref);
    if (tag != null) {
      return walk.parseCommit(tag);
    }
    return walk.parseCommit(
        history
            .commit(ref)
            .orElseThrow(
                () ->
                    Failure.of(ExitCode.USAGE, ref)
                        .says("the history has no such release tag or commit")
                        .expected("a tag like druid-30.0.0, or a commit's id")
                        .build()));
  }
}
