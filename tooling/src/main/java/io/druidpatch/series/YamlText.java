package io.druidpatch.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Text as YAML writes it. */
final class YamlText {
  /** How long the lines of folded text are. */
  private static final int FOLDED = 92;

  private YamlText() {}

  /** A key with text that is folded if it is long, as the lines of an entry. */
  static List<String> folded(String key, String value) {
    boolean words = value.matches("[\\x21-\\x7e]+( [\\x21-\\x7e]+)*");
    if (!words || value.length() <= FOLDED) {
      return List.of(key + ": " + scalar(value));
    }
    List<String> lines = new ArrayList<>();
    lines.add(key + ": >-");
    StringBuilder line = new StringBuilder();
    for (String word : value.split(" ", -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > FOLDED) {
        lines.add("  " + line);
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add("  " + line);
    return lines;
  }

  /** A key with lines of text as they stand, as the lines of an entry. */
  static List<String> block(String key, String text) {
    if (!isPlainBlock(text)) {
      return List.of(key + ": " + scalar(text));
    }
    List<String> lines = new ArrayList<>();
    // The digit: text whose first line is indented could not be told from the block's indent.
    lines.add(key + ": |2" + (text.endsWith("\n\n") ? "+" : text.endsWith("\n") ? "" : "-"));
    text.lines().map(line -> line.isEmpty() ? "" : "  " + line).forEach(lines::add);
    return lines;
  }

  private static boolean isPlainBlock(String text) {
    return !text.isBlank()
        && text.chars()
            .allMatch(c -> c == '\n' || c == '\t' || (c >= ' ' && c != 0x7f && c < 0xd800));
  }

  /** A scalar as YAML writes it; double-quoted unless it is harmless. */
  static String scalar(String text) {
    if (text.matches("[A-Za-z0-9][A-Za-z0-9 _./()'-]*[A-Za-z0-9.)]")
        && !text.matches("(?i)true|false|null|yes|no|[0-9.e_-]+")) {
      return text;
    }
    return text.chars()
        .mapToObj(
            c ->
                switch (c) {
                  case '"' -> "\\\"";
                  case '\\' -> "\\\\";
                  case '\n' -> "\\n";
                  case '\t' -> "\\t";
                  case '\r' -> "\\r";
                  default ->
                      c < ' '
                          ? String.format(Locale.ROOT, "\\x%02x", c)
                          : Character.toString((char) c);
                })
        .collect(Collectors.joining("", "\"", "\""));
  }
}
