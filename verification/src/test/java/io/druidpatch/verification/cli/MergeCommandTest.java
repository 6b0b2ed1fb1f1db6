package io.druidpatch.verification.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.verification.measure.Cell;
import io.druidpatch.verification.measure.Measurement;
import io.druidpatch.verification.report.Report;
import io.druidpatch.verification.report.ReportJson;
import io.druidpatch.verification.report.ReportWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A merged report passes where a single run that found the same would pass, and nowhere else. */
class MergeCommandTest {
  private static final int MISSED = ExitCode.VERIFICATION.number();

  @TempDir Path folder;
  private Path thresholds;

  @BeforeEach
  void writeLimits() throws IOException {
    thresholds = folder.resolve("thresholds.yaml");
    Files.writeString(
        thresholds,
        """
        thresholds:
          - {name: A, scenario: early, measurement: a, statistic: sum, equals: 0}
          - {name: B, scenario: late, measurement: b, statistic: sum, equals: 0}
          - {name: C, scenario: late, measurement: c, statistic: sum, equals: 0}
        """);
  }

  private static Measurement measured(String scenario, String name) {
    return new Measurement(scenario, "ours", name, Map.of(), "1", List.of(0.0));
  }

  private static final List<Measurement> EARLY = List.of(measured("early", "a"));
  private static final List<Measurement> LATE =
      List.of(measured("late", "b"), measured("late", "c"));

  private Path report(String name, List<Measurement> measured) throws IOException {
    return report(name, "embedded", "sha", false, measured);
  }

  private Path report(
      String name,
      String cluster,
      String sha256,
      boolean quick,
      List<Measurement> measured,
      Report.Incident... incidents)
      throws IOException {
    ReportWriter.write(
        new Report(
            "2026-01-01T00:00:00Z",
            "2026-01-01T01:00:00Z",
            Map.of("cluster", cluster),
            Map.of("quick", String.valueOf(quick)),
            List.of(new Report.SubjectInfo("ours", sha256, "tip", List.of())),
            measured.stream()
                .map(m -> new Cell(m.scenario(), m.name(), "ours", Cell.Verdict.GOOD, "0"))
                .toList(),
            measured,
            List.of(),
            List.of(incidents),
            List.of()),
        folder.resolve(name));
    return folder.resolve(name);
  }

  private int merge(Object... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--report",
                folder.resolve("merged").toString(),
                "--thresholds",
                thresholds.toString()));
    List.of(arguments).forEach(argument -> all.add(argument.toString()));
    return new CommandLine(new MergeCommand()).execute(all.toArray(new String[0]));
  }

  private Failure refusal(Path... reports) {
    Failure[] found = new Failure[1];
    MergeCommand command = new MergeCommand();
    List<String> all = new ArrayList<>(List.of("--report", folder.resolve("merged").toString()));
    all.addAll(List.of("--thresholds", thresholds.toString()));
    List.of(reports).forEach(report -> all.add(report.toString()));
    new CommandLine(command).parseArgs(all.toArray(new String[0]));
    assertThatThrownBy(command::call)
        .isInstanceOfSatisfying(Failure.class, failure -> found[0] = failure);
    return found[0];
  }

  @Test
  void whatBothMeasuredTogetherIsMet() throws IOException {
    assertThat(merge(report("one", EARLY), report("two", LATE))).isZero();
    assertThat(ReportJson.read(folder.resolve("merged")).checks())
        .hasSize(3)
        .allMatch(Report.Check::met);
  }

  @Test
  void anIncidentCounts() throws IOException {
    Path one =
        report(
            "one",
            "embedded",
            "sha",
            false,
            EARLY,
            new Report.Incident(Report.Incident.RUN, "its end", "a namespace is still there"));
    assertThat(merge(one, report("two", LATE))).isEqualTo(MISSED);
    assertThat(folder.resolve("merged/report.md")).isNotEmptyFile();
  }

  @Test
  void aSubjectThatMeasuredNothingIsChecked() throws IOException {
    assertThat(merge(report("one", List.of()), report("two", List.of()))).isEqualTo(MISSED);
    assertThat(ReportJson.read(folder.resolve("merged")).checks())
        .hasSize(3)
        .noneMatch(Report.Check::met);
  }

  @Test
  void limitedLeavesOutWholeScenariosAlone() throws IOException {
    Path one = report("one", EARLY);
    Path none = report("two", List.of());
    assertThat(merge(one, none)).isEqualTo(MISSED);
    assertThat(merge("--limited", one, none)).isZero();
    List<Measurement> half = List.of(measured("late", "b"));
    assertThat(merge("--limited", one, report("half", half))).isEqualTo(MISSED);
    Path quick = report("quick", "embedded", "sha", true, half);
    assertThat(merge("--limited", one, quick)).isZero();
  }

  @Test
  void rowsThatAnotherLimitHasJudgedAreTold() throws IOException {
    Path one = report("one", EARLY);
    Path two = report("two", LATE);
    assertThat(merge(one, two)).isZero();
    Path whole = Files.move(folder.resolve("merged"), folder.resolve("whole"));
    assertThat(merge(whole, two)).isZero();
    Files.writeString(
        thresholds,
        Files.readString(thresholds)
            .replace("b, statistic: sum, equals: 0", "b, statistic: sum, equals: 1"));
    assertThat(merge(whole, two)).isEqualTo(MISSED);
    assertThat(ReportJson.read(folder.resolve("merged")).incidents())
        .singleElement()
        .satisfies(
            incident -> {
              assertThat(incident.where()).isEqualTo("limit \"B\"");
              assertThat(incident.what())
                  .contains("exactly 0", "exactly 1", "run its scenario again");
            });
  }

  @Test
  void kindsOfClusterAreNotMixed() throws IOException {
    Path one = report("one", EARLY);
    Path two = report("two", "kubeconfig", "sha", false, LATE);
    Failure failure = refusal(one, two);
    assertThat(failure.code()).isEqualTo(ExitCode.USAGE);
    assertThat(failure)
        .hasMessageContainingAll(
            one.toString(), two.toString(), "on embedded", "on kubeconfig", "fix: ");
    assertThat(folder.resolve("merged")).doesNotExist();
  }

  @Test
  void buildsAreNotMixed() throws IOException {
    Path one = report("one", EARLY);
    Path two = report("two", "embedded", "other", false, LATE);
    assertThat(refusal(one, two))
        .hasMessageContainingAll(one.toString(), two.toString(), "another build of ours", "fix: ");
  }
}
