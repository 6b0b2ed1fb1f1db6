package io.druidpatch.upstream;

import io.druidpatch.git.TreeDiff;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.RenameDetector;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * Follows files through later history, under whatever name they have there. A file that goes away
 * is looked for among the files that came with the same commit, by git's rules for renames. A merge
 * continues the parent whose version it has, or else changes that of its first parent.
 */
final class FileTrails {
  /**
   * Where a trail starts.
   *
   * @param commit the commit from which on the file is followed
   * @param path its path there; it need not be there yet
   */
  record Start(ObjectId commit, String path) {}

  /**
   * A change of a followed file; {@link ObjectId#zeroId} stands for no file.
   *
   * @param path the file's path behind the change
   */
  record Step(RevCommit commit, String path, ObjectId old, ObjectId fresh) {}

  /** Where a trail is at a commit, and the last change on the way. */
  private record Place(String path, ObjectId blob, Step last, Place before) {}

  private final GitHistory history;
  private final ObjectReader reader;
  private final Map<ObjectId, Map<Start, Place>> places = new HashMap<>();
  private Map<Start, Place> filtered;
  private TreeFilter filter;

  private FileTrails(GitHistory history, ObjectReader reader) {
    this.history = history;
    this.reader = reader;
  }

  /**
   * Follows files through the commits, and through their renames.
   *
   * @param commits all commits up to the head, parents first
   * @param starts where the trails start
   * @return the changes of each file on the way to the last commit, in order; a trail that does not
   *     lead there is left out
   */
  static Map<Start, List<Step>> follow(
      GitHistory history, List<RevCommit> commits, Set<Start> starts, ObjectReader reader)
      throws IOException {
    FileTrails trails = new FileTrails(history, reader);
    Map<Start, Place> end = Map.of();
    for (RevCommit commit : commits) {
      end = trails.places(commit, starts);
      trails.places.put(commit, end);
    }
    Map<Start, List<Step>> result = new LinkedHashMap<>();
    for (Map.Entry<Start, Place> trail : end.entrySet()) {
      List<Step> steps = new ArrayList<>();
      for (Place place = trail.getValue(); place.last() != null; place = place.before()) {
        steps.add(place.last());
      }
      Collections.reverse(steps);
      result.put(trail.getKey(), List.copyOf(steps));
    }
    return result;
  }

  private Map<Start, Place> places(RevCommit commit, Set<Start> starts) throws IOException {
    Map<Start, Place> here = inherited(commit);
    Map<Start, Place> more = new LinkedHashMap<>();
    for (Start start : starts) {
      if (start.commit().equals(commit)) {
        more.put(start, new Place(start.path(), blob(reader, commit, start.path()), null, null));
      }
    }
    if (more.isEmpty()) {
      return here;
    }
    more.putAll(here);
    return more;
  }

  private Map<Start, Place> inherited(RevCommit commit) throws IOException {
    List<RevCommit> parents = new ArrayList<>();
    for (RevCommit parent : commit.getParents()) {
      if (!places.getOrDefault(parent, Map.of()).isEmpty()) {
        parents.add(parent);
      }
    }
    if (parents.isEmpty()) {
      return Map.of();
    }
    if (parents.size() == 1) {
      return advanced(parents.get(0), commit, places.get(parents.get(0)));
    }
    Map<RevCommit, Map<Start, Place>> from = new LinkedHashMap<>();
    Set<Start> all = new HashSet<>();
    parents.forEach(parent -> all.addAll(places.get(parent).keySet()));
    for (Start start : all) {
      RevCommit chosen = null;
      for (RevCommit parent : parents) {
        Place place = places.get(parent).get(start);
        if (place != null
            && (chosen == null || blob(reader, commit, place.path()).equals(place.blob()))) {
          chosen = parent;
          if (blob(reader, commit, place.path()).equals(place.blob())) {
            break;
          }
        }
      }
      from.computeIfAbsent(chosen, parent -> new LinkedHashMap<>())
          .put(start, places.get(chosen).get(start));
    }
    Map<Start, Place> merged = new LinkedHashMap<>();
    for (Map.Entry<RevCommit, Map<Start, Place>> part : from.entrySet()) {
      merged.putAll(advanced(part.getKey(), commit, part.getValue()));
    }
    return merged;
  }

