package io.druidpatch.verification.report;

import io.druidpatch.verification.measure.Cell;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The report as Markdown, with tables as GitHub reads them. */
final class MarkdownReport {
  private final StringBuilder out = new StringBuilder();

  private MarkdownReport() {}

  static String write(Report report) {
    MarkdownReport markdown = new MarkdownReport();
    markdown.report(report);
    return markdown.out.toString();
  }

  private void report(Report report) {
    out.append("# ").append(Scope.of(report).title()).append("\n\n");
    paragraph(report.started() + " to " + report.finished());
    paragraph(ReportTables.thresholds(report) + " " + ReportTables.incidents(report));

    if (!Scope.of(report).notShown().isEmpty()) {
      paragraph(Scope.NOT_SHOWN);
      Scope.of(report).notShown().forEach(this::item);
      out.append('\n');
    }

    List<List<String>> facts = new ArrayList<>();
    report.environment().forEach((key, value) -> facts.add(List.of(key, value)));
    report.options().forEach((key, value) -> facts.add(List.of("option " + key, value)));
    table(List.of("Ran on", ""), facts);

    table(
        List.of("Subject", Scope.of(report).digest(), Scope.of(report).made(), "Entries"),
        report.subjects().stream()
            .map(
                subject ->
                    List.of(
                        subject.name(),
                        subject.sha256(),
                        subject.tip(),
                        String.join(", ", subject.entries())))
            .toList());

    heading("What an operator sees");
    List<String> subjects = ReportTables.subjects(report);
    List<String> head = new ArrayList<>(List.of(""));
    head.addAll(subjects);
    table(
        head,
        ReportTables.operatorRows(report).stream().map(row -> operatorRow(row, subjects)).toList());

    heading("Thresholds");
    paragraph(ReportTables.thresholds(report));
    table(
        List.of("", "Threshold", "Limit", "Found"),
        report.checks().stream()
            .map(
                check ->
                    List.of(
                        ReportTables.outcomeMark(check) + " " + ReportTables.outcome(check),
                        check.name(),
                        check.limit(),
                        check.found()))
            .toList());

    for (Map.Entry<String, List<ReportTables.MeasurementRow>> scenario :
        ReportTables.scenarios(report).entrySet()) {
      heading("Scenario " + escape(scenario.getKey()));
      table(
          ReportTables.MEASUREMENT_COLUMNS,
          scenario.getValue().stream()
              .map(
                  line ->
                      List.of(
                          line.measurement(),
                          line.labels(),
                          line.subject(),
                          line.count(),
                          line.median(),
                          line.spread(),
                          line.p99(),
                          line.ratio()))
              .toList());
    }

    heading("Incidents");
    if (report.incidents().isEmpty()) {
      paragraph(ReportTables.incidents(report));
    }
    table(
        List.of("Subject", "Where", "What"),
        report.incidents().stream()
            .map(incident -> List.of(incident.subject(), incident.where(), incident.what()))
            .toList());

    heading("How to read it");
    Scope.of(report).howToRead().forEach(this::item);
  }

  private static List<String> operatorRow(ReportTables.OperatorRow row, List<String> subjects) {
    List<String> cells = new ArrayList<>(List.of(row.title()));
    for (String subject : subjects) {
      Cell cell = row.cells().get(subject);
      cells.add(cell == null ? "" : ReportTables.mark(cell.verdict()) + " " + cell.figure());
    }
    return cells;
  }

  private void heading(String text) {
    out.append("## ").append(text).append("\n\n");
  }

  private void item(String text) {
    out.append("- ").append(escape(text)).append('\n');
  }

  private void paragraph(String text) {
    out.append(escape(text)).append("\n\n");
  }

  /** Nothing at all for a table without rows. */
  private void table(List<String> head, List<List<String>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    row(head);
    row(Collections.nCopies(head.size(), "---"));
    rows.forEach(this::row);
    out.append('\n');
  }

  private void row(List<String> cells) {
    out.append('|');
    cells.forEach(cell -> out.append(' ').append(escape(cell)).append(" |"));
    out.append('\n');
  }

  /** A pipe would end the cell, a line's end the row; the rest would be taken as markup. */
  static String escape(String text) {
    return text.replaceAll("\\R", " ").replaceAll("([\\\\`*_|~<&\\[])", "\\\\$1");
  }
}
