package io.druidpatch.verification.report;

import static j2html.TagCreator.body;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.document;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.h4;
import static j2html.TagCreator.head;
import static j2html.TagCreator.header;
import static j2html.TagCreator.html;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.li;
import static j2html.TagCreator.link;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.style;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tag;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.title;
import static j2html.TagCreator.tr;
import static j2html.TagCreator.ul;

import io.druidpatch.verification.measure.Cell;
import j2html.tags.DomContent;
import j2html.tags.specialized.DivTag;
import j2html.tags.specialized.SectionTag;
import j2html.tags.specialized.SpanTag;
import j2html.tags.specialized.TdTag;
import j2html.tags.specialized.ThTag;
import j2html.tags.specialized.TrTag;
import j2html.tags.specialized.UlTag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The report as one page that loads nothing else and needs no script.
 *
 * <p>Longer than 350 lines: each element of the page is an import.
 */
final class HtmlReport {
  private static final String CONTENT_SECURITY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

  private final Report report;
  private final Scope scope;
  private final List<String> subjects;
  private int charts;

  private HtmlReport(Report report) {
    this.report = report;
    this.scope = Scope.of(report);
    this.subjects = ReportTables.subjects(report);
  }

  static String write(Report report) {
    return new HtmlReport(report).page() + "\n";
  }

  private String page() {
    List<Chart.Group> groups = Charts.of(report);
    return document(
        html()
            .attr("lang", "en")
            .with(
                head(
                    meta().attr("charset", "utf-8"),
                    named("viewport", "width=device-width, initial-scale=1"),
                    named("color-scheme", "light dark"),
                    meta()
                        .attr("http-equiv", "Content-Security-Policy")
                        .attr("content", CONTENT_SECURITY),
                    link().attr("rel", "icon").attr("href", "data:,"),
                    title(scope.title()),
                    style().with(rawHtml(styleSheet()))),
                body(
                    top(),
                    main(
                        operatorTable(),
                        thresholds(),
                        iff(
                            !groups.isEmpty(),
                            titled("charts", "Charts").with(each(groups, this::group))),
                        measurements(),
                        incidents(),
                        titled("how", "How to read it").with(list(scope.howToRead()))))));
  }

  private static DomContent named(String name, String content) {
    return meta().attr("name", name).attr("content", content);
  }

  private DomContent top() {
    boolean good = report.checks().stream().allMatch(Report.Check::met);
    return header(
        h1(scope.title()),
        p(report.started() + " to " + report.finished()).withClass("when"),
        p(
                badge(
                    report.checks().isEmpty() ? "neutral" : good ? "good" : "bad",
                    ReportTables.thresholds(report)),
                badge(
                    report.incidents().isEmpty() ? "neutral" : "bad",
                    ReportTables.incidents(report)))
            .withClass("summary"),
        iff(!scope.notShown().isEmpty(), p(Scope.NOT_SHOWN)),
        iff(!scope.notShown().isEmpty(), list(scope.notShown())),
        dl(each(facts(), fact -> div(dt(fact.getKey()), dd(fact.getValue())))).withClass("facts"),
        iff(!report.subjects().isEmpty(), subjectTable()));
  }

  private List<Map.Entry<String, String>> facts() {
    List<Map.Entry<String, String>> facts = new ArrayList<>(report.environment().entrySet());
    report.options().forEach((key, value) -> facts.add(Map.entry("option " + key, value)));
    return facts;
  }

  private DomContent subjectTable() {
    return dataTable(
        "Subjects",
        "subjects",
        List.of("Subject", scope.digest().replace('\'', '’'), scope.made(), "Entries"),
        report.subjects().stream()
            .map(
                subject ->
                    tr(
                        rowHead().with(swatch(lineStyle(subject.name())), text(subject.name())),
                        td(subject.sha256()).withClass("digest"),
                        td(subject.tip()).withClass("digest"),
                        td(String.join(", ", subject.entries())))));
  }

  private LineStyle lineStyle(String subject) {
    return LineStyle.ofSubject(subjects.indexOf(subject), subjects.size());
  }

  private static SpanTag badge(String kind, String text) {
    String mark = kind.equals("good") ? "✓ " : kind.equals("bad") ? "✗ " : "";
    return span(mark + text).withClass("badge " + kind);
  }

  private DomContent operatorTable() {
    return titled("operator", "What an operator sees")
        .with(
            scrolling()
                .attr("aria-labelledby", "operator")
                .with(
                    table(
                            thead(
                                tr(
                                    td(),
                                    each(
                                        subjects,
                                        subject ->
                                            columnHead()
                                                .with(swatch(lineStyle(subject)), text(subject))))),
                            tbody(each(ReportTables.operatorRows(report), this::operatorRow)))
                        .withClass("operator")));
  }

  private DomContent operatorRow(ReportTables.OperatorRow row) {
    return tr(
        rowHead().withText(row.title()), each(subjects, subject -> cell(row.cells().get(subject))));
  }

