package io.druidpatch.apply;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.CommitMessage;
import io.druidpatch.git.TreeEditor;
import io.druidpatch.merge.Conflict;
import io.druidpatch.merge.PickMerge;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Puts a person's commits together with a series that has changed since the worktree was checked
 * out: a three-way merge, entry by entry. What only one of the two has added, changed, dropped or
 * moved is taken as that one has it; an entry that both have changed is a conflict. The commits are
 * then made anew, each by a three-way merge of its files, and every one has to go clean.
 */
final class WorkMerge {
  /** Why the two cannot be merged automatically. */
  static final class ClashException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean rebase;

    /**
     * @param rebase whether a rebase of the worktree helps
     */
    ClashException(String message, boolean rebase) {
      super(message);
      this.rebase = rebase;
    }

    ClashException(String message) {
      this(message, true);
    }

    boolean isForRebase() {
      return rebase;
    }
  }

  /** What is known of how the worktree's commits came about. */
  interface Past {
    /** Whether the person had the series' commit in the branch before they made their own. */
    boolean isAfter(RevCommit own, RevCommit series) throws IOException;
  }

  /** A commit to be made: an entry's, or a new one. */
  private record Change(Optional<String> entry, RevCommit commit) {}

  private final RevCommit base;
  private final Map<String, RevCommit> before;
  private final Map<String, RevCommit> series;
  private final List<Change> work = new ArrayList<>();
  private final Past past;
  private final RevWalk walk;
  private final ObjectReader reader;
  private final ObjectInserter inserter;

  /**
   * @param base the commit below all three
   * @param before the series' commits that were checked out, in order
   * @param series the series' commits now, in order
   * @param work the worktree's commits, in order
   * @param inserter takes the new commits, which only {@code reader} sees until it is flushed
   */
  WorkMerge(
      RevCommit base,
      List<RevCommit> before,
      List<RevCommit> series,
      List<RevCommit> work,
      Past past,
      RevWalk walk,
      ObjectInserter inserter) {
    this.base = base;
    this.before = byEntry(before);
    this.series = byEntry(series);
    this.past = past;
    this.walk = walk;
    this.reader = walk.getObjectReader();
    this.inserter = inserter;
    Set<String> seen = new LinkedHashSet<>();
    for (RevCommit commit : work) {
      Optional<String> entry =
          entry(commit).filter(id -> this.before.containsKey(id) || this.series.containsKey(id));
      if (entry.isPresent() && !seen.add(entry.get())) {
        throw second(commit, entry.get());
      }
      this.work.add(new Change(entry, commit));
    }
  }

  /** The failure for a second commit that says it is an entry's. */
  static Failure second(RevCommit commit, String entry) {
    return Failure.of(ExitCode.STALE, commit.name())
        .says("a second commit names the entry " + entry)
        .fix("squash the two, or take the trailer " + CommitMessage.SERIES_ENTRY + " out")
        .build();
  }

  private static Optional<String> entry(RevCommit commit) {
    return Optional.ofNullable(
        CommitMessage.trailer(commit.getFullMessage(), CommitMessage.SERIES_ENTRY));
  }

  private static Map<String, RevCommit> byEntry(List<RevCommit> commits) {
    Map<String, RevCommit> map = new LinkedHashMap<>();
    commits.forEach(commit -> entry(commit).ifPresent(id -> map.put(id, commit)));
    return map;
  }

  /**
   * Merges the commits of the worktree with those of the series.
   *
   * @return the last of the new commits
   */
  ObjectId run() throws IOException, ClashException {
    Map<String, RevCommit> kept = kept();
    return commit(ordered(kept));
  }

  /** The entries that stay, each as the one that changed it has it. */
  private Map<String, RevCommit> kept() throws IOException, ClashException {
    Map<String, RevCommit> mine = new LinkedHashMap<>();
    work.forEach(change -> change.entry().ifPresent(id -> mine.put(id, change.commit())));
    Set<String> all = new LinkedHashSet<>(before.keySet());
    all.addAll(series.keySet());
    Map<String, RevCommit> kept = new LinkedHashMap<>();
    for (String id : all) {
      Optional<RevCommit> old = Optional.ofNullable(before.get(id));
      Optional<RevCommit> theirs = Optional.ofNullable(series.get(id));
      Optional<RevCommit> own = Optional.ofNullable(mine.get(id));
      Optional<RevCommit> result;
      if (isSame(own, old)) {
        result = theirs;
      } else if (isSame(theirs, old) || isSame(own, theirs) || isDecided(own, theirs)) {
        result = own;
      } else {
        throw new ClashException(
            "the entry "
                + id
                + " was "
                + (own.isEmpty() ? "dropped" : "changed")
                + " in the worktree and "
                + (theirs.isEmpty() ? "dropped" : "changed")
                + " in the series",
            theirs.isPresent());
      }
      result.ifPresent(commit -> kept.put(id, commit));
    }
    return kept;
  }

  private boolean isDecided(Optional<RevCommit> own, Optional<RevCommit> theirs)
      throws IOException {
    return own.isPresent() && theirs.isPresent() && past.isAfter(own.get(), theirs.get());
  }

  private boolean isSame(Optional<RevCommit> one, Optional<RevCommit> other) throws IOException {
    if (one.isEmpty() || other.isEmpty() || one.equals(other)) {
      return one.equals(other);
    }
    return SameChange.is(one.get(), other.get(), walk, reader);
  }

  private RevCommit parent(RevCommit commit) throws IOException {
    return walk.parseCommit(commit.getParent(0));
  }

  /** The entries that stay and the person's new commits, in the order of the one that moved any. */
  private List<Change> ordered(Map<String, RevCommit> kept) throws ClashException {
    List<String> old = before.keySet().stream().filter(kept::containsKey).toList();
    List<String> theirs = series.keySet().stream().filter(kept::containsKey).toList();
    List<String> own =
        work.stream().flatMap(one -> one.entry().stream()).filter(kept::containsKey).toList();
    boolean moved = !common(old, own).equals(common(own, old));
    if (moved && !common(old, theirs).equals(common(theirs, old))) {
      throw new ClashException(
          "the entries were put into another order in the worktree and in the series");
    }
    List<Change> sequence =
        (moved ? own : theirs)
            .stream()
                .map(id -> new Change(Optional.of(id), kept.get(id)))
                .collect(Collectors.toCollection(ArrayList::new));
    // What the other one has besides: behind what is before it there, and at the end if it is
    // there.
    List<Change> others =
        moved
            ? theirs.stream().map(id -> new Change(Optional.of(id), kept.get(id))).toList()
            : List.of();
    insert(others, sequence);
    insert(
        work.stream()
            .filter(one -> one.entry().isEmpty() || kept.containsKey(one.entry().get()))
            .map(one -> one.entry().map(id -> new Change(one.entry(), kept.get(id))).orElse(one))
            .toList(),
        sequence);
    return sequence;
  }

  private static List<String> common(List<String> ids, List<String> others) {
    return ids.stream().filter(others::contains).toList();
  }

  /** Puts those of a list that a sequence lacks into it. */
  private static void insert(List<Change> list, List<Change> sequence) {
    int lastKnown = -1;
    for (int i = 0; i < list.size(); i++) {
      if (sequence.contains(list.get(i))) {
        lastKnown = i;
      }
    }
    int at = 0;
    for (int i = 0; i < list.size(); i++) {
      int found = sequence.indexOf(list.get(i));
      if (found >= 0) {
        at = found + 1;
      } else {
        at = i > lastKnown ? sequence.size() : at;
        sequence.add(at, list.get(i));
        at++;
      }
    }
  }

  /** Makes the commits, as far as they are not there like that already. */
  private ObjectId commit(List<Change> changes) throws IOException, ClashException {
    ObjectId tip = base;
    ObjectId tree = base.getTree();
    for (Change change : changes) {
      RevCommit commit = change.commit();
      if (commit.getParent(0).equals(tip)) {
        tip = commit;
        tree = commit.getTree();
        continue;
      }
      PickMerge.Outcome merge =
          PickMerge.merge(
              tree, parent(commit).getTree(), commit.getTree(), List.of(), reader, inserter);
      if (!merge.conflicts().isEmpty()) {
        throw new ClashException(
            name(change)
                + " conflicts in "
                + merge.conflicts().stream()
                    .map(Conflict::path)
                    .distinct()
                    .collect(Collectors.joining(", ")));
      }
      ObjectId edited;
      try {
        edited = new TreeEditor(reader, inserter).edit(tree, merge.edits());
      } catch (TreeEditor.FolderClashException e) {
        throw new ClashException(name(change) + ": " + e.getMessage());
      }
      if (edited.equals(tree)) {
        if (change.entry().isPresent()) {
          throw new ClashException(name(change) + " changes nothing any more");
        }
        // The series has got it meanwhile.
        continue;
      }
      CommitBuilder builder = new CommitBuilder();
      builder.setTreeId(edited);
      builder.setParentId(tip);
      builder.setAuthor(commit.getAuthorIdent());
      builder.setCommitter(commit.getCommitterIdent());
      builder.setMessage(commit.getFullMessage());
      tip = inserter.insert(builder);
      tree = edited;
    }
    return tip;
  }

  private static String name(Change change) {
    return change
        .entry()
        .map(id -> "the entry " + id)
        .orElse(
            "the commit "
                + change.commit().abbreviate(12).name()
                + " ("
                + change.commit().getShortMessage()
                + ")");
  }
}
