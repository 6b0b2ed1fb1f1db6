package io.druidpatch.verification.report;

import io.druidpatch.verification.measure.Cell;
import java.util.Locale;

/** A report's first table for a terminal, and what the report does not show. */
public final class Summary {
  private static final int WIDTH = 78;

  private Summary() {}

  /** In lines of at most 78 characters, of ASCII alone if the report is. */
  public static String of(Report report) {
    StringBuilder out = new StringBuilder();
    int names = ReportTables.subjects(report).stream().mapToInt(String::length).max().orElse(0);
    for (ReportTables.OperatorRow row : ReportTables.operatorRows(report)) {
      out.append('\n').append(row.title()).append('\n');
      for (String subject : ReportTables.subjects(report)) {
        Cell cell = row.cells().get(subject);
        if (cell != null) {
          String head =
              String.format(Locale.ROOT, "  %-" + names + "s  %-4s  ", subject, word(cell));
          wrap(out, head, " ".repeat(head.length()), cell.figure());
        }
      }
    }
    out.append('\n').append(ReportTables.thresholds(report)).append(' ');
    out.append(ReportTables.incidents(report)).append('\n');
    Scope scope = Scope.of(report);
    if (!scope.notShown().isEmpty()) {
      out.append('\n').append(Scope.NOT_SHOWN).append('\n');
      scope.notShown().forEach(line -> wrap(out, "- ", "  ", line));
    }
    return out.toString();
  }

  private static String word(Cell cell) {
    return switch (cell.verdict()) {
      case GOOD -> "good";
      case BAD -> "BAD";
      case NEUTRAL -> "-";
      case BROKEN -> "!";
    };
  }

  private static void wrap(StringBuilder out, String first, String next, String text) {
    StringBuilder line = new StringBuilder(first);
    int start = line.length();
    for (String word : text.split(" ", -1)) {
      if (line.length() > start && line.length() + word.length() + 1 > WIDTH) {
        out.append(line.toString().stripTrailing()).append('\n');
        line = new StringBuilder(next);
        start = line.length();
      }
      line.append(line.length() > start ? " " : "").append(word);
    }
    out.append(line).append('\n');
  }
}
