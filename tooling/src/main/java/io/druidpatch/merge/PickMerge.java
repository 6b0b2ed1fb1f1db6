package io.druidpatch.merge;

import io.druidpatch.git.TreeEditor.Item;
import io.druidpatch.series.Resolution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.api.errors.CanceledException;
import org.eclipse.jgit.diff.DiffConfig;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RenameDetector;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * Picks a commit onto a tree: a three-way merge with the commit's parent as the ancestor, in core,
 * of the files that the commit changes and no others. Renames are not followed: a file that the
 * tree has under another name is a conflict of whole files, which says the name.
 */
public final class PickMerge {
  /** From here on git takes two files for one that was moved. */
  private static final int SIMILAR_PERCENT = 50;

  private final ObjectId onto;
  private final ObjectId parent;
  private final ObjectReader reader;
  private final ObjectInserter inserter;
  private final List<Resolution> resolutions;
  private final Set<Resolution> used = new LinkedHashSet<>();
  private final List<Conflict> conflicts = new ArrayList<>();
  private final Map<String, Optional<Item>> edits = new LinkedHashMap<>();

  private PickMerge(
      ObjectId onto,
      ObjectId parent,
      ObjectReader reader,
      ObjectInserter inserter,
      List<Resolution> resolutions) {
    this.onto = onto;
    this.parent = parent;
    this.reader = reader;
    this.inserter = inserter;
    this.resolutions = resolutions;
  }

  /**
   * What a merge came to.
   *
   * @param edits what the pick changes in the tree, by path
   * @param used the resolutions that decided a conflict
   * @param conflicts the conflicts that no resolution covers; the edits leave the tree's side there
   */
  public record Outcome(
      Map<String, Optional<Item>> edits, Set<Resolution> used, List<Conflict> conflicts) {}

  /**
   * Merges what a pick changes into a tree.
   *
   * @param onto the tree to pick onto
   * @param parent the tree of the commit's parent
   * @param commit the commit's tree
   */
  public static Outcome merge(
      ObjectId onto,
      ObjectId parent,
      ObjectId commit,
      List<Resolution> resolutions,
      ObjectReader reader,
      ObjectInserter inserter)
      throws IOException {
    PickMerge merge = new PickMerge(onto, parent, reader, inserter, resolutions);
    for (Change change : changes(reader, parent, commit)) {
      merge.merge(change, item(reader, onto, change.path()));
    }
    return new Outcome(merge.edits, merge.used, List.copyOf(merge.conflicts));
  }

  /** A file that differs between two trees; a side where it is missing is null. */
  public record Change(String path, Item before, Item after) {}

  /** The files in which two trees differ; only differing folders are read. */
  public static List<Change> changes(ObjectReader reader, ObjectId before, ObjectId after)
      throws IOException {
    List<Change> changes = new ArrayList<>();
    try (TreeWalk walk = new TreeWalk(reader)) {
      walk.setRecursive(true);
      walk.setFilter(TreeFilter.ANY_DIFF);
      walk.addTree(before);
      walk.addTree(after);
      while (walk.next()) {
        changes.add(new Change(walk.getPathString(), item(walk, 0), item(walk, 1)));
      }
    }
    return changes;
  }

  private static Item item(TreeWalk walk, int tree) {
    FileMode mode = walk.getFileMode(tree);
    return mode.equals(FileMode.MISSING) ? null : new Item(mode, walk.getObjectId(tree));
  }

  private static Item item(ObjectReader reader, ObjectId tree, String path) throws IOException {
    try (TreeWalk walk = TreeWalk.forPath(reader, path, tree)) {
      return walk == null || walk.isSubtree() ? null : item(walk, 0);
    }
  }

  private void merge(Change change, Item base) throws IOException {
    Item ancestor = change.before();
    Item upstream = change.after();
    if (Objects.equals(base, upstream)) {
      return;
    }
    if (Objects.equals(base, ancestor)) {
      edits.put(change.path(), Optional.ofNullable(upstream));
      return;
    }
    Optional<FileMode> mode = mergedMode(base, ancestor, upstream);
    byte[] ours = text(base);
    byte[] common = ancestor == null ? new byte[0] : text(ancestor);
    byte[] theirs = text(upstream);
    if (mode.isEmpty() || ours == null || common == null || theirs == null) {
      wholeFile(change.path(), base, ancestor, upstream);
      return;
    }
    FileMerge.Outcome outcome =
        FileMerge.merge(change.path(), ours, common, theirs, this::decision);
    conflicts.addAll(outcome.conflicts());
    ObjectId blob = inserter.insert(Constants.OBJ_BLOB, outcome.content());
    edits.put(change.path(), Optional.of(new Item(mode.get(), blob)));
  }

