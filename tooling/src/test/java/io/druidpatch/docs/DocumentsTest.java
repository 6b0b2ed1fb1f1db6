package io.druidpatch.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.cli.Main;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.suite.ScenarioNames;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the documents say of files, of commands and of exit codes is there. */
class DocumentsTest {
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

  /** The first cell of a table's row, and the second. */
  private static final Pattern ROW = Pattern.compile("^\\| (.*?) \\| (.*) \\|$");

  @Test
  void eachLinkAndAnchorIsThere() throws IOException {
    List<String> broken = new ArrayList<>();
    int checked = 0;
    for (Path document : documents()) {
      for (Matcher link = LINK.matcher(prose(document)); link.find(); ) {
        URI target = URI.create(link.group(1));
        if (target.getScheme() == null) {
          checked++;
          Path file =
              target.getPath().isEmpty()
                  ? document
                  : document.resolveSibling(target.getPath()).normalize();
          if (!Files.exists(file)
              || (target.getFragment() != null && !anchors(file).contains(target.getFragment()))) {
            broken.add(Clone.HOME.relativize(document) + ": " + link.group(1));
          }
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(checked).isGreaterThan(10);
  }

  @Test
  void eachCommandIsOnThePageOfCommandsAndTheOtherWayRound() throws IOException {
    Set<String> commands = new TreeSet<>(new CommandLine(new Main()).getSubcommands().keySet());
    commands.removeAll(Set.of("generate-completion", "help"));
    Set<String> named =
        rows("docs/commands.md", "## Commands").keySet().stream()
            .map(cell -> cell.replaceAll("^`([a-z-]+).*", "$1"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).isEqualTo(commands);
  }

  @Test
  void theExitCodesOnThatPageAreTheTools() throws IOException {
    Map<String, String> rows = rows("docs/commands.md", "## Exit codes");
    assertThat(rows.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(ExitCode.values()).map(code -> String.valueOf(code.number())).toList());
    for (ExitCode code : ExitCode.values()) {
      String row = rows.get(String.valueOf(code.number()));
      // --help may say more.
      assertThat(code.meaning().replace("`", "")).startsWith(row.replace("`", ""));
    }
  }

  @Test
  void eachCommandToPasteIsOneThatTheToolTakes() throws IOException {
    List<String> refusals = new ArrayList<>();
    for (Path document : documents()) {
      for (String line : Files.readAllLines(document)) {
        // The pages' fenced blocks are PageTest's; a word in capitals stands for another.
        if (line.startsWith("    ") && !line.contains("COMMAND")) {
          ToolLine.arguments(line).flatMap(ToolLine::refusal).ifPresent(refusals::add);
        }
      }
    }
    assertThat(refusals).isEmpty();
  }

  /** Each cell of the README's table of what was measured is the report's. */
  @Test
  void theReadmesFiguresAreTheReports() throws IOException {
    Map<String, Map<String, String>> report =
        table(
            between(
                "docs/reports/2026-11-29/report.md", "## What an operator sees", "## Thresholds"));
    Map<String, Map<String, String>> readme =
        table(between("README.md", "<!-- measured: begin -->", "<!-- measured: end -->"));
    assertThat(readme).hasSizeGreaterThan(4);
    readme.forEach(
        (row, cells) -> {
          assertThat(cells).as(row).containsOnlyKeys("stock", "`watchLog()`", "ours");
          assertThat(report).containsKey(row);
          cells.forEach(
              (subject, cell) ->
                  assertThat(cell)
                      .as(row + ", " + subject)
                      .isEqualTo(
                          report.get(row).get(subject.replace("`watchLog()`", "watch-log"))));
        });
  }

  /**
   * Each entry has a row of the suite or a test that fails without it, or an entry that needs it.
   */
  @Test
  void eachEntryOfTheSeriesIsShownBySomething() throws IOException {
    List<String> ids = found("(?m)^    id: (\\S+)$", read("patches/series.yaml"));
    Map<String, String> shown = rows("docs/verifying.md", "## What shows each entry");
    shown.remove("entry");
    assertThat(shown.keySet())
        .containsExactlyInAnyOrderElementsOf(ids.stream().map(id -> "`" + id + "`").toList());
    StringBuilder patches = new StringBuilder();
    try (Stream<Path> files = Files.list(Clone.HOME.resolve("patches/local"))) {
      for (Path file : files.sorted().toList()) {
        patches.append(Files.readString(file));
      }
    }
    shown.forEach(
        (entry, by) -> {
          List<String> names = found("`([^`]+)`", by);
          assertThat(names).as(entry).isNotEmpty();
          for (String name : names) {
            boolean there =
                name.endsWith("Test")
                    ? patches.indexOf("/" + name + ".java") > 0
                    : ScenarioNames.all().contains(name) || ids.contains(name);
            assertThat(there).as(entry + ": " + name).isTrue();
          }
        });
  }

  private static String read(String file) throws IOException {
    return Files.readString(Clone.HOME.resolve(file));
  }

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1)).toList();
  }

  private static List<String> between(String page, String begin, String end) throws IOException {
    List<String> lines = Files.readAllLines(Clone.HOME.resolve(page));
    return lines.subList(lines.indexOf(begin) + 1, lines.indexOf(end));
  }

  /** A table's cells, by the first cell of the row and the head of the column. */
  private static Map<String, Map<String, String>> table(List<String> lines) {
    List<List<String>> rows =
        lines.stream()
            .filter(line -> line.startsWith("| "))
            .map(line -> Stream.of(line.split("\\|", -1)).map(String::strip).toList())
            .toList();
    Map<String, Map<String, String>> cells = new TreeMap<>();
    for (List<String> row : rows.subList(2, rows.size())) {
      for (int i = 2; i < row.size() - 1; i++) {
        cells
            .computeIfAbsent(row.get(1), first -> new TreeMap<>())
            .put(rows.get(0).get(i), row.get(i));
      }
    }
    return cells;
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (String name : List.of("README.md", "UPSTREAM.md", "CONTRIBUTING.md", "ci/README.md")) {
      documents.add(Clone.HOME.resolve(name));
    }
    try (Stream<Path> files = Files.walk(Clone.HOME.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
    }
    return documents;
  }

  /** A document without its fenced blocks and its code. */
  private static String prose(Path document) throws IOException {
    return Files.readString(document)
        .replaceAll("(?ms)^```.*?^```$", "")
        .replaceAll("`[^`\n]*`", "code");
  }

  /** The anchors that GitHub makes of a file's headings. */
  private static Set<String> anchors(Path file) throws IOException {
    Set<String> anchors = new HashSet<>();
    for (String line :
        Files.readString(file).replaceAll("(?ms)^```.*?^```$", "").lines().toList()) {
      if (line.matches("#{1,6} .*")) {
        anchors.add(
            line.replaceFirst("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-'));
      }
    }
    return anchors;
  }

  /** The rows of the table below a heading of a page. */
  private static Map<String, String> rows(String page, String heading) throws IOException {
    Map<String, String> rows = new TreeMap<>();
    boolean within = false;
    for (String line : Files.readAllLines(Clone.HOME.resolve(page))) {
      within = line.startsWith("## ") ? line.equals(heading) : within;
      Matcher row = ROW.matcher(line.replace("\\|", "/"));
      if (within && row.matches() && !row.group(1).isBlank() && !row.group(1).equals("---")) {
        rows.put(row.group(1), row.group(2));
      }
    }
    return rows;
  }
}
