package io.druidpatch.patch;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells the carriage returns that are a patch's own, those of the lines that it changes, from those
 * that an editor, a mail program or a clone with {@code core.autocrlf} put behind every line.
 */
final class LineEnds {
  private static final Pattern HUNK =
      Pattern.compile("@@ -\\d+(?:,(\\d+))? \\+\\d+(?:,(\\d+))? @@.*", Pattern.DOTALL);

  private LineEnds() {}

  /**
   * The patch with line feeds alone where every line of it ends in CRLF, as {@code git am} takes
   * it; else as it is.
   *
   * @throws Failure with {@link ExitCode#SERIES} if only some of the lines that are none of a
   *     changed file's end in CRLF: then it cannot be told which are meant
   */
  static byte[] own(Path file, byte[] bytes) {
    int lines = 0;
    int crlf = 0;
    int first = 0;
    int oldLeft = 0;
    int newLeft = 0;
    for (int start = 0; start < bytes.length; ) {
      int end = start;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      boolean returns = end > start && end < bytes.length && bytes[end - 1] == '\r';
      lines++;
      crlf += returns || end == bytes.length ? 1 : 0;
      if (oldLeft > 0 || newLeft > 0) {
        byte kind = bytes[start];
        oldLeft -= kind == '+' || kind == '\\' ? 0 : 1;
        newLeft -= kind == '-' || kind == '\\' ? 0 : 1;
      } else {
        if (returns && first == 0) {
          first = lines;
        }
        Matcher hunk =
            HUNK.matcher(new String(bytes, start, end - start, StandardCharsets.ISO_8859_1));
        if (hunk.matches()) {
          oldLeft = count(hunk.group(1));
          newLeft = count(hunk.group(2));
        }
      }
      start = end + 1;
    }
    if (first == 0) {
      return bytes;
    }
    if (crlf < lines) {
      throw Failure.of(ExitCode.SERIES, file + ":" + first)
          .says("the patch has line ends of two kinds")
          .expected("LF at the end of this line, or CRLF at the end of every line")
          .found("CRLF here, and LF at the end of " + (lines - crlf) + " other lines")
          .fix("sed -i 's/\\r$//' " + file)
          .build();
    }
    return withoutReturns(bytes);
  }

  private static int count(String digits) {
    try {
      return digits == null ? 1 : Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      // The diff's own parser says what is wrong with it.
      return 0;
    }
  }

  private static byte[] withoutReturns(byte[] bytes) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '\r' || i + 1 == bytes.length || bytes[i + 1] != '\n') {
        lines.write(bytes[i]);
      }
    }
    return lines.toByteArray();
  }
}
