package io.druidpatch.verification.report;

import io.druidpatch.verification.measure.Cell;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report as one page that asks for nothing else and needs no script. */
final class HtmlReport {
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
      <link rel="icon" href="data:,">
      <title>%s</title>
      <style>
      %s</style>
      </head>
      <body>
      """;

  private final StringBuilder out = new StringBuilder();
  private int charts;

  private HtmlReport() {}

  static String write(Report report) {
    HtmlReport html = new HtmlReport();
    html.page(report);
    return html.out.toString();
  }

  private void page(Report report) {
    out.append(HEAD.formatted(Html.escape(Scope.of(report).title()), styleSheet()));
    header(report);
    out.append("<main>\n");
    operatorTable(report);
    thresholds(report);
    List<Chart.Group> groups = Charts.of(report);
    if (!groups.isEmpty()) {
      open("charts", "Charts");
      groups.forEach(this::group);
      out.append("</section>\n");
    }
    measurements(report);
    incidents(report);
    open("how", "How to read it");
    out.append("<ul>\n");
    Scope.of(report).howToRead().forEach(line -> element("li", "", line));
    out.append("</ul>\n</section>\n</main>\n</body>\n</html>\n");
  }

  private void header(Report report) {
    out.append("<header>\n");
    element("h1", "", Scope.of(report).title());
    element("p", " class=\"when\"", report.started() + " to " + report.finished());
    boolean good = report.checks().stream().allMatch(Report.Check::met);
    out.append("<p class=\"summary\">");
    badge(
        report.checks().isEmpty() ? "neutral" : good ? "good" : "bad", Content.thresholds(report));
    badge(report.incidents().isEmpty() ? "neutral" : "bad", Content.incidents(report));
    out.append("</p>\n");
    if (!Scope.of(report).notShown().isEmpty()) {
      element("p", "", Scope.NOT_SHOWN);
      out.append("<ul>\n");
      Scope.of(report).notShown().forEach(line -> element("li", "", line));
      out.append("</ul>\n");
    }
    out.append("<dl class=\"facts\">\n");
    report.environment().forEach(this::fact);
    report.options().forEach((key, value) -> fact("option " + key, value));
    out.append("</dl>\n");
    if (!report.subjects().isEmpty()) {
      openTable(
          "Subjects",
          "subjects",
          List.of(
              "Subject",
              Scope.of(report).digest().replace('\'', '’'),
              Scope.of(report).made(),
              "Entries"));
      List<String> subjects = Content.subjects(report);
      for (Report.SubjectInfo subject : report.subjects()) {
        out.append("<tr><th scope=\"row\">");
        swatch(Stroke.ofSubject(subjects.indexOf(subject.name()), subjects.size()));
        out.append(Html.escape(subject.name())).append("</th>");
        element("td", " class=\"digest\"", subject.sha256());
        element("td", " class=\"digest\"", subject.tip());
        element("td", "", String.join(", ", subject.entries()));
        out.append("</tr>\n");
      }
      closeTable();
    }
    out.append("</header>\n");
  }

  private void fact(String key, String value) {
    out.append("<div>");
    element("dt", "", key);
    element("dd", "", value);
    out.append("</div>\n");
  }

  private void badge(String kind, String text) {
    String mark = kind.equals("good") ? "✓ " : kind.equals("bad") ? "✗ " : "";
    element("span", " class=\"badge " + kind + "\"", mark + text);
  }

  private void operatorTable(Report report) {
    List<String> subjects = Content.subjects(report);
    open("operator", "What an operator sees");
    out.append(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"operator\">\n");
    out.append("<table class=\"operator\">\n<thead><tr><td></td>");
    for (int i = 0; i < subjects.size(); i++) {
      out.append("<th scope=\"col\">");
      swatch(Stroke.ofSubject(i, subjects.size()));
      out.append(Html.escape(subjects.get(i))).append("</th>");
    }
    out.append("</tr></thead>\n<tbody>\n");
    for (Content.Row row : Content.operatorRows(report)) {
      out.append("<tr>");
      element("th", " scope=\"row\"", row.title());
      for (String subject : subjects) {
        cell(row.cells().get(subject));
      }
      out.append("</tr>\n");
    }
    closeTable();
    out.append("</section>\n");
  }

  private void cell(Cell cell) {
    if (cell == null) {
      out.append("<td></td>");
      return;
    }
    String kind = cell.verdict().name().toLowerCase(Locale.ROOT);
    out.append("<td class=\"").append(kind).append("\">");
    mark(Content.mark(cell.verdict()), kind);
    out.append(Html.escape(cell.figure())).append("</td>");
  }

  private void mark(String mark, String spoken) {
    out.append("<span class=\"mark\" role=\"img\" aria-label=\"")
        .append(spoken)
        .append("\">")
        .append(mark)
        .append("</span> ");
  }

  private void thresholds(Report report) {
    open("thresholds", "Thresholds");
    element("p", "", Content.thresholds(report));
    if (!report.checks().isEmpty()) {
      openTable("Thresholds", "thresholds", List.of("", "Threshold", "Found", "Limit"));
      for (Report.Check check : report.checks()) {
        String kind = !check.met() ? "bad" : check.measured() ? "good" : "neutral";
        out.append("<tr><td class=\"outcome ").append(kind).append("\">");
        out.append("<span class=\"mark\" aria-hidden=\"true\">")
            .append(Content.outcomeMark(check))
            .append("</span> ")
            .append(Content.outcome(check))
            .append("</td>");
        element("th", " scope=\"row\"", check.name());
        element("td", "", check.found());
        element("td", "", check.limit());
        out.append("</tr>\n");
      }
      closeTable();
    }
    out.append("</section>\n");
  }

  private void group(Chart.Group group) {
    out.append("<figure>\n<figcaption>");
    element("h3", "", group.title());
    element("p", "", group.caption());
    out.append("<p class=\"legend\">");
    Map<String, Stroke> legend = new LinkedHashMap<>();
    group.charts().stream()
        .flatMap(chart -> chart.lines().stream())
        .forEach(line -> legend.putIfAbsent(line.name(), line.stroke()));
    legend.forEach(
        (name, stroke) -> {
          out.append("<span>");
          swatch(stroke);
          out.append(Html.escape(name)).append("</span> ");
        });
    out.append("</p></figcaption>\n<div class=\"panels\">\n");
    for (Chart chart : group.charts()) {
      charts++;
      out.append("<div class=\"chart\">");
      element("h4", "", chart.title());
      out.append(ChartSvg.draw(chart, "chart-" + charts)).append("</div>\n");
    }
    out.append("</div>\n</figure>\n");
  }

  /** A piece of a subject's line, so that it is known by more than its colour. */
  private void swatch(Stroke stroke) {
    out.append("<svg class=\"swatch ")
        .append(stroke.dash())
        .append(
            "\" viewBox=\"0 0 30 8\" aria-hidden=\"true\"><line x1=\"0\" y1=\"4\" x2=\"30\" y2=\"4\" stroke=\"var(")
        .append(stroke.variable())
        .append(")\"/></svg>");
  }

  private void measurements(Report report) {
    open("measurements", "Measurements");
    Content.scenarios(report)
        .forEach(
            (scenario, lines) -> {
              out.append("<details open><summary>");
              element("h3", "", scenario);
              out.append("</summary>\n");
              openTable(
                  "Measurements of " + scenario,
                  "figures",
                  List.of(
                      "Measurement",
                      "Labels",
                      "Subject",
                      "n",
                      "Median",
                      "Min .. max",
                      "p99",
                      "× reference"));
              for (Content.Line line : lines) {
                out.append("<tr>");
                element("th", " scope=\"row\"", line.measurement());
                element("td", "", line.labels());
                element("td", "", line.subject());
                for (String figure :
                    List.of(line.count(), line.median(), line.spread(), line.p99(), line.ratio())) {
                  element("td", " class=\"figure\"", figure);
                }
                out.append("</tr>\n");
              }
              closeTable();
              out.append("</details>\n");
            });
    out.append("</section>\n");
  }

  private void incidents(Report report) {
    open("incidents", "Incidents");
    if (report.incidents().isEmpty()) {
      element("p", "", Content.incidents(report));
    } else {
      openTable("Incidents", "incidents", List.of("Subject", "Where", "What"));
      for (Report.Incident incident : report.incidents()) {
        out.append("<tr>");
        element("th", " scope=\"row\"", incident.subject());
        element("td", "", incident.where());
        element("td", "", incident.what());
        out.append("</tr>\n");
      }
      closeTable();
    }
    out.append("</section>\n");
  }

  private void open(String id, String title) {
    out.append("<section>\n<h2 id=\"").append(id).append("\">").append(title).append("</h2>\n");
  }

  /** A table in a box of its own that scrolls, by the keyboard too, so that the page need not. */
  private void openTable(String name, String kind, List<String> head) {
    out.append("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
        .append(Html.escape(name))
        .append("\">\n<table class=\"")
        .append(kind)
        .append("\">\n<thead><tr>");
    for (String title : head) {
      if (title.isEmpty()) {
        out.append("<td></td>");
      } else {
        element("th", " scope=\"col\"", title);
      }
    }
    out.append("</tr></thead>\n<tbody>\n");
  }

  private void closeTable() {
    out.append("</tbody>\n</table>\n</div>\n");
  }

  private void element(String name, String attributes, String text) {
    out.append('<').append(name).append(attributes).append('>');
    out.append(Html.escape(text));
    out.append("</").append(name).append('>');
  }

  private static String styleSheet() {
    try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
