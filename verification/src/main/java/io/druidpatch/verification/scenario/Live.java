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
 * What one route did with a log that grows.
 *
 * @param live whether its lines came as they were written, and all of them
 */
public record Live(boolean live, String figure) {
  /** A lag that a person who watches does not notice, in seconds. */
  private static final double LIVE = 1;

  /**
   * Records what an answer was, and judges it.
   *
   * @param labels of the route and the log, for what is recorded
   * @param chart the curve's chart
   * @param curve the curve's name in it
   * @param following the answer, which has ended and is closed
   * @param reference the same log by a way that brings it as it is written, ended and closed
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
    // From the request on: of an answer that was held back, the time before is what matters.
    List<double[]> growth = new ArrayList<>(List.of(new double[] {0, 0}));
    growth.addAll(following.recording().growth());
    recorder.curve(chart, curve, "s", "bytes", growth);
    if (following.follower().failure().isPresent()) {
      return new Live(false, "broke off: " + following.follower().failure().get());
    }
    // One that began when there were lines already has these, and their lag.
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
