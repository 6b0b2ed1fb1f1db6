package io.druidpatch.verification.scenario;

import io.druidpatch.verification.measure.Cell.Verdict;
import io.druidpatch.verification.measure.Measurement;
import io.druidpatch.verification.measure.Recorder;
import io.druidpatch.verification.report.Report.Check;
import io.druidpatch.verification.threshold.Thresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A row of the operator's table. Its verdict is that of limits of thresholds.yaml, and of nothing
 * else: good if all are met, bad if one is missed, neither if one has nothing to compare.
 */
public final class Row {
  private final String title;
  private final Recorder recorder;
  private final Thresholds thresholds;
  private final String subject;
  private final String cluster;
  private final List<Check> checks = new ArrayList<>();

  /**
   * @param recorder has the measurements, and gets the row
   * @param cluster the kind of cluster that they were taken on
   */
  public Row(
      String title, Recorder recorder, Thresholds thresholds, String subject, String cluster) {
    this.title = title;
    this.recorder = recorder;
    this.thresholds = thresholds;
    this.subject = subject;
    this.cluster = cluster;
  }

  /**
   * Judges by limits.
   *
   * @throws IllegalArgumentException if thresholds.yaml has none of such a name
   */
  public Row within(String... limits) {
    return within(Map.of(), limits);
  }

  /**
   * The same of a part of what was measured.
   *
   * @param labels only measurements that have at least these
   */
  public Row within(Map<String, String> labels, String... limits) {
    List<Measurement> measured =
        recorder.measurements().stream()
            .filter(m -> m.labels().entrySet().containsAll(labels.entrySet()))
            .toList();
    for (String limit : limits) {
      checks.add(thresholds.check(limit, measured, subject, cluster));
    }
    return this;
  }

  /**
   * Records the row.
   *
   * @param figure what was measured, in a few words
   * @throws IllegalStateException if there is no limit to judge it by
   */
  public void says(String figure) {
    if (checks.isEmpty()) {
      throw new IllegalStateException("the row \"" + title + "\" has no threshold");
    }
    recorder.cell(title, verdict(), figure);
  }

  /** Records that there is nothing to judge. */
  public void notMeasured(String why) {
    recorder.cell(title, Verdict.NEUTRAL, "not measured: " + why);
  }

  private Verdict verdict() {
    if (checks.stream().anyMatch(check -> check.measured() && !check.met())) {
      return Verdict.BAD;
    }
    // A limit that is not asked for here, or need not be measured, says nothing.
    boolean good = checks.stream().allMatch(Check::met);
    return good && checks.stream().anyMatch(Check::measured) ? Verdict.GOOD : Verdict.NEUTRAL;
  }
}
