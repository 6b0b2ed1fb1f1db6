package io.druidpatch.verification.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.verification.measure.Cell;
import io.druidpatch.verification.measure.Measurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class ReportWriterTest {
  private static final Report REPORT = SyntheticReport.make();

  @TempDir Path folder;

  @Test
  void jsonReadsBackAsTheSameReport() throws IOException {
    ReportWriter.write(REPORT, folder);
    Report read = ReportJson.read(folder.resolve("report.json"));
    assertThat(read).usingRecursiveComparison().isEqualTo(REPORT);
    assertThat(ReportJson.write(read)).isEqualTo(Files.readString(folder.resolve("report.json")));
  }

  @Test
  void theSameReportGivesTheSameBytes() throws IOException {
    ReportWriter.write(REPORT, folder.resolve("one"));
    ReportWriter.write(SyntheticReport.make(), folder.resolve("two"));
    for (String name : List.of("report.json", "report.md", "index.html")) {
      assertThat(folder.resolve("one").resolve(name))
          .hasSameTextualContentAs(folder.resolve("two").resolve(name));
    }
  }

  @Test
  void onlyTheThreeFilesAreLeft() throws IOException {
    Files.writeString(folder.resolve("other.log"), "stays");
    ReportWriter.write(REPORT, folder);
    ReportWriter.write(REPORT, folder);
    assertThat(names()).containsExactly("index.html", "other.log", "report.json", "report.md");
  }

  @Test
  void aWriteThatBreaksOffLeavesWhatWasThere() throws IOException {
    ReportWriter.write(REPORT, folder);
    String before = Files.readString(folder.resolve("report.md"));
    Path blocked = folder.resolve(".index.html.part-" + ProcessHandle.current().pid());
    Files.createDirectories(blocked.resolve("in-the-way"));
    assertThatThrownBy(() -> ReportWriter.write(empty(), folder)).isInstanceOf(IOException.class);
    assertThat(folder.resolve("report.md")).hasContent(before);
    assertThat(ReportJson.read(folder.resolve("report.json")).subjects()).hasSize(4);
  }

  @Test
  void markdownHasRowsByFirstAppearanceAndColumnsBySubject() {
    List<String> lines = MarkdownReport.write(REPORT).lines().toList();
    int head = lines.indexOf("|  | stock | picks | watch-log | ours |");
    assertThat(lines.subList(head + 2, head + 9))
        .extracting(line -> line.substring(0, line.indexOf(" | ")))
        .containsExactly(
            "| HTTP live streaming, overlord, identity",
            "| HTTP live streaming, overlord, gzip",
            "| HTTP live streaming, router, identity",
            "| HTTP live streaming, router, gzip",
            "| Overlord's API with 200 followers",
            "| S3 refuses the log: task ends",
            "| Pod evicted while it logs");
    assertThat(lines)
        .contains(
            "| Pod evicted while it logs | ! no pod \\| see log |  |  | – failed after 2.1 s |");
  }

  @Test
  void aReportMadeInProcessSaysWhatItDoesNotShow() {
    Report inProcess = inProcess();
    String limit = "- S3: no log is saved.";
    assertThat(MarkdownReport.write(inProcess)).contains(Scope.NOT_SHOWN, limit);
    assertThat(HtmlReport.write(inProcess)).contains(Scope.NOT_SHOWN, "<li>S3: no log is saved.");
    assertThat(Summary.of(inProcess)).contains(Scope.NOT_SHOWN, limit);
    assertThat(MarkdownReport.write(REPORT)).doesNotContain(Scope.NOT_SHOWN);
    assertThat(HtmlReport.write(REPORT)).doesNotContain(Scope.NOT_SHOWN);
  }

  @Test
  void theSummaryFitsATerminal() {
    List<String> lines = Summary.of(inProcess()).lines().toList();
    assertThat(lines).allMatch(line -> line.length() <= 78);
    assertThat(lines)
        .containsSequence(
            "A row",
            "  stock  BAD   held back",
            "  ours   good  " + "word ".repeat(11) + "word",
            " ".repeat(15) + "word ".repeat(7) + "word")
        .containsSequence("Another", "  ours   !     broke off");
  }

  @Test
  void inProcessTheReferenceIsTheLogReadDirectly() {
    String markdown = MarkdownReport.write(inProcess());
    assertThat(markdown)
        .contains("| first-decoded-byte | encoding=gzip, log=quiet, route=overlord | ours ")
        .contains("| 4× |");
    assertThat(HtmlReport.write(inProcess())).contains("Log, read directly");
  }

  private static Report inProcess() {
    return new Report(
        "a",
        "b",
        Map.of("cluster", "in-process"),
        Map.of(),
        List.of(
            new Report.SubjectInfo("stock", "0", "a jar", List.of()),
            new Report.SubjectInfo("ours", "1", "a jar, patched", List.of("a patch"))),
        List.of(
            new Cell("s", "A row", "stock", Cell.Verdict.BAD, "held back"),
            new Cell("s", "A row", "ours", Cell.Verdict.GOOD, "word ".repeat(20).strip()),
            new Cell("s", "Another", "ours", Cell.Verdict.BROKEN, "broke off")),
        List.of(
            first("direct", "identity", 0.001),
            first("overlord", "gzip", 0.004),
            new Measurement(
                "first-byte",
                "ours",
                "line-lag",
                Map.of("route", "direct", "encoding", "identity", "log", "second"),
                "s",
                List.of(0.001))),
        List.of(),
        List.of(),
        List.of());
  }

  private static Measurement first(String route, String encoding, double seconds) {
    return new Measurement(
        "first-byte",
        "ours",
        "first-decoded-byte",
        Map.of("route", route, "encoding", encoding, "log", "quiet"),
        "s",
        List.of(seconds));
  }

  @Test
  void everyMarkdownRowHasAsManyCellsAsItsHead() {
    int cells = 0;
    for (String line : MarkdownReport.write(REPORT).lines().toList()) {
      if (!line.startsWith("|")) {
        cells = 0;
        continue;
      }
      int count = line.split("(?<!\\\\)\\|", -1).length;
      assertThat(count).as(line).isEqualTo(cells == 0 ? count : cells);
      cells = count;
    }
  }

  @Test
  void aLatencyIsComparedWithTheReferenceOfTheSameRun() {
    Report report =
        measured(
            measurement("ours", Map.of("route", "kubernetes", "pod", "quiet"), 0.010, 0.010),
            measurement("ours", Map.of("route", "kubernetes", "pod", "fast"), 0.1),
            measurement("ours", Map.of("route", "router", "pod", "quiet"), 0.025, 0.035));
    assertThat(MarkdownReport.write(report))
        .contains(
            "| first-decoded-byte | pod=quiet, route=router | ours | 2 | 30 ms | 25 ms .. 35 ms |"
                + " 35 ms | 3× |")
        .contains(
            "| first-decoded-byte | pod=fast, route=kubernetes | ours | 1 | 100 ms | 100 ms |"
                + " 100 ms | – |");
  }

  @Test
  void thresholdsAreSummed() {
    assertThat(ReportTables.thresholds(REPORT))
        .isEqualTo("1 of 3 thresholds met, 1 not met, 1 not measured.");
  }

  @Test
  void thePageAsksForNothingElse() {
    String html = HtmlReport.write(REPORT).replace("http://www.w3.org/", "");
    assertThat(html)
        .doesNotContain("http:", "https:", "<script", "@import", "url(http", "src=\"//")
        .contains("Content-Security-Policy");
  }

  @Test
  void idsAreUniqueInThePageAndReferencesHaveOne() {
    String html = HtmlReport.write(REPORT);
    List<String> ids = found("\\sid=\"([^\"]+)\"", html);
    assertThat(ids).doesNotHaveDuplicates().isNotEmpty();
    assertThat(new HashSet<>(ids)).containsAll(found("url\\(#([^)]+)\\)", html));
    for (String labels : found("aria-labelledby=\"([^\"]+)\"", html)) {
      assertThat(ids).contains(labels.split(" ", -1));
    }
  }

  @Test
  void chartsKeepTextAsTextAndTakeThePagesColours() throws Exception {
    String html = HtmlReport.write(REPORT);
    List<String> charts = found("(?s)(<svg viewBox=\"0 0 400.*?</svg>)", html);
    // Four routes and encodings of bytes and of lags, and the latency.
    assertThat(charts).hasSize(9);
    for (String chart : charts) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new java.io.StringReader(chart)));
      assertThat(chart).contains("<text", "var(--subject-3)", "<desc").doesNotContain("rgb(1,1");
    }
    assertThat(html.length()).isLessThan(250_000);
  }

  @Test
  void aReportWithNothingInItIsWritten() throws IOException {
    ReportWriter.write(empty(), folder);
    assertThat(folder.resolve("index.html")).content().contains("No thresholds were checked.");
  }

  @Test
  void textIsEscaped() {
    Report report =
        new Report(
            "",
            "",
            Map.of(),
            Map.of(),
            List.of(),
            List.of(new Cell("s", "a|b", "<b>", Cell.Verdict.GOOD, "1 < 2\n& 3")),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    assertThat(MarkdownReport.write(report)).contains("| a\\|b | ✓ 1 \\< 2 \\& 3 |");
    assertThat(HtmlReport.write(report)).contains("&lt;b&gt;", "1 &lt; 2\n&amp; 3");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static List<String> found(String pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static Measurement measurement(
      String subject, Map<String, String> labels, Double... samples) {
    return new Measurement(
        "first-byte", subject, "first-decoded-byte", labels, "s", List.of(samples));
  }

  private static Report measured(Measurement... measurements) {
    return new Report(
        "",
        "",
        Map.of(),
        Map.of(),
        List.of(),
        List.of(),
        List.of(measurements),
        List.of(),
        List.of(),
        List.of());
  }

  private static Report empty() {
    return measured();
  }
}
