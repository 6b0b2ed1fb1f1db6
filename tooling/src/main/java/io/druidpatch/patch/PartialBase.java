package io.druidpatch.patch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.diff.DiffEntry.ChangeType;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.patch.FileHeader;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * A base of which only the main sources of some modules are there, as their source jars give them:
 * it says which changes of a local patch can be made on it. One is used for a whole series, in the
 * series' order, since what an entry left out is missing for those behind it.
 *
 * <p>A change is made if the file is there that it changes, or if it adds one among the main
 * sources of a module that is there. It is left out if it concerns any other file, and if an entry
 * before it, which was left out with some or all of its changes, changes the same file: what would
 * come of it then is no state of the series. A change of a file that is there has to fit, as ever.
 */
public final class PartialBase {
  private static final List<String> ROOTS = List.of("/src/main/java/", "/src/main/resources/");

  private static final String NOT_THERE = "the source jars do not have it";

  private final Set<String> modules;
  private final Map<String, String> missing = new HashMap<>();

  /**
   * A change that is left out.
   *
   * @param path the file
   * @param why in words that go on after the path
   */
  public record LeftOut(String path, String why) {}

  /**
   * What of a patch can be made.
   *
   * @param patch the patch with those changes alone; it may have none
   * @param leftOut the others
   */
  public record Part(PatchFile patch, List<LeftOut> leftOut) {
    /** Whether there is nothing to make. */
    public boolean isNothing() {
      return patch.changes().isEmpty();
    }

    /** Why there is nothing to make. */
    public String why() {
      return leftOut.stream().allMatch(file -> file.why().equals(NOT_THERE))
          ? "the source jars have none of its files"
          : "its files are not in the source jars, or an entry that is left out changes them before";
    }
  }

  /**
   * @param modules the folders of the modules whose main sources are there
   */
  public PartialBase(Set<String> modules) {
    this.modules = Set.copyOf(modules);
  }

  /** The module that a path is a main source of, if that module's are there. */
  public Optional<String> module(String path) {
    return modules.stream()
        .filter(module -> ROOTS.stream().anyMatch(root -> path.startsWith(module + root)))
        .findFirst();
  }

  /** The modules that a patch may change a main source of, whatever is there of it. */
  public Set<String> modules(PatchFile patch) {
    Set<String> concerned = new LinkedHashSet<>();
    for (FileHeader change : patch.changes()) {
      if (paths(change).stream().allMatch(path -> module(path).isPresent())) {
        paths(change).forEach(path -> concerned.add(module(path).orElseThrow()));
      }
    }
    return concerned;
  }

  /**
   * Tells the changes that can be made from those that are left out, and remembers the latter.
   *
   * @param entry the id of the patch's entry
   * @param tree what is there by now
   */
  public Part part(String entry, PatchFile patch, ObjectId tree, ObjectReader reader)
      throws IOException {
    List<FileHeader> made = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    // A patch may add a file, and change it under another name.
    Set<String> added = new LinkedHashSet<>();
    for (FileHeader change : patch.changes()) {
      Optional<LeftOut> why = why(change, tree, added, reader);
      if (why.isEmpty()) {
        made.add(change);
        added.add(change.getNewPath());
      } else {
        leftOut.add(why.get());
        paths(change).forEach(path -> missing.putIfAbsent(path, entry));
      }
    }
    return new Part(
        new PatchFile(patch.file(), patch.author(), patch.message(), List.copyOf(made)),
        List.copyOf(leftOut));
  }

  /** Remembers that a patch is left out as a whole. */
  public void leaveOut(String entry, PatchFile patch) {
    patch.paths().forEach(path -> missing.putIfAbsent(path, entry));
  }

  private Optional<LeftOut> why(
      FileHeader change, ObjectId tree, Set<String> added, ObjectReader reader) throws IOException {
    for (String path : paths(change)) {
      if (module(path).isEmpty()) {
        return Optional.of(new LeftOut(path, NOT_THERE));
      }
    }
    for (String path : paths(change)) {
      if (missing.containsKey(path)) {
        return Optional.of(
            new LeftOut(path, missing.get(path) + " changes it before, and that is left out"));
      }
    }
    String old = change.getOldPath();
    boolean there =
        change.getChangeType() == ChangeType.ADD
            || added.contains(old)
            || isFile(old, tree, reader);
    return there ? Optional.empty() : Optional.of(new LeftOut(old, NOT_THERE));
  }

  private static boolean isFile(String path, ObjectId tree, ObjectReader reader)
      throws IOException {
    try (TreeWalk walk = TreeWalk.forPath(reader, path, tree)) {
      return walk != null && !walk.isSubtree();
    }
  }

  private static Set<String> paths(FileHeader change) {
    Set<String> paths = new LinkedHashSet<>();
    for (String path : List.of(change.getOldPath(), change.getNewPath())) {
      if (!path.equals(FileHeader.DEV_NULL)) {
        paths.add(path);
      }
    }
    return paths;
  }
}
