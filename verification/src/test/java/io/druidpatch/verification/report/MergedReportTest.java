package io.druidpatch.verification.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.verification.measure.Cell;
import io.druidpatch.verification.measure.Cell.Verdict;
import io.druidpatch.verification.measure.Measurement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What was measured again stands in the place of what was measured before, and nothing else. */
class MergedReportTest {
  private static Measurement measured(String scenario, double value) {
    return new Measurement(scenario, "stock", "m", Map.of(), "s", List.of(value));
  }

  private static Report report(
      String sha256, List<Cell> cells, List<Measurement> measurements, String... broken) {
    return report("2026-01-01", sha256, cells, measurements, broken);
  }

  private static Report report(
      String day,
      String sha256,
      List<Cell> cells,
      List<Measurement> measurements,
      String... broken) {
    return new Report(
        day + "T00:00:00Z",
        day + "T01:00:00Z",
        Map.of("cluster", "embedded"),
        Map.of("scenarios", "some"),
        List.of(new Report.SubjectInfo("stock", sha256, "tip", List.of())),
        cells,
        measurements,
        List.of(),
        List.of(broken).stream().map(s -> new Report.Incident("stock", s, "why")).toList(),
        List.of());
  }

  @Test
  void aScenarioThatBrokeOffIsMadeUpFor() {
    Report first =
        report(
            "a",
            List.of(
                new Cell("early", "a row", "stock", Verdict.GOOD, "1"),
                new Cell("late", "late (whole)", "stock", Verdict.BROKEN, "broke off")),
            List.of(measured("early", 1), measured("late", 2)),
            "late");
    Report second =
        report(
            "a",
            List.of(new Cell("late", "b row", "stock", Verdict.BAD, "3")),
            List.of(measured("late", 3)));
    Report merged = MergedReport.of(first, second);
    assertThat(merged.cells()).extracting(Cell::row).containsExactly("a row", "b row");
    assertThat(merged.measurements()).containsExactly(measured("early", 1), measured("late", 3));
    assertThat(merged.incidents()).isEmpty();
    assertThat(merged.subjects()).hasSize(1);
  }

  @Test
  void aLaterRunReplacesAllRowsOfItsScenario() {
    Report first =
        report(
            "a",
            List.of(
                new Cell("early", "a row", "stock", Verdict.GOOD, "1"),
                new Cell("late", "gone since", "stock", Verdict.GOOD, "2"),
                new Cell("late", "still there", "stock", Verdict.GOOD, "3")),
            List.of(measured("early", 1), measured("late", 2)));
    Cell still = new Cell("late", "still there", "stock", Verdict.BAD, "4");
    Report second = report("a", List.of(still), List.of(measured("late", 3)));
    assertThat(MergedReport.of(first, second).cells()).containsExactly(first.cells().get(0), still);
    // Also where it broke off before it had measured anything.
    Cell whole = new Cell("late", "late (whole)", "stock", Verdict.BROKEN, "broke off");
    Report broken = report("a", List.of(whole), List.of(), "late");
    Report merged = MergedReport.of(first, broken);
    assertThat(merged.cells()).containsExactly(first.cells().get(0), whole);
    assertThat(merged.measurements()).containsExactly(measured("early", 1));
    assertThat(merged.incidents()).hasSize(1);
  }

  /** Reports of earlier suites have such rows. */
  @Test
  void aRowWithoutItsScenarioGivesWayToOneOfItsTitle() {
    Report first =
        report(
            "a",
            List.of(
                new Cell(null, "a row", "stock", Verdict.GOOD, "1"),
                new Cell(null, "b row", "stock", Verdict.GOOD, "2"),
                new Cell(null, "late (whole)", "stock", Verdict.BROKEN, "broke off")),
            List.of(measured("early", 1), measured("late", 2)),
            "late");
    Cell again = new Cell("late", "b row", "stock", Verdict.BAD, "3");
    Report second = report("a", List.of(again), List.of(measured("late", 3)));
    assertThat(MergedReport.of(first, second).cells()).containsExactly(first.cells().get(0), again);
  }

  @Test
  void aSubjectThatDidNotStartIsMadeUpFor() {
    Report first = report("a", List.of(), List.of(), "start of Druid");
    Report second = report("a", List.of(), List.of(measured("late", 3)));
    assertThat(MergedReport.of(first, second).incidents()).isEmpty();
    assertThat(MergedReport.of(second, first).incidents()).hasSize(1);
    Report other = report("a", List.of(), List.of(measured("early", 3)), "keeping the logs");
    assertThat(MergedReport.of(other, second).incidents()).hasSize(1);
  }

  @Test
  void thePeriodIsThatOfBothInWhateverOrder() {
    Report early = report("2026-01-01", "a", List.of(), List.of());
    Report late = report("2026-01-02", "a", List.of(), List.of());
    for (Report merged : List.of(MergedReport.of(early, late), MergedReport.of(late, early))) {
      assertThat(merged.started()).isEqualTo("2026-01-01T00:00:00Z");
      assertThat(merged.finished()).isEqualTo("2026-01-02T01:00:00Z");
    }
  }

  @Test
  void anotherBuildIsAnotherSubject() {
    Report first = report("a", List.of(), List.of());
    Report second = report("b", List.of(), List.of());
    assertThatThrownBy(() -> MergedReport.of(first, second))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stock is a and b");
  }
}
