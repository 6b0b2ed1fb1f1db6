package io.druidpatch.patch;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.TreeEditor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.patch.FileHeader;
import org.eclipse.jgit.patch.HunkHeader;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Applies a local patch to a tree, in core. Every context line must match; a hunk may sit at
 * another line than the patch says, nearest first, as with {@code git apply}. There is no fuzz: a
 * patch that is merely close to the base is a patch to look at. Only carriage returns that a patch
 * has lost are put back, where every line of the file has one.
 */
public final class PatchApplication {
  private final ObjectReader reader;
  private final ObjectInserter inserter;
  private final PatchFile patch;
  private final Names names;
  private final List<Reject> rejects = new ArrayList<>();
  private final Map<String, String> moved = new LinkedHashMap<>();

  private PatchApplication(
      ObjectReader reader, ObjectInserter inserter, PatchFile patch, Names names) {
    this.reader = reader;
    this.inserter = inserter;
    this.patch = patch;
    this.names = names;
  }

  /** The names that a tree has for files under other names than a patch gives them. */
  public interface Names {
    /** The name for a file that the tree does not have under this one. */
    Optional<String> of(String path) throws IOException;
  }

  /**
   * A hunk, or a file, that does not apply.
   *
   * @param change the change of the file
   * @param why makes the {@link #failure()}, which only who reports it asks for
   */
  public record Reject(String path, FileHeader change, Supplier<Failure> why) {
    /** What is wrong; {@link ExitCode#BAD_PATCH}, naming the patch's line. */
    public Failure failure() {
      return why.get();
    }
  }

  /**
   * The edits that a patch makes of a tree, and its hunks that do not apply.
   *
   * @param edits the edits of the tree, by path; what is rejected is not in them
   * @param rejects in the patch's order
   * @param moved the files that the tree has under other names, with these
   */
  public record Outcome(
      Map<String, Optional<TreeEditor.Item>> edits,
      List<Reject> rejects,
      Map<String, String> moved) {}

  /** Applies what can be applied of the patch, as {@code git apply --reject} does. */
  public static Outcome attempt(
      PatchFile patch, ObjectId tree, Names names, ObjectReader reader, ObjectInserter inserter)
      throws IOException {
    PatchApplication application = new PatchApplication(reader, inserter, patch, names);
    return new Outcome(application.apply(tree), application.rejects, application.moved);
  }

  /**
   * What a change makes of a file.
   *
   * @param blob the file; the zero id for a new one
   * @return empty if it does not apply to that
   */
  public static Optional<ObjectId> made(
      PatchFile patch,
      FileHeader change,
      ObjectId blob,
      ObjectReader reader,
      ObjectInserter inserter)
      throws IOException {
    PatchApplication application =
        new PatchApplication(reader, inserter, patch, path -> Optional.empty());
    List<String> lines =
        blob.equals(ObjectId.zeroId()) ? new ArrayList<>() : application.lines(blob);
    application.applyHunks(change, lines);
    return application.rejects.isEmpty()
        ? Optional.of(application.written(lines, FileMode.REGULAR_FILE).id())
        : Optional.empty();
  }

  /** Whether the tree has what the patch makes, hunk by hunk. */
  public static boolean isIn(
      PatchFile patch, ObjectId tree, ObjectReader reader, ObjectInserter inserter)
      throws IOException {
    return new PatchApplication(reader, inserter, patch, path -> Optional.empty()).isIn(tree);
  }

  private boolean isIn(ObjectId tree) throws IOException {
    for (FileHeader change : patch.changes()) {
      boolean gone =
          switch (change.getChangeType()) {
            case DELETE, RENAME -> true;
            case ADD, MODIFY, COPY -> false;
          };
      if (gone && item(tree, change.getOldPath(), Map.of()) != null) {
        return false;
      }
      if (change.getChangeType() == FileHeader.ChangeType.DELETE) {
        continue;
      }
      TreeEditor.Item item = item(tree, change.getNewPath(), Map.of());
      if (item == null) {
        return false;
      }
      List<String> lines = lines(item.id());
      boolean returns = TextLines.endInReturns(lines);
      int from = 0;
      for (HunkHeader hunk : change.getHunks()) {
        List<String> after = HunkSides.of(hunk).after();
        if (returns && !TextLines.hasReturns(after)) {
          after.replaceAll(TextLines::withReturn);
        }
        int at = TextLines.position(lines, after, from, from);
        if (at < 0) {
          return false;
        }
        from = at + after.size();
      }
    }
    return true;
  }

  /**
   * The lines that a hunk expects, with their line ends: those that it removes and those around.
   */
  public static List<String> expected(HunkHeader hunk) {
    return HunkSides.of(hunk).before();
  }

