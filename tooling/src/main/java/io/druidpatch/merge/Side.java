package io.druidpatch.merge;

import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.lib.FileMode;

/**
 * One side of a conflict: some lines of a file, or a whole file with its mode.
 *
 * @param mode the file's mode, for a whole file; null for lines of one
 * @param bytes the content; null where the file is not there at all
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares sides; their hash is compared.
record Side(FileMode mode, byte[] bytes) {
  static Side lines(byte[] bytes) {
    return new Side(null, bytes);
  }

  static Side absent() {
    return new Side(null, null);
  }

  boolean isAbsent() {
    return bytes == null;
  }

  /** The line before the content in what is hashed: it keeps one side from running into another. */
  byte[] header() {
    String text = isAbsent() ? "absent" : (mode == null ? "" : mode + " ") + bytes.length;
    return (text + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** The content as a person reads it; a binary one is only described. */
  String readable() {
    if (isAbsent()) {
      return "(no such file)\n";
    }
    if (RawText.isBinary(bytes)) {
      return "(binary, " + bytes.length + " bytes)\n";
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
  }
}