  private Optional<byte[]> decision(Conflict conflict) {
    return resolution(conflict)
        .map(
            resolution -> {
              if (resolution.choice() instanceof Resolution.Lines lines) {
                return lines.text().getBytes(StandardCharsets.UTF_8);
              }
              return resolution.choice() == Resolution.Take.BASE
                  ? conflict.base().bytes()
                  : conflict.upstream().bytes();
            });
  }

  private void wholeFile(String path, Item base, Item ancestor, Item upstream) throws IOException {
    Conflict conflict =
        new Conflict(path, 1, true, side(base), side(ancestor), side(upstream), Optional.empty());
    Optional<Resolution> resolution = resolution(conflict);
    if (resolution.isEmpty()) {
      conflicts.add(base == null && ancestor != null ? conflict.in(elsewhere(path)) : conflict);
      return;
    }
    Resolution.Choice choice = resolution.get().choice();
    if (choice instanceof Resolution.Lines lines) {
      Item like = base != null ? base : upstream;
      ObjectId blob =
          inserter.insert(Constants.OBJ_BLOB, lines.text().getBytes(StandardCharsets.UTF_8));
      edits.put(path, Optional.of(new Item(like.mode(), blob)));
    } else if (choice == Resolution.Take.UPSTREAM) {
      edits.put(path, Optional.ofNullable(upstream));
    }
  }

  /**
   * The name under which the tree has a file of the pick's parent, by git's measure of similarity.
   * Of the parent only this file need be there.
   */
  private Optional<String> elsewhere(String path) throws IOException {
    List<DiffEntry> some = new ArrayList<>();
    try (TreeWalk walk = new TreeWalk(reader)) {
      walk.setRecursive(true);
      walk.setFilter(TreeFilter.ANY_DIFF);
      walk.addTree(parent);
      walk.addTree(onto);
      for (DiffEntry entry : DiffEntry.scan(walk)) {
        if (entry.getChangeType() == DiffEntry.ChangeType.ADD || entry.getOldPath().equals(path)) {
          some.add(entry);
        }
      }
    }
    RenameDetector renames = new RenameDetector(reader, new Config().get(DiffConfig.KEY));
    renames.setRenameScore(SIMILAR_PERCENT);
    renames.setRenameLimit(0);
    renames.addAll(some);
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

  private Optional<Resolution> resolution(Conflict conflict) {
    String hash = conflict.hash();
    Optional<Resolution> found =
        resolutions.stream()
            .filter(r -> r.path().equals(conflict.path()) && r.hunk().equals(hash))
            .findFirst();
    found.ifPresent(used::add);
    return found;
  }

  private static Optional<FileMode> mergedMode(Item base, Item ancestor, Item upstream) {
    if (base == null || upstream == null) {
      return Optional.empty();
    }
    if (base.mode().equals(upstream.mode())) {
      return Optional.of(base.mode());
    }
    if (ancestor == null) {
      return Optional.empty();
    }
    if (base.mode().equals(ancestor.mode())) {
      return Optional.of(upstream.mode());
    }
    return upstream.mode().equals(ancestor.mode()) ? Optional.of(base.mode()) : Optional.empty();
  }

  /** The content of a plain text file; null for anything else. */
  private byte[] text(Item item) throws IOException {
    if (item == null || (item.mode().getBits() & FileMode.TYPE_MASK) != FileMode.TYPE_FILE) {
      return null;
    }
    byte[] bytes = reader.open(item.id(), Constants.OBJ_BLOB).getBytes();
    return RawText.isBinary(bytes) ? null : bytes;
  }

  private Side side(Item item) throws IOException {
    if (item == null) {
      return Side.absent();
    }
    if (item.mode().equals(FileMode.GITLINK)) {
      return new Side(item.mode(), item.id().name().getBytes(StandardCharsets.US_ASCII));
    }
    return new Side(item.mode(), reader.open(item.id(), Constants.OBJ_BLOB).getBytes());
  }
}
