package io.druidpatch.verification.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.verification.measure.Cell;
import io.druidpatch.verification.measure.Cell.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two reports are compared where both have something to say. */
class ComparisonTest {
  private static Report report(String cluster, Cell... cells) {
    return new Report(
        "2026-01-01T00:00:00Z",
        "2026-01-01T01:00:00Z",
        Map.of("cluster", cluster, "Kubernetes", "v1"),
        Map.of(),
        List.of(),
        List.of(cells),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  @Test
  void verdictsAreComparedAndFiguresShown() {
    Report first =
        report(
            "one",
            new Cell("s", "a row", "stock", Verdict.GOOD, "0.1 s"),
            new Cell("s", "a row", "ours", Verdict.BAD, "2 s"),
            new Cell("s", "only here", "stock", Verdict.GOOD, "1"));
    Report second =
        report(
            "two",
            new Cell("s", "a row", "ours", Verdict.GOOD, "1 s"),
            new Cell("s", "a row", "stock", Verdict.GOOD, "0.2 s | more"));
    Comparison comparison = new Comparison(first, second);
    assertThat(comparison.lines())
        .extracting(Comparison.ComparedRow::agree)
        .containsExactly(true, false);
    assertThat(comparison.markdown())
        .contains("1 of 2 cells agree")
        .contains("| | | one, v1 | two, v1 | |")
        .contains("| a row | stock | ✓ 0.1 s | ✓ 0.2 s \\| more |  |")
        .contains("| a row | ours | ✗ 2 s | ✓ 1 s | differs |")
        .doesNotContain("only here");
  }
}
