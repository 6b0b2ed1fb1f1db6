package io.druidpatch.merge;

import io.druidpatch.git.TreeEditor.Item;
import io.druidpatch.patch.PatchApplication;
import io.druidpatch.patch.PatchFile;
import io.druidpatch.series.Resolution;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.patch.FileHeader;

/**
 * Merges the files of a local patch whose hunks do not fit, three ways. The ancestor of each is the
 * version that the patch's {@code index} line names.
 */
public final class PatchMerge {
  private final PatchFile patch;
  private final PatchApplication.Outcome applied;
  private final List<Resolution> resolutions;
  private final Moves moves;
  private final ObjectReader reader;
  private final ObjectInserter inserter;
  private final List<PickMerge.Change> changes = new ArrayList<>();
  private final Map<String, String> renames = new LinkedHashMap<>();

  /**
   * @param applied what could be applied as it is
   * @param moves from the names of the patch to those of the tree
   */
  public PatchMerge(
      PatchFile patch,
      PatchApplication.Outcome applied,
      List<Resolution> resolutions,
      Moves moves,
      ObjectReader reader,
      ObjectInserter inserter) {
    this.patch = patch;
    this.applied = applied;
    this.resolutions = resolutions;
    this.moves = moves;
    this.reader = reader;
    this.inserter = inserter;
  }

  /** Whether a version of a file is there. */
  public interface Ancestors {
    boolean has(ObjectId blob) throws IOException;
  }

  /**
   * Merges them into a tree.
   *
   * @return all that the patch changes; empty if a version that it was made on is not there, or is
   *     not what its hunks say
   */
  public Optional<PickMerge.Outcome> merge(ObjectId tree, Ancestors ancestors) throws IOException {
    Set<FileHeader> rejected = new LinkedHashSet<>();
    applied.rejects().forEach(reject -> rejected.add(reject.change()));
    for (FileHeader change : rejected) {
      if (!add(change, ancestors)) {
        return Optional.empty();
      }
    }
    PickMerge.Outcome merge =
        PickMerge.merge(tree, changes, renames, moves, resolutions, reader, inserter);
    Map<String, Optional<Item>> edits = new LinkedHashMap<>(applied.edits());
    for (FileHeader change : rejected) {
      for (String path : List.of(change.getOldPath(), change.getNewPath())) {
        edits.remove(applied.moved().getOrDefault(path, path));
      }
    }
    edits.putAll(merge.edits());
    Map<String, String> moved = new LinkedHashMap<>(applied.moved());
    moved.putAll(merge.moved());
    return Optional.of(
        new PickMerge.Outcome(edits, merge.used(), merge.conflicts(), moved, merge.marked()));
  }

  private boolean add(FileHeader change, Ancestors ancestors) throws IOException {
    DiffEntry.ChangeType type = change.getChangeType();
    Item before = null;
    if (type != DiffEntry.ChangeType.ADD) {
      Optional<ObjectId> old = old(change);
      if (type == DiffEntry.ChangeType.COPY || old.isEmpty() || !ancestors.has(old.get())) {
        return false;
      }
      before = new Item(mode(change.getOldMode()), old.get());
    }
    Item after = null;
    if (type != DiffEntry.ChangeType.DELETE) {
      ObjectId from = before == null ? ObjectId.zeroId() : before.id();
      Optional<ObjectId> made = PatchApplication.made(patch, change, from, reader, inserter);
      if (made.isEmpty()) {
        return false;
      }
      FileMode like = before == null ? FileMode.REGULAR_FILE : before.mode();
      FileMode mode = change.getNewMode();
      after = new Item(isGiven(mode) ? mode : like, made.get());
    }
    if (type == DiffEntry.ChangeType.RENAME) {
      changes.add(new PickMerge.Change(change.getOldPath(), before, null));
      changes.add(new PickMerge.Change(change.getNewPath(), null, after));
      renames.put(change.getOldPath(), change.getNewPath());
    } else {
      String path = change.getOldPath();
      changes.add(
          new PickMerge.Change(
              path.equals(DiffEntry.DEV_NULL) ? change.getNewPath() : path, before, after));
    }
    return true;
  }

  private Optional<ObjectId> old(FileHeader change) throws IOException {
    if (change.getOldId() == null) {
      return Optional.empty();
    }
    if (change.getOldId().isComplete()) {
      return Optional.of(change.getOldId().toObjectId());
    }
    Collection<ObjectId> found = reader.resolve(change.getOldId());
    return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
  }

  private static boolean isGiven(FileMode mode) {
    return mode != null && !mode.equals(FileMode.MISSING);
  }

  private static FileMode mode(FileMode mode) {
    return isGiven(mode) ? mode : FileMode.REGULAR_FILE;
  }
}
