package io.druidpatch.upstream;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.storage.AtomicFile;
import io.druidpatch.storage.InputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The table in a page that people write, between two lines that mark it. */
public final class StatusPage {
  private static final String BEGIN = "<!-- upstream: begin -->";
  private static final String END = "<!-- upstream: end -->";

  private final Path file;
  private final List<String> lines;
  private final int begin;
  private final int end;

  private StatusPage(Path file, List<String> lines) {
    this.file = file;
    this.lines = lines;
    this.begin = only(BEGIN);
    this.end = only(END);
    if (end < begin) {
      throw stale(end + 1, "`" + BEGIN + "` before `" + END + "`", "the other way round")
          .fix("exchange the two lines")
          .build();
    }
  }

  /**
   * Reads a page that has the two marks of the table.
   *
   * @throws Failure with {@link ExitCode#STALE_UPSTREAM} if the marks are not there, each once
   */
  public static StatusPage read(Path file) throws IOException {
    return new StatusPage(file, InputFile.text(file, ExitCode.STALE_UPSTREAM).lines().toList());
  }

  /** Puts the table there; all else stays. */
  public void write(List<String> table) throws IOException {
    List<String> all = new ArrayList<>(lines.subList(0, begin + 1));
    all.addAll(table);
    all.addAll(lines.subList(end, lines.size()));
    try (AtomicFile aside = AtomicFile.of(file)) {
      Files.writeString(aside.path(), String.join("\n", all) + "\n");
      aside.putInPlace();
    }
  }

  /**
   * Compares with the table that would be written. Which head was looked at does not count.
   *
   * @throws Failure with {@link ExitCode#STALE_UPSTREAM} that names the first line that differs
   */
  public void check(List<String> table) {
    List<String> expected = StatusTable.facts(table);
    List<String> found = StatusTable.facts(lines.subList(begin + 1, end));
    for (int i = 0; i < Math.max(expected.size(), found.size()); i++) {
      String right = i < expected.size() ? expected.get(i) : "the end of the table";
      String wrong = i < found.size() ? found.get(i) : "the end of the table";
      if (!right.equals(wrong)) {
        int line = i < found.size() ? lineOf(wrong, i) : end + 1;
        throw stale(line, right, wrong).fix(Invocation.command("upstream status --write")).build();
      }
    }
  }

  /** The line, from 1, of a fact of the page. */
  private int lineOf(String fact, int index) {
    int facts = -1;
    for (int i = begin + 1; i < end; i++) {
      facts += StatusTable.facts(List.of(lines.get(i))).size();
      if (facts == index && lines.get(i).equals(fact)) {
        return i + 1;
      }
    }
    return end + 1;
  }

  private int only(String mark) {
    int first = lines.indexOf(mark);
    if (first < 0) {
      throw stale(Math.max(1, lines.size()), "a line `" + mark + "`", "none")
          .fix(
              "put the lines `"
                  + BEGIN
                  + "` and `"
                  + END
                  + "` where the table is to stand, or name the page that has them: --page FILE")
          .build();
    }
    int last = lines.lastIndexOf(mark);
    if (last != first) {
      throw stale(
              last + 1,
              "a line `" + mark + "`",
              "a second one; the first is on line " + (first + 1))
          .fix("take one of them out")
          .build();
    }
    return first;
  }

  private Failure.Builder stale(int line, String expected, String found) {
    return Failure.of(ExitCode.STALE_UPSTREAM, file + ":" + line)
        .says("the table of what has become of the series is stale")
        .expected(expected)
        .found(found);
  }
}
