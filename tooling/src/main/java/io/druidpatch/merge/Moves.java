package io.druidpatch.merge;

import io.druidpatch.git.TreeDiff;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.api.errors.CanceledException;
import org.eclipse.jgit.diff.DiffConfig;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.RenameDetector;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Under which names a tree has the files of another. A file is followed by git's measure of
 * similarity. A new file goes where its folder went: as in git, only if nothing of the folder is
 * left under its old name.
 *
 * <p>Of the first tree all folders have to be there, and the files that are asked for.
 */
public final class Moves {
  /** From here on git takes two files for one that was moved. */
  private static final int SIMILAR_PERCENT = 50;

  private final ObjectReader reader;
  private final ObjectId before;
  private final ObjectId after;
  private final Map<String, Optional<String>> known = new HashMap<>();
  private final Map<String, Optional<String>> folders = new HashMap<>();

  /** The files that only the first tree has, and those that only the other one has, by path. */
  private Map<String, DiffEntry> gone;

  private Map<String, DiffEntry> added;

  /**
   * @param before the tree whose names are known
   * @param after the tree whose names are asked for
   */
  public Moves(ObjectReader reader, ObjectId before, ObjectId after) {
    this.reader = reader;
    this.before = before.copy();
    this.after = after.copy();
  }

  /**
   * The name that a file has in the other tree, or would have there.
   *
   * @param path a file that the other tree does not have under this name
   * @return empty if there is no other name for it
   */
  public Optional<String> of(String path) throws IOException {
    Optional<String> name = known.get(path);
    if (name == null) {
      name = has(before, path) ? similar(path) : besideOthers(path);
      known.put(path, name);
    }
    return name;
  }

  private boolean has(ObjectId tree, String path) throws IOException {
    try (TreeWalk walk = TreeWalk.forPath(reader, path, tree)) {
      return walk != null;
    }
  }

  private void compare() throws IOException {
    if (added != null) {
      return;
    }
    gone = new TreeMap<>();
    added = new TreeMap<>();
    for (DiffEntry entry : TreeDiff.of(reader, before, after)) {
      if (entry.getChangeType() == DiffEntry.ChangeType.ADD) {
        added.put(entry.getNewPath(), entry);
      } else if (entry.getChangeType() == DiffEntry.ChangeType.DELETE) {
        gone.put(entry.getOldPath(), entry);
      }
    }
  }

  private Optional<String> similar(String path) throws IOException {
    compare();
    DiffEntry file = gone.get(path);
    if (file == null) {
      return Optional.empty();
    }
    Optional<String> beside = besideOthers(path).filter(added::containsKey);
    if (beside.isPresent()) {
      Optional<String> same = similar(file, List.of(added.get(beside.get())));
      if (same.isPresent()) {
        return same;
      }
    }
    String kind = name(path).replaceFirst("^.*\\.", ".");
    return similar(
        file, added.values().stream().filter(one -> one.getNewPath().endsWith(kind)).toList());
  }

  private Optional<String> similar(DiffEntry file, Collection<DiffEntry> candidates)
      throws IOException {
    RenameDetector renames = new RenameDetector(reader, new Config().get(DiffConfig.KEY));
    renames.setRenameScore(SIMILAR_PERCENT);
    renames.setRenameLimit(0);
    renames.add(file);
    renames.addAll(candidates);
    try {
      // By this reader: what the series has added so far need not be stored yet.
      return renames.compute(reader, NullProgressMonitor.INSTANCE).stream()
          .filter(entry -> entry.getChangeType() == DiffEntry.ChangeType.RENAME)
          .map(DiffEntry::getNewPath)
          .findFirst();
    } catch (CanceledException e) {
      throw new IllegalStateException("nobody cancels it", e);
    }
  }

  private Optional<String> besideOthers(String path) throws IOException {
    for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      String folder = path.substring(0, slash);
      Optional<String> target = folders.get(folder);
      if (target == null) {
        target = target(folder);
        folders.put(folder, target);
      }
      if (target.isPresent()) {
        return Optional.of(target.get() + path.substring(slash));
      }
    }
    return Optional.empty();
  }

  /** Where most of a folder's files are, if the folder is gone as a whole. */
  private Optional<String> target(String folder) throws IOException {
    if (!has(before, folder) || has(after, folder)) {
      return Optional.empty();
    }
    compare();
    Map<String, List<String>> byName = new HashMap<>();
    added
        .keySet()
        .forEach(path -> byName.computeIfAbsent(name(path), n -> new ArrayList<>()).add(path));
    int files = 0;
    Map<String, Integer> names = new TreeMap<>();
    Map<String, Integer> same = new TreeMap<>();
    for (DiffEntry file : gone.values()) {
      if (file.getOldPath().startsWith(folder + "/")) {
        files++;
        String inside = file.getOldPath().substring(folder.length());
        for (String path : byName.getOrDefault(name(inside), List.of())) {
          if (path.endsWith(inside)) {
            String target = path.substring(0, path.length() - inside.length());
            names.merge(target, 1, Integer::sum);
            if (added.get(path).getNewId().equals(file.getOldId())) {
              same.merge(target, 1, Integer::sum);
            }
          }
        }
      }
    }
    // Names alone prove nothing: many folders have a file of the same name.
    int all = files;
    return same.entrySet().stream()
        .filter(one -> names.get(one.getKey()) * 2 > all)
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey);
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