  /** Where the trails are behind a commit; the same map if none of their files changed. */
  private Map<Start, Place> advanced(RevCommit parent, RevCommit commit, Map<Start, Place> before)
      throws IOException {
    // Most commits change none of them, so that the map, and with it the filter, stays the same.
    if (before != filtered) {
      Set<String> paths = new HashSet<>();
      before.values().forEach(place -> paths.add(place.path()));
      filter = AndTreeFilter.create(PathFilterGroup.createFromStrings(paths), TreeFilter.ANY_DIFF);
      filtered = before;
    }
    Map<String, ObjectId> changed = new HashMap<>();
    Set<String> gone = new HashSet<>();
    try (TreeWalk files = new TreeWalk(reader)) {
      files.setRecursive(true);
      files.setFilter(filter);
      files.addTree(parent.getTree());
      files.addTree(commit.getTree());
      while (files.next()) {
        changed.put(files.getPathString(), files.getObjectId(1));
        if (files.getObjectId(1).equals(ObjectId.zeroId())) {
          gone.add(files.getPathString());
        }
      }
    }
    if (changed.isEmpty()) {
      return before;
    }
    Map<String, DiffEntry> renamed = gone.isEmpty() ? Map.of() : renamed(parent, commit, gone);
    Map<Start, Place> after = new LinkedHashMap<>(before);
    after.replaceAll(
        (start, place) -> {
          ObjectId fresh = changed.get(place.path());
          if (fresh == null) {
            return place;
          }
          DiffEntry moved = renamed.get(place.path());
          String path = moved == null ? place.path() : moved.getNewPath();
          ObjectId blob = moved == null ? fresh : moved.getNewId().toObjectId();
          return new Place(path, blob, new Step(commit, path, place.blob(), blob), place);
        });
    return after;
  }

  /** The renames of files that a commit takes away, by their old paths. */
  private Map<String, DiffEntry> renamed(RevCommit parent, RevCommit commit, Set<String> gone)
      throws IOException {
    List<DiffEntry> entries = new ArrayList<>();
    Set<ObjectId> removed = new HashSet<>();
    Set<ObjectId> added = new HashSet<>();
    for (DiffEntry entry : TreeDiff.of(reader, parent.getTree(), commit.getTree())) {
      if (entry.getChangeType() == DiffEntry.ChangeType.ADD) {
        entries.add(entry);
        added.add(entry.getNewId().toObjectId());
      } else if (entry.getChangeType() == DiffEntry.ChangeType.DELETE
          && gone.contains(entry.getOldPath())) {
        entries.add(entry);
        removed.add(entry.getOldId().toObjectId());
      }
    }
    if (!added.containsAll(removed)) {
      // Only what is not the same to the byte elsewhere is compared by content.
      Set<ObjectId> compared = new HashSet<>(removed);
      compared.addAll(added);
      compared.removeIf(id -> removed.contains(id) && added.contains(id));
      history.bring(compared);
    }
    RenameDetector detector = new RenameDetector(history.git());
    detector.setRenameLimit(0);
    detector.addAll(entries);
    Map<String, DiffEntry> renamed = new HashMap<>();
    for (DiffEntry entry : detector.compute()) {
      if (entry.getChangeType() == DiffEntry.ChangeType.RENAME) {
        renamed.put(entry.getOldPath(), entry);
      }
    }
    return renamed;
  }

  /** A file of a commit; the zero id if it is not there. */
  static ObjectId blob(ObjectReader reader, RevCommit commit, String path) throws IOException {
    try (TreeWalk file = TreeWalk.forPath(reader, path, commit.getTree())) {
      return file == null || file.isSubtree() ? ObjectId.zeroId() : file.getObjectId(0);
    }
  }

  /** All versions of files that steps name. */
  static Set<ObjectId> blobs(Collection<List<Step>> trails) {
    Set<ObjectId> blobs = new HashSet<>();
    for (List<Step> trail : trails) {
      for (Step step : trail) {
        blobs.add(step.old());
        blobs.add(step.fresh());
      }
    }
    return blobs;
  }
}
