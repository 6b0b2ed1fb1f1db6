package io.druidpatch.failure;

import java.util.ArrayList;
import java.util.List;

/** Takes a line apart as a POSIX shell does; what a shell would expand is an error. */
public final class ShellWords {
  private ShellWords() {}

  /** The words of a line. */
  public static List<String> of(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == ' ' || c == '\n') {
        if (word != null) {
          words.add(word.toString());
        }
        word = null;
        continue;
      }
      if (word == null) {
        word = new StringBuilder();
      }
      if (c == '\'') {
        int end = line.indexOf('\'', i + 1);
        word.append(line, i + 1, end);
        i = end;
      } else if (c == '"') {
        for (i++; line.charAt(i) != '"'; i++) {
          if (line.charAt(i) == '\\' && "\\\"$`".indexOf(line.charAt(i + 1)) >= 0) {
            i++;
          } else if ("$`".indexOf(line.charAt(i)) >= 0) {
            throw new IllegalArgumentException(
                "a shell expands " + line.substring(i) + " in " + line);
          }
          word.append(line.charAt(i));
        }
      } else if ("$`\\|&;<>()*?[]{}~#!".indexOf(c) >= 0) {
        throw new IllegalArgumentException("a shell takes " + c + " for something else in " + line);
      } else {
        word.append(c);
      }
    }
    if (word != null) {
      words.add(word.toString());
    }
    return words;
  }
}
