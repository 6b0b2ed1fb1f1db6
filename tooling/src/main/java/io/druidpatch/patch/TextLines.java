package io.druidpatch.patch;

import java.util.ArrayList;
import java.util.List;

/** The lines of a text file, with their line ends, and where a hunk fits among them. */
final class TextLines {
  private TextLines() {}

  /** Lines with their line ends. Latin-1 keeps every byte as it is. */
  static List<String> split(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      int stop = end < 0 ? text.length() : end + 1;
      lines.add(text.substring(start, stop));
      start = stop;
    }
    return lines;
  }

  /**
   * Whether every line of a file ends in CRLF. A hunk for it that has no carriage return at all has
   * lost them on its way, to an editor or a mail program: it could fit in no other form.
   */
  static boolean endInReturns(List<String> lines) {
    return !lines.isEmpty()
        && lines.stream().allMatch(line -> line.endsWith("\r\n") || !line.endsWith("\n"))
        && lines.get(0).endsWith("\r\n");
  }

  static boolean hasReturns(List<String> side) {
    return side.stream().anyMatch(line -> line.endsWith("\r\n") || line.endsWith("\r"));
  }

  static String withReturn(String line) {
    return line.endsWith("\n") ? line.substring(0, line.length() - 1) + "\r\n" : line;
  }

  /**
   * The place that is nearest to the stated one and where the lines of a hunk's side are.
   *
   * @param stated the index that the hunk's header names
   * @param from the least index that is allowed
   * @return an index into the lines, or -1
   */
  static int position(List<String> lines, List<String> side, int stated, int from) {
    int last = lines.size() - side.size();
    for (int away = 0; stated - away >= from || stated + away <= last; away++) {
      if (stated - away >= from && matches(lines, side, stated - away)) {
        return stated - away;
      }
      if (stated + away <= last && matches(lines, side, stated + away)) {
        return stated + away;
      }
    }
    return -1;
  }

  static boolean matches(List<String> lines, List<String> side, int at) {
    return at + side.size() <= lines.size() && lines.subList(at, at + side.size()).equals(side);
  }
}
