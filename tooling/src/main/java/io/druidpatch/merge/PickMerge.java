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
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * Merges changes of files into a tree, three ways and in core: those of a commit with its parent as
 * the ancestor, or those of a local patch with what it was made on. Only these files are looked at.
 * A file that the tree has under another name is merged there.
 */
public final class PickMerge {
  private final ObjectId onto;
  private final Moves moves;
  private final ObjectReader reader;
  private final ObjectInserter inserter;
  private final List<Resolution> resolutions;
  private final Set<Resolution> used = new LinkedHashSet<>();
  private final List<Conflict> conflicts = new ArrayList<>();
  private final Map<String, Optional<Item>> edits = new LinkedHashMap<>();
  private final Map<String, String> moved = new LinkedHashMap<>();
  private final Map<String, MarkedFile> marked = new LinkedHashMap<>();

  private PickMerge(
      ObjectId onto,
      Moves moves,
      ObjectReader reader,
      ObjectInserter inserter,
      List<Resolution> resolutions) {
    this.onto = onto;
    this.moves = moves;
    this.reader = reader;
    this.inserter = inserter;
    this.resolutions = resolutions;
  }

  /**
   * What a merge came to.
   *
   * @param edits what changes in the tree, by path
   * @param used the resolutions that decided a conflict
   * @param conflicts the conflicts that no resolution covers; the edits leave the tree's side there
   * @param moved the files that the tree has under other names, with these
   * @param marked the files with conflicts in some lines, by their paths in the tree
   */
  public record Outcome(
      Map<String, Optional<Item>> edits,
      Set<Resolution> used,
      List<Conflict> conflicts,
      Map<String, String> moved,
      Map<String, MarkedFile> marked) {}

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
    List<Change> changes = changes(reader, parent, commit);
    Map<String, String> renames = new LinkedHashMap<>();
    Moves own = new Moves(reader, parent, commit);
    for (Change change : changes) {
      if (change.after() == null
          && !Objects.equals(item(reader, onto, change.path()), change.before())) {
        own.of(change.path()).ifPresent(name -> renames.put(change.path(), name));
      }
    }
    return merge(
        onto, changes, renames, new Moves(reader, parent, onto), resolutions, reader, inserter);
  }

  /**
   * Merges changes of files into a tree.
   *
   * @param renames the files that the changes move: the old name of each with the new one
   * @param moves from where the changes were made to the tree
   */
  public static Outcome merge(
      ObjectId onto,
      List<Change> changes,
      Map<String, String> renames,
      Moves moves,
      List<Resolution> resolutions,
      ObjectReader reader,
      ObjectInserter inserter)
      throws IOException {
    PickMerge merge = new PickMerge(onto, moves, reader, inserter, resolutions);
    Map<String, Item> fresh = new LinkedHashMap<>();
    for (Change change : changes) {
      if (change.before() == null && item(reader, onto, change.path()) == null) {
        fresh.put(change.path(), change.after());
      }
    }
    // Not where something is in the way.
    Map<String, String> followed = new LinkedHashMap<>(renames);
    followed.values().retainAll(fresh.keySet());
    for (Change change : changes) {
      String to = followed.get(change.path());
      if (to != null) {
        merge.merge(new Change(change.path(), change.before(), fresh.get(to)), Optional.of(to));
      } else if (!followed.containsValue(change.path())) {
        merge.merge(change, Optional.empty());
      }
    }
    return new Outcome(
        merge.edits, merge.used, List.copyOf(merge.conflicts), merge.moved, merge.marked);
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

  /**
   * @param to the name that the change gives the file
   */
  private void merge(Change change, Optional<String> to) throws IOException {
    Item base = item(reader, onto, change.path());
    String path = change.path();
    if (base == null) {
      Optional<String> elsewhere = moves.of(change.path());
      if (elsewhere.isPresent()) {
        path = elsewhere.get();
        base = item(reader, onto, path);
        moved.put(change.path(), path);
      }
    }
    if (to.isPresent()) {
      edits.put(path, Optional.empty());
      path = moved.isEmpty() ? to.get() : moves.of(to.get()).orElse(to.get());
    }
    Item ancestor = change.before();
    Item upstream = change.after();
    if (Objects.equals(base, upstream)) {
      if (to.isPresent()) {
        edits.put(path, Optional.of(base));
      }
      return;
    }
    if (Objects.equals(base, ancestor)) {
      edits.put(path, Optional.ofNullable(upstream));
      return;
    }
    Optional<FileMode> mode = mergedMode(base, ancestor, upstream);
    byte[] ours = text(base);
    byte[] common = ancestor == null ? new byte[0] : text(ancestor);
    byte[] theirs = text(upstream);
    if (mode.isEmpty() || ours == null || common == null || theirs == null) {
      wholeFile(change, path, base);
      return;
    }
    FileMerge.Outcome outcome =
        FileMerge.merge(change.path(), ours, common, theirs, this::decision);
    Optional<String> elsewhere = Optional.of(path).filter(name -> !name.equals(change.path()));
    outcome.conflicts().forEach(conflict -> conflicts.add(conflict.in(elsewhere)));
    ObjectId blob = inserter.insert(Constants.OBJ_BLOB, outcome.content());
    edits.put(path, Optional.of(new Item(mode.get(), blob)));
    if (!outcome.conflicts().isEmpty()) {
      marked.put(path, new MarkedFile(outcome.pieces(), outcome.conflicts()));
    }
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

  private void wholeFile(Change change, String path, Item base) throws IOException {
    Conflict conflict =
        new Conflict(
            change.path(),
            1,
            1,
            true,
            side(base),
            side(change.before()),
            side(change.after()),
            Optional.ofNullable(moved.get(change.path())));
    Optional<Resolution> resolution = resolution(conflict);
    if (resolution.isEmpty()) {
      conflicts.add(conflict);
      return;
    }
    Resolution.Choice choice = resolution.get().choice();
    if (choice instanceof Resolution.Lines lines) {
      Item like = base != null ? base : change.after();
      ObjectId blob =
          inserter.insert(Constants.OBJ_BLOB, lines.text().getBytes(StandardCharsets.UTF_8));
      edits.put(path, Optional.of(new Item(like.mode(), blob)));
    } else if (choice == Resolution.Take.UPSTREAM) {
      edits.put(path, Optional.ofNullable(change.after()));
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
