package io.druidpatch.verification.scenario;

import io.druidpatch.verification.follow.Following;
import io.druidpatch.verification.measure.Recorder;
import io.druidpatch.verification.measure.Statistics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one route did with a growing log.
 *
 * @param live whether all lines arrived as they were written
 */
public record Live(boolean live, String figure) {
  /** The largest lag that a watching person does not notice, in seconds. */
  private static final double LIVE = 1;

  /**
   * Records the measurements of an answer, and judges it.
   *
   * @param labels of the route and the log, for what is recorded
   * @param chart the curve's chart
   * @param curve the curve's name in it
   * @param following the answer, which has ended and is closed
   * @param reference the same log, followed at its source; ended and closed
   */
  public static Live judge(
      Recorder recorder,
      Map<String, String> labels,
      String chart,
      String curve,
      Following following,
      Following reference)
      throws IOException {
    List<Double> lags = following.lag().seconds();
    recorder.samples("line-lag", labels, "s", lags);
    long difference = following.recording().firstDifference(reference.recording().file());
    long missing = reference.recording().bytes() - following.recording().bytes();
    boolean equal = difference < 0 && missing == 0;
    recorder.sample("bytes-differing", labels, "1", equal ? 0 : 1);
    recorder.sample("bytes-missing", labels, "bytes", (double) missing);
    following
        .follower()
        .endAfter()
        .ifPresent(s -> recorder.sample("end-of-answer", labels, "s", s));
    // The curve starts at the request, since of a withheld answer the time before its first byte
    // matters.
    List<double[]> growth = new ArrayList<>(List.of(new double[] {0, 0}));
    growth.addAll(following.recording().growth());
    recorder.curve(chart, curve, "s", "bytes", growth);
    if (following.follower().failure().isPresent()) {
      return new Live(false, "broke off: " + following.follower().failure().get());
    }
    // A snapshot of a log with lines has no lags that count.
    if (lags.isEmpty() || (missing > 0 && following.ended() < reference.ended() / 2)) {
      return new Live(
          false,
          String.format(
              Locale.ROOT,
              "a snapshot: ended after %.2f s, %d bytes short",
              following.ended(),
              missing));
    }
    double p99 = Statistics.of(lags).p99();
    return new Live(
        equal && p99 < LIVE,
        String.format(
            Locale.ROOT,
            "a line's lag %.3f s (p99)%s",
            p99,
            equal ? "" : ", bytes differ from the log's own"));
  }
}
