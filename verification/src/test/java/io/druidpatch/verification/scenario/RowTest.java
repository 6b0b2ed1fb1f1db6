package io.druidpatch.verification.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.verification.measure.Cell;
import io.druidpatch.verification.measure.Cell.Verdict;
import io.druidpatch.verification.measure.Recorder;
import io.druidpatch.verification.threshold.Thresholds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowTest {
  @TempDir private Path folder;
  private final Recorder recorder = new Recorder("stock", "ends");
  private Thresholds thresholds;

  @BeforeEach
  void readLimits() throws IOException {
    Path file = folder.resolve("thresholds.yaml");
    Files.writeString(
        file,
        """
        thresholds:
          - name: None is stuck
            scenario: ends
            measurement: stuck
            statistic: sum
            equals: 0
          - name: Soon
            scenario: ends
            measurement: seconds
            statistic: max
            at-most: 2
          - name: Soon elsewhere
            scenario: ends
            measurement: seconds
            statistic: max
            at-most: 1
            clusters: [k3s]
        """);
    thresholds = Thresholds.read(file);
  }

  private Row row() {
    return new Row("row", recorder, thresholds, "stock", "embedded");
  }

  private Verdict verdict() {
    return recorder.cells().get(recorder.cells().size() - 1).verdict();
  }

  @Test
  void isGoodWhereAllLimitsAreMet() {
    recorder.sample("stuck", Map.of(), "1", 0);
    recorder.sample("seconds", Map.of(), "s", 2);
    row().within("None is stuck", "Soon").says("2 s");
    assertThat(recorder.cells())
        .containsExactly(new Cell("ends", "row", "stock", Verdict.GOOD, "2 s"));
  }

  @Test
  void isBadWhereOneIsMissedAndAnotherNotMeasured() {
    recorder.sample("stuck", Map.of(), "1", 1);
    row().within("Soon", "None is stuck").says("stuck");
    assertThat(verdict()).isEqualTo(Verdict.BAD);
  }

  @Test
  void isNeitherWhereALimitHasNothingToCompare() {
    recorder.sample("stuck", Map.of(), "1", 0);
    row().within("None is stuck", "Soon").says("no answer");
    assertThat(verdict()).isEqualTo(Verdict.NEUTRAL);
  }

  @Test
  void takesNoNoticeOfALimitForOtherClusters() {
    recorder.sample("seconds", Map.of(), "s", 1.5);
    row().within("Soon", "Soon elsewhere").says("1.5 s");
    assertThat(verdict()).isEqualTo(Verdict.GOOD);
  }

  @Test
  void isJudgedByItsOwnPartAlone() {
    recorder.sample("stuck", Map.of("how", "killed"), "1", 1);
    recorder.sample("stuck", Map.of("how", "ended"), "1", 0);
    row().within(Map.of("how", "ended"), "None is stuck").says("not stuck");
    assertThat(verdict()).isEqualTo(Verdict.GOOD);
  }

  @Test
  void hasToHaveALimit() {
    assertThatThrownBy(() -> row().says("fine")).hasMessageContaining("has no threshold");
    assertThatThrownBy(() -> row().within("Fine")).hasMessage("there is no threshold \"Fine\"");
  }
}
