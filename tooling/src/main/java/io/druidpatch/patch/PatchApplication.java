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
  private final List<Reject> rejects = new ArrayList<>();

  private PatchApplication(ObjectReader reader, ObjectInserter inserter, PatchFile patch) {
    this.reader = reader;
    this.inserter = inserter;
    this.patch = patch;
  }

  /**
   * A hunk, or a file, that does not apply.
   *
   * @param failure what is wrong; {@link ExitCode#BAD_PATCH}, naming the patch's line
   */
  public record Reject(String path, Failure failure) {}

  /**
   * The edits that a patch makes of a tree, and its hunks that do not apply.
   *
   * @param edits the edits of the tree, by path; what is rejected is not in them
   * @param rejects in the patch's order
   */
  public record Outcome(Map<String, Optional<TreeEditor.Item>> edits, List<Reject> rejects) {}

  /**
   * Applies the patch.
   *
   * @return the edits of the tree, by path
   * @throws Failure with {@link ExitCode#BAD_PATCH}, naming the patch's line, if it does not apply
   */
  public static Map<String, Optional<TreeEditor.Item>> apply(
      PatchFile patch, ObjectId tree, ObjectReader reader, ObjectInserter inserter)
      throws IOException {
    Outcome outcome = attempt(patch, tree, reader, inserter);
    if (!outcome.rejects().isEmpty()) {
      throw outcome.rejects().get(0).failure();
    }
    return outcome.edits();
  }

  /** Applies what can be applied of the patch, as {@code git apply --reject} does. */
  public static Outcome attempt(
      PatchFile patch, ObjectId tree, ObjectReader reader, ObjectInserter inserter)
      throws IOException {
    PatchApplication application = new PatchApplication(reader, inserter, patch);
    return new Outcome(application.apply(tree), application.rejects);
  }

  /** Whether the tree has what the patch makes, hunk by hunk. */
  public static boolean isIn(
      PatchFile patch, ObjectId tree, ObjectReader reader, ObjectInserter inserter)
      throws IOException {
    return new PatchApplication(reader, inserter, patch).isIn(tree);
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
      if (change.getChangeType() == FileHeader.ChangeType.ADD) {
        if (item(tree, change.getNewPath(), edits) != null) {
          reject(
              change, change.getStartOffset(), "no file " + change.getNewPath(), "one in the tree");
          continue;
        }
      } else {
        old = item(tree, change.getOldPath(), edits);
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
            edits.put(change.getOldPath(), Optional.empty());
          } else if (rejects.stream().noneMatch(r -> r.path().equals(change.getOldPath()))) {
            reject(
                change,
                change.getStartOffset(),
                "nothing left of " + change.getOldPath(),
                lines.size() + " lines");
          }
        }
        case RENAME -> {
          edits.put(change.getOldPath(), Optional.empty());
          edits.put(change.getNewPath(), Optional.of(written(lines, mode(change, old))));
        }
        case ADD, MODIFY, COPY ->
            edits.put(change.getNewPath(), Optional.of(written(lines, mode(change, old))));
      }
    }
    return edits;
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
    Failure failure =
        Failure.of(
                ExitCode.BAD_PATCH,
                patch.file() + ":" + PatchFile.lineAt(change.getBuffer(), offset))
            .says("the patch does not apply to " + path)
            .expected(expected)
            .found(found)
            .fix("write the patch anew against what stands before it in the series")
            .build();
    rejects.add(new Reject(path, failure));
  }
}
