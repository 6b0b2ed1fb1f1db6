package io.druidpatch.git;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.util.Paths;

/**
 * Writes a tree that differs from another in some files. Only the folders on the way to those files
 * are read and written; the other twelve thousand files of the tree are never looked at.
 */
public final class TreeEditor {
  private final ObjectReader reader;
  private final ObjectInserter inserter;

  public TreeEditor(ObjectReader reader, ObjectInserter inserter) {
    this.reader = reader;
    this.inserter = inserter;
  }

  /** An edit takes a file for a folder, or a folder for a file. */
  public static final class FolderClashException extends IOException {
    private static final long serialVersionUID = 1L;

    FolderClashException(String message) {
      super(message);
    }
  }

  /** What a tree holds under a name. */
  public record Item(FileMode mode, ObjectId id) {}

  /**
   * Applies the edits to a tree.
   *
   * @param tree the tree to start from
   * @param edits the files to put, by path; an empty value removes the file
   * @return the new tree's id; a folder that becomes empty is left out, as git does
   * @throws Failure with {@link ExitCode#DAMAGED} if {@link TreePath} refuses a path; who reads
   *     paths from outside has said so before, with the place
   * @throws FolderClashException if an edit goes through a file as if it were a folder, or replaces
   *     a folder
   */
  public ObjectId edit(ObjectId tree, Map<String, Optional<Item>> edits) throws IOException {
    for (String path : edits.keySet()) {
      Optional<String> why = TreePath.refusal(path);
      if (why.isPresent()) {
        throw Failure.of(ExitCode.DAMAGED, path)
            .says("no tree may have this path")
            .found(why.get())
            .build();
      }
    }
    Optional<ObjectId> edited = edit(tree, "", edits);
    return edited.isPresent() ? edited.get() : inserter.insert(new TreeFormatter());
  }

  private Optional<ObjectId> edit(ObjectId tree, String folder, Map<String, Optional<Item>> edits)
      throws IOException {
    Map<String, Item> items = new HashMap<>();
    if (!tree.equals(ObjectId.zeroId())) {
      CanonicalTreeParser parser = new CanonicalTreeParser(null, reader, tree);
      for (; !parser.eof(); parser.next(1)) {
        items.put(
            parser.getEntryPathString(),
            new Item(parser.getEntryFileMode(), parser.getEntryObjectId()));
      }
    }
    Map<String, Map<String, Optional<Item>>> below = new TreeMap<>();
    for (Map.Entry<String, Optional<Item>> edit : edits.entrySet()) {
      String path = edit.getKey();
      int slash = path.indexOf('/');
      if (slash >= 0) {
        below
            .computeIfAbsent(path.substring(0, slash), name -> new TreeMap<>())
            .put(path.substring(slash + 1), edit.getValue());
      } else if (isFolder(items.get(path))) {
        throw new FolderClashException(folder + path + " is a folder where a file is to be");
      } else if (edit.getValue().isPresent()) {
        items.put(path, edit.getValue().get());
      } else {
        items.remove(path);
      }
    }
    for (Map.Entry<String, Map<String, Optional<Item>>> child : below.entrySet()) {
      String name = child.getKey();
      Item old = items.get(name);
      if (old != null && !isFolder(old)) {
        throw new FolderClashException(folder + name + " is a file where a folder is to be");
      }
      Optional<ObjectId> edited =
          edit(old == null ? ObjectId.zeroId() : old.id(), folder + name + "/", child.getValue());
      if (edited.isPresent()) {
        items.put(name, new Item(FileMode.TREE, edited.get()));
      } else {
        items.remove(name);
      }
    }
    if (items.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(inserter.insert(format(items)));
  }

  private static boolean isFolder(Item item) {
    return item != null && item.mode().equals(FileMode.TREE);
  }

  private static TreeFormatter format(Map<String, Item> items) {
    List<Map.Entry<String, Item>> sorted = new ArrayList<>(items.entrySet());
    sorted.sort(
        (a, b) -> {
          byte[] left = org.eclipse.jgit.lib.Constants.encode(a.getKey());
          byte[] right = org.eclipse.jgit.lib.Constants.encode(b.getKey());
          return Paths.compare(
              left,
              0,
              left.length,
              a.getValue().mode().getBits(),
              right,
              0,
              right.length,
              b.getValue().mode().getBits());
        });
    TreeFormatter formatter = new TreeFormatter();
    for (Map.Entry<String, Item> item : sorted) {
      formatter.append(item.getKey(), item.getValue().mode(), item.getValue().id());
    }
    return formatter;
  }
}