  private Map<String, Optional<TreeEditor.Item>> apply(ObjectId tree) throws IOException {
    Map<String, Optional<TreeEditor.Item>> edits = new LinkedHashMap<>();
    for (FileHeader change : patch.changes()) {
      TreeEditor.Item old = null;
      String oldPath = change.getOldPath();
      String newPath = change.getNewPath();
      if (change.getChangeType() == FileHeader.ChangeType.ADD) {
        if (item(tree, newPath, edits) == null) {
          newPath = named(newPath);
        }
        if (item(tree, newPath, edits) != null) {
          reject(change, change.getStartOffset(), "no file " + newPath, "one in the tree");
          continue;
        }
      } else {
        old = item(tree, oldPath, edits);
        if (old == null) {
          oldPath = named(oldPath);
          newPath = newPath.equals(change.getOldPath()) ? oldPath : named(newPath);
          old = item(tree, oldPath, edits);
        }
        if (old == null) {
          reject(
              change,
              change.getStartOffset(),
              "the file " + change.getOldPath(),
              "no such file in the tree");
          continue;
        }
      }
      List<String> lines = old == null ? new ArrayList<>() : lines(old.id());
      applyHunks(change, lines);
      switch (change.getChangeType()) {
        case DELETE -> {
          if (lines.isEmpty()) {
            edits.put(oldPath, Optional.empty());
          } else if (rejects.stream().noneMatch(r -> r.change() == change)) {
            reject(
                change,
                change.getStartOffset(),
                "nothing left of " + oldPath,
                lines.size() + " lines");
          }
        }
        case RENAME -> {
          edits.put(oldPath, Optional.empty());
          edits.put(newPath, Optional.of(written(lines, mode(change, old))));
        }
        case ADD, MODIFY, COPY ->
            edits.put(newPath, Optional.of(written(lines, mode(change, old))));
      }
    }
    return edits;
  }

  private String named(String path) throws IOException {
    Optional<String> name = path.equals(DiffEntry.DEV_NULL) ? Optional.empty() : names.of(path);
    name.ifPresent(other -> moved.put(path, other));
    return name.orElse(path);
  }

  private static FileMode mode(FileHeader change, TreeEditor.Item old) {
    FileMode mode = change.getNewMode();
    if (mode != null && !mode.equals(FileMode.MISSING)) {
      return mode;
    }
    return old == null ? FileMode.REGULAR_FILE : old.mode();
  }

  private TreeEditor.Item item(
      ObjectId tree, String path, Map<String, Optional<TreeEditor.Item>> edits) throws IOException {
    if (edits.containsKey(path)) {
      return edits.get(path).orElse(null);
    }
    try (TreeWalk walk = TreeWalk.forPath(reader, path, tree)) {
      return walk == null || walk.isSubtree()
          ? null
          : new TreeEditor.Item(walk.getFileMode(), walk.getObjectId(0));
    }
  }

  private List<String> lines(ObjectId blob) throws IOException {
    return TextLines.split(
        new String(reader.open(blob, Constants.OBJ_BLOB).getBytes(), StandardCharsets.ISO_8859_1));
  }

  private TreeEditor.Item written(List<String> lines, FileMode mode) throws IOException {
    byte[] bytes = String.join("", lines).getBytes(StandardCharsets.ISO_8859_1);
    return new TreeEditor.Item(mode, inserter.insert(Constants.OBJ_BLOB, bytes));
  }

  private void applyHunks(FileHeader change, List<String> lines) {
    int shift = 0;
    int from = 0;
    boolean returns = TextLines.endInReturns(lines);
    for (HunkHeader hunk : change.getHunks()) {
      HunkSides sides = HunkSides.of(hunk);
      if (returns) {
        sides.restoreReturns();
      }
      List<String> before = sides.before();
      List<String> after = sides.after();
      int start = hunk.getOldImage().getStartLine();
      // With no lines on the old side, the header names the line before the insertion.
      int stated = Math.max(0, before.isEmpty() ? start : start - 1) + shift;
      int at = TextLines.position(lines, before, Math.max(stated, from), from);
      if (at < 0) {
        mismatch(change, hunk, lines, sides, stated);
        continue;
      }
      lines.subList(at, at + before.size()).clear();
      lines.addAll(at, after);
      shift = at - (stated - shift) + after.size() - before.size();
      from = at + after.size();
    }
  }

  private void mismatch(
      FileHeader change, HunkHeader hunk, List<String> lines, HunkSides sides, int stated) {
    List<String> before = sides.before();
    for (int i = 0; i < before.size(); i++) {
      int line = stated + i;
      String found = line < lines.size() ? lines.get(line) : null;
      if (!before.get(i).equals(found)) {
        reject(
            change,
            sides.offsets().get(i),
            "`" + readable(before.get(i)) + "`",
            found == null
                ? "the end of the file, at line " + (lines.size() + 1)
                : "`" + readable(found) + "` at line " + (line + 1));
        return;
      }
    }
    reject(change, hunk.getStartOffset(), "hunks in ascending order", "an overlap");
  }

  private static String readable(String line) {
    return new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
        .stripTrailing();
  }

  private void reject(FileHeader change, int offset, String expected, String found) {
    String path =
        change.getChangeType() == FileHeader.ChangeType.DELETE
            ? change.getOldPath()
            : change.getNewPath();
    Supplier<Failure> why =
        () ->
            Failure.of(
                    ExitCode.BAD_PATCH,
                    patch.file() + ":" + PatchFile.lineAt(change.getBuffer(), offset))
                .says("the patch does not apply to " + path)
                .expected(expected)
                .found(found)
                .fix("write the patch anew against what stands before it in the series")
                .build();
    rejects.add(new Reject(path, change, why));
  }
}
