package io.druidpatch.upstream;

import io.druidpatch.git.TreeEditor.Item;
import io.druidpatch.merge.PickMerge;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Which releases contain a commit: by ancestry, or by a commit on the release's branch that is the
 * same change (a backport): the same subject or pull request, or the same lines of the same files.
 * A candidate counts where the release itself is not there.
 */
final class Releases {
  private static final Pattern TAG = Pattern.compile("druid-(\\d+(?:\\.\\d+)*)(?:-rc(\\d+))?");
  private static final Pattern BACKPORT = Pattern.compile("(?i)^\\[?backport[^\\]:]*[\\]:]?\\s*");
  private static final Pattern NUMBER = Pattern.compile("\\(#(\\d+)\\)");

  private final GitHistory history;
  private final RevWalk walk;
  private final FileTexts texts;
  private final RevCommit head;
  private final Map<String, RevCommit> tags = new LinkedHashMap<>();
  private final Map<String, List<RevCommit>> beside = new HashMap<>();

  Releases(GitHistory history, RevCommit head, RevWalk walk, FileTexts texts) throws IOException {
    this.history = history;
    this.head = head;
    this.walk = walk;
    this.texts = texts;
    Map<String, ObjectId> all = history.tags();
    TreeMap<String, RevCommit> sorted =
        new TreeMap<>(Comparator.comparing(Releases::sortable, Arrays::compare));
    for (Map.Entry<String, ObjectId> tag : all.entrySet()) {
      Matcher name = TAG.matcher(tag.getKey());
      if (name.matches() && (name.group(2) == null || !all.containsKey("druid-" + name.group(1)))) {
        sorted.put(tag.getKey(), walk.parseCommit(tag.getValue()));
      }
    }
    tags.putAll(sorted);
  }

  /** The newest release that is there, by its number. */
  Optional<String> newest() {
    return tags.keySet().stream().reduce((before, after) -> after);
  }

  /** The tags of the releases that contain a commit, oldest first. */
  List<String> containing(RevCommit commit) throws IOException {
    List<String> containing = new ArrayList<>();
    for (Map.Entry<String, RevCommit> tag : tags.entrySet()) {
      // A release from before the commit cannot have it.
      if (tag.getValue().getCommitTime() >= commit.getCommitTime()
          && (walk.isMergedInto(commit, tag.getValue()) || hasBackport(tag.getKey(), commit))) {
        containing.add(tag.getKey());
      }
    }
    return containing;
  }

  private boolean hasBackport(String tag, RevCommit commit) throws IOException {
    for (RevCommit other : beside(tag)) {
      if (isSame(other, commit)) {
        return true;
      }
    }
    return false;
  }

  /** The commits of a release that are not the head's. */
  private List<RevCommit> beside(String tag) throws IOException {
    List<RevCommit> known = beside.get(tag);
    if (known == null) {
      known = new ArrayList<>();
      try (RevWalk own = new RevWalk(walk.getObjectReader())) {
        own.sort(RevSort.TOPO);
        own.markStart(own.parseCommit(tags.get(tag)));
        own.markUninteresting(own.parseCommit(head));
        for (RevCommit commit : own) {
          known.add(walk.parseCommit(commit));
        }
      }
      beside.put(tag, known);
    }
    return known;
  }

  private boolean isSame(RevCommit other, RevCommit commit) throws IOException {
    String subject = other.getShortMessage();
    if (subject.matches("(?i)(revert|reapply)\\b.*")
        != commit.getShortMessage().matches("(?i)(revert|reapply)\\b.*")) {
      return false;
    }
    Optional<String> number = UpstreamCommit.pullRequest(commit.getShortMessage());
    // A backport's own subject ends with its own pull request, behind the one that it brings.
    for (Matcher match = NUMBER.matcher(subject); match.find(); ) {
      if (number.equals(Optional.of(match.group(1)))) {
        return true;
      }
    }
    return title(subject).equals(title(commit.getShortMessage())) || hasSameLines(other, commit);
  }

  private static String title(String subject) {
    String title = BACKPORT.matcher(subject).replaceFirst("");
    for (String before = ""; !before.equals(title); ) {
      before = title;
      title = UpstreamCommit.title(title);
    }
    return title;
  }

  private boolean hasSameLines(RevCommit other, RevCommit commit) throws IOException {
    Map<String, PickMerge.Change> these = changes(commit);
    Map<String, PickMerge.Change> those = changes(other);
    if (these.isEmpty() || !these.keySet().equals(those.keySet())) {
      return false;
    }
    Set<ObjectId> blobs = new HashSet<>();
    for (Map<String, PickMerge.Change> side : List.of(these, those)) {
      side.values()
          .forEach(change -> blobs.addAll(List.of(id(change.before()), id(change.after()))));
    }
    history.bring(blobs);
    for (String path : these.keySet()) {
      if (!lines(these.get(path)).equals(lines(those.get(path)))) {
        return false;
      }
    }
    return true;
  }

  private ChangedLines lines(PickMerge.Change change) throws IOException {
    return ChangedLines.between(id(change.before()), id(change.after()), texts);
  }

  private Map<String, PickMerge.Change> changes(RevCommit commit) throws IOException {
    Map<String, PickMerge.Change> changes = new TreeMap<>();
    if (commit.getParentCount() == 1) {
      RevCommit parent = walk.parseCommit(commit.getParent(0));
      for (PickMerge.Change change :
          PickMerge.changes(walk.getObjectReader(), parent.getTree(), commit.getTree())) {
        changes.put(change.path(), change);
      }
    }
    return changes;
  }

  static ObjectId id(Item item) {
    return item == null ? ObjectId.zeroId() : item.id();
  }

  /** A tag's numbers; a candidate comes before its release. */
  private static int[] sortable(String tag) {
    Matcher name = TAG.matcher(tag);
    if (!name.matches()) {
      return new int[0];
    }
    int[] numbers =
        Arrays.copyOf(
            Arrays.stream(name.group(1).split("\\.", -1)).mapToInt(Integer::parseInt).toArray(), 5);
    numbers[4] = name.group(2) == null ? Integer.MAX_VALUE : Integer.parseInt(name.group(2));
    return numbers;
  }
}
