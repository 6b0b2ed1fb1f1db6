package io.druidpatch.verification.report;

import io.druidpatch.verification.measure.Cell;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Compares the verdicts of two runs, for example on two clusters. */
public final class Comparison {
  private final Report first;
  private final Report second;

  public Comparison(Report first, Report second) {
    this.first = first;
    this.second = second;
  }

  /**
   * A cell that both runs have.
   *
   * @param agree whether both found it good, or both found it bad
   */
  public record ComparedRow(Cell first, Cell second, boolean agree) {}

  /** The cells that both have, in the first run's order. */
  public List<ComparedRow> lines() {
    Map<List<String>, Cell> others = cells(second);
    return cells(first).entrySet().stream()
        .filter(entry -> others.containsKey(entry.getKey()))
        .map(
            entry -> {
              Cell other = others.get(entry.getKey());
              return new ComparedRow(
                  entry.getValue(), other, entry.getValue().verdict() == other.verdict());
            })
        .toList();
  }

  private static Map<List<String>, Cell> cells(Report report) {
    Map<List<String>, Cell> cells = new LinkedHashMap<>();
    report.cells().forEach(cell -> cells.put(List.of(cell.row(), cell.subject()), cell));
    return cells;
  }

  /** As Markdown. */
  public String markdown() {
    List<ComparedRow> lines = lines();
    long agree = lines.stream().filter(ComparedRow::agree).count();
    StringBuilder out = new StringBuilder("# Two runs compared\n\n");
    out.append(
        String.format(
            Locale.ROOT, "%d of %d cells agree in their verdict.%n%n", agree, lines.size()));
    out.append("| | | ").append(where(first)).append(" | ").append(where(second));
    out.append(" | |\n| --- | --- | --- | --- | --- |\n");
    Set<String> rows = new LinkedHashSet<>();
    lines.forEach(line -> rows.add(line.first().row()));
    for (String row : rows) {
      for (ComparedRow line : lines) {
        if (line.first().row().equals(row)) {
          out.append("| ").append(MarkdownReport.escape(row));
          out.append(" | ").append(line.first().subject());
          out.append(" | ").append(figure(line.first()));
          out.append(" | ").append(figure(line.second()));
          out.append(" | ").append(line.agree() ? "" : "differs").append(" |\n");
        }
      }
    }
    return out.toString();
  }

  private static String where(Report report) {
    String version = report.environment().get("Kubernetes");
    return MarkdownReport.escape(
        report.environment().get("cluster") + (version == null ? "" : ", " + version));
  }

  private static String figure(Cell cell) {
    return ReportTables.mark(cell.verdict()) + " " + MarkdownReport.escape(cell.figure());
  }
}
