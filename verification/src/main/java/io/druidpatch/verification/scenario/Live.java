package io.druidpatch.verification.scenario;

import io.druidpatch.verification.follow.Following;
import io.druidpatch.verification.measure.Figure;
import io.druidpatch.verification.measure.Recorder;
import io.druidpatch.verification.measure.Statistics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What one route did with a growing log. */
public final class Live {
  private Live() {}

  /**
   * Records the measurements of an answer.
   *
   * @param labels of the route and the log, for what is recorded
   * @param chart the curve's chart
   * @param curve the curve's name in it
   * @param following the answer, which is closed
   * @param reference the same log, followed at its source; closed
   * @return what is wrong with the answer, if it is not the whole log with a proper end
   * @throws IOException if the reference is not that, so that there is nothing to compare with
   */
  public static Optional<String> judge(
      Recorder recorder,
      Map<String, String> labels,
      String chart,
      String curve,
      Following following,
      Following reference)
      throws IOException {
    if (!endedProperly(reference) || reference.recording().bytes() == 0) {
      throw new IOException(
          "the log could not be read at its source, so nothing was tested: "
              + reference.follower().failure().orElse("no proper end"));
    }
    List<Double> lags = following.lag().seconds();
    recorder.samples("line-lag", labels, "s", lags);
    long difference = following.recording().firstDifference(reference.recording().file());
    long missing = reference.recording().bytes() - following.recording().bytes();
    // Bytes that nobody knows to be all are not the same as the log's.
    boolean equal = endedProperly(following) && difference < 0 && missing == 0;
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
    return equal ? Optional.empty() : Optional.of(wrong(following, reference, missing));
  }

  private static boolean endedProperly(Following following) {
    return following.follower().status() == 200
        && following.follower().endAfter().isPresent()
        && following.follower().failure().isEmpty();
  }

  private static String wrong(Following following, Following reference, long missing) {
    if (following.follower().failure().isPresent()) {
      return "broke off: " + following.follower().failure().get();
    }
    if (following.follower().status() != 200) {
      return "status " + following.follower().status();
    }
    if (following.follower().endAfter().isEmpty()) {
      return "no end, " + missing + " bytes short";
    }
    return missing > 0 && following.ended() < reference.ended() / 2
        ? String.format(
            Locale.ROOT,
            "a snapshot: ended after %.2f s, %d bytes short",
            following.ended(),
            missing)
        : "bytes differ from the log's own";
  }

  /**
   * How much later lines came than from the log's source, and how late that is.
   *
   * @param labels of the route
   * @param source labels of the source
   * @param statistic that the limit is for
   * @param of its name, with whose lag it is compared with
   */
  public static String lag(
      Recorder recorder,
      Map<String, String> labels,
      Map<String, String> source,
      ToDoubleFunction<Statistics> statistic,
      String of) {
    List<Double> lags = recorder.of("line-lag", labels);
    List<Double> bound = recorder.of("line-lag", source);
    // A snapshot of a log with lines has no lags that count.
    if (lags.isEmpty() || bound.isEmpty()) {
      return "no line came as it was written";
    }
    double lag = statistic.applyAsDouble(Statistics.of(lags));
    double over = lag - statistic.applyAsDouble(Statistics.of(bound));
    return "a line's lag "
        + Figure.of(over, "s")
        + " above "
        + of
        + ", "
        + Figure.of(lag, "s")
        + " in all";
  }
}
