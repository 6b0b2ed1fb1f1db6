package io.druidpatch.patch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.patch.HunkHeader;

/**
 * The two sides of a hunk, as lines with their line ends. The lists can be changed.
 *
 * @param before the lines that the hunk expects: those that it removes and those around
 * @param after the lines that stand there when it is applied
 * @param offsets where each line of {@code before} is in the patch, in bytes
 */
record HunkSides(List<String> before, List<String> after, List<Integer> offsets) {
  /** Reads a hunk's sides from its patch. */
  static HunkSides of(HunkHeader hunk) {
    List<String> before = new ArrayList<>();
    List<String> after = new ArrayList<>();
    List<Integer> offsets = new ArrayList<>();
    byte[] buffer = hunk.getBuffer();
    String text =
        new String(
            buffer,
            hunk.getStartOffset(),
            hunk.getEndOffset() - hunk.getStartOffset(),
            StandardCharsets.ISO_8859_1);
    int offset = hunk.getStartOffset();
    int oldLines = hunk.getOldImage().getLineCount();
    int newLines = hunk.getNewLineCount();
    char previous = '@';
    for (String line : TextLines.split(text)) {
      char kind = line.charAt(0);
      String content = line.substring(1);
      if (kind == '\\') {
        if (previous != '+') {
          chomp(before);
        }
        if (previous != '-') {
          chomp(after);
        }
      } else if (previous != '@' || offset > hunk.getStartOffset()) {
        // An empty context line may have lost its space to an editor; the counts in the header
        // tell it from what follows the hunk.
        boolean blank = kind == '\n';
        if (before.size() == oldLines && after.size() == newLines) {
          break;
        }
        if (kind == '-' || kind == ' ' || blank) {
          before.add(blank ? line : content);
          offsets.add(offset);
        }
        if (kind == '+' || kind == ' ' || blank) {
          after.add(blank ? line : content);
        }
      }
      previous = kind;
      offset += line.length();
    }
    return new HunkSides(before, after, offsets);
  }

  /** Puts back the carriage returns that a hunk has lost, if it has none at all. */
  void restoreReturns() {
    if (!TextLines.hasReturns(before) && !TextLines.hasReturns(after)) {
      before.replaceAll(TextLines::withReturn);
      after.replaceAll(TextLines::withReturn);
    }
  }

  private static void chomp(List<String> side) {
    int last = side.size() - 1;
    String line = side.get(last);
    side.set(last, line.substring(0, line.length() - 1));
  }
}