  private static TdTag cell(Cell cell) {
    if (cell == null) {
      return td();
    }
    String kind = cell.verdict().name().toLowerCase(Locale.ROOT);
    return td(
            span(ReportTables.mark(cell.verdict()))
                .withClass("mark")
                .attr("role", "img")
                .attr("aria-label", kind),
            text(" " + cell.figure()))
        .withClass(kind);
  }

  private DomContent thresholds() {
    return titled("thresholds", "Thresholds")
        .with(
            p(ReportTables.thresholds(report)),
            iff(
                !report.checks().isEmpty(),
                dataTable(
                    "Thresholds",
                    "thresholds",
                    List.of("", "Threshold", "Found", "Limit"),
                    report.checks().stream().map(HtmlReport::threshold))));
  }

  private static TrTag threshold(Report.Check check) {
    String kind = !check.met() ? "bad" : check.measured() ? "good" : "neutral";
    return tr(
        td(
                span(ReportTables.outcomeMark(check)).withClass("mark").attr("aria-hidden", "true"),
                text(" " + ReportTables.outcome(check)))
            .withClass("outcome " + kind),
        rowHead().withText(check.name()),
        td(check.found()),
        td(check.limit()));
  }

  private DomContent group(Chart.Group group) {
    Map<String, LineStyle> legend = new LinkedHashMap<>();
    group.charts().stream()
        .flatMap(chart -> chart.lines().stream())
        .forEach(line -> legend.putIfAbsent(line.name(), line.style()));
    return figure(
        figcaption(
            h3(group.title()),
            p(group.caption()),
            p(each(
                    legend.entrySet(),
                    line -> each(span(swatch(line.getValue()), text(line.getKey())), text(" "))))
                .withClass("legend")),
        div(each(group.charts(), this::chart)).withClass("panels"));
  }

  private DomContent chart(Chart chart) {
    charts++;
    return div(h4(chart.title()), rawHtml(ChartSvg.draw(chart, "chart-" + charts)))
        .withClass("chart");
  }

  /** A piece of a subject's line, so that the subject is known by more than its colour. */
  private static DomContent swatch(LineStyle style) {
    return tag("svg")
        .attr("class", "swatch " + style.dash())
        .attr("viewBox", "0 0 30 8")
        .attr("aria-hidden", "true")
        .with(
            tag("line")
                .attr("x1", "0")
                .attr("y1", "4")
                .attr("x2", "30")
                .attr("y2", "4")
                .attr("stroke", "var(" + style.variable() + ")"));
  }

  private DomContent measurements() {
    return titled("measurements", "Measurements")
        .with(
            each(
                ReportTables.scenarios(report).entrySet(),
                scenario ->
                    details()
                        .attr("open")
                        .with(
                            summary(h3(scenario.getKey())),
                            dataTable(
                                "Measurements of " + scenario.getKey(),
                                "figures",
                                ReportTables.MEASUREMENT_COLUMNS,
                                scenario.getValue().stream().map(HtmlReport::measurement)))));
  }

  private static TrTag measurement(ReportTables.MeasurementRow row) {
    return tr(
        rowHead().withText(row.measurement()),
        td(row.labels()),
        td(row.subject()),
        each(
            List.of(row.count(), row.median(), row.spread(), row.p99(), row.ratio()),
            figure -> td(figure).withClass("figure")));
  }

  private DomContent incidents() {
    return titled("incidents", "Incidents")
        .with(
            report.incidents().isEmpty()
                ? p(ReportTables.incidents(report))
                : dataTable(
                    "Incidents",
                    "incidents",
                    List.of("Subject", "Where", "What"),
                    report.incidents().stream()
                        .map(
                            incident ->
                                tr(
                                    rowHead().withText(incident.subject()),
                                    td(incident.where()),
                                    td(incident.what())))));
  }

  private static SectionTag titled(String id, String title) {
    return section().with(h2(title).withId(id));
  }

  private static UlTag list(List<String> lines) {
    return ul(each(lines, line -> li(line)));
  }

  private static ThTag rowHead() {
    return th().attr("scope", "row");
  }

  private static ThTag columnHead() {
    return th().attr("scope", "col");
  }

  /** A box that scrolls by itself, by the keyboard too, so that the page need not. */
  private static DivTag scrolling() {
    return div().withClass("scroll").attr("role", "region").attr("tabindex", "0");
  }

  private static DomContent dataTable(
      String name, String kind, List<String> head, Stream<TrTag> rows) {
    return scrolling()
        .attr("aria-label", name)
        .with(
            table(
                    thead(
                        tr(
                            each(
                                head,
                                title -> title.isEmpty() ? td() : columnHead().withText(title)))),
                    tbody(each(rows.toList(), row -> row)))
                .withClass(kind));
  }

  private static String styleSheet() {
    try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
