package io.druidpatch.verification.inprocess;

import io.druidpatch.verification.druid.JvmProbe;
import io.druidpatch.verification.follow.Follower;
import io.druidpatch.verification.follow.Sink;
import io.druidpatch.verification.follow.Target;
import io.druidpatch.verification.measure.Figure;
import io.druidpatch.verification.measure.Statistics;
import io.druidpatch.verification.scenario.Row;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What many followers of one log do to the Overlord's server: to the answers for another client
 * that asks for the tasks, and to the request threads; and what is left after the followers have
 * gone.
 */
final class ManyFollowers implements LogScenario {
  private static final String LATENCY = "In process, API latency with 200 followers";
  private static final String ALL = "In process, all of 200 followers follow";
  private static final String HELD = "In process, no request thread held by followers";
  private static final String LEFT = "In process, nothing left behind by followers";

  /** As many as the limits say. */
  private static final int MOST = 200;

  /** An answer that takes longer counts as this long. */
  private static final Duration NO_ANSWER = Duration.ofSeconds(2);

  /** How long the followers may take to connect. */
  private static final Duration ALL_THERE = Duration.ofMillis(500);

  /** How long the server may take to clean up after them. */
  private static final Duration AFTER = Duration.ofMillis(500);

  private static final long LOG_MILLIS = 120_000;

  /** Between two questions for the tasks, in milliseconds. */
  private static final long EVERY = 20;

  @Override
  public String name() {
    return "followers";
  }

  @Override
  public String question() {
    return "What do many followers of a log do to the Overlord's API?";
  }

  @Override
  public void run(Benches benches, boolean quick, int repeat, Consumer<String> progress)
      throws InterruptedException {
    List<Integer> counts = quick ? List.of(0, MOST) : List.of(0, 20, MOST);
    int rounds = quick ? 1 : 2;
    int questions = Math.max(repeat, quick ? 30 : 40);
    benches.together(bench -> latencies(bench.server(), questions));
    for (int round = 1; round <= rounds; round++) {
      // The step with few followers is only for the chart; the steps with none and many are
      // compared, and so repeated.
      for (int count : round == 1 ? counts : List.of(0, MOST)) {
        progress.accept(count + " followers, round " + round + " of " + rounds);
        benches.inTurn(bench -> follow(bench, count, questions));
      }
    }
    for (Bench bench : benches.standing()) {
      curve(bench, counts);
      rows(bench);
    }
  }

  private static void follow(Bench bench, int count, int questions) throws Exception {
    LogServer server = bench.server();
    Map<String, String> labels = labels(count);
    String task = server.write("second", LOG_MILLIS);
    List<Follower> followers = new ArrayList<>();
    try {
      JvmProbe probe = server.probe();
      int before = probe.busyRequestThreads();
      try {
        for (int i = 0; i < count; i++) {
          followers.add(Follower.open(Target.of(server.log(task)), Sink.none()));
        }
        Bench.await(ALL_THERE, () -> followers.stream().allMatch(ManyFollowers::answered));
        List<Double> latencies = latencies(server, questions);
        if (count == 0 && Statistics.of(latencies).median() >= NO_ANSWER.toSeconds()) {
          throw new IOException(
              "the tasks are not listed though nobody else asks, so nothing was tested");
        }
        bench.recorder().samples("api-latency", labels, "s", latencies);
        bench
            .recorder()
            .sample("request-threads-held", labels, "1", Math.max(0, held(probe) - before));
        bench.recorder().sample("threads", labels, "1", probe.threads());
        bench.recorder().sample("log-readers", labels, "1", server.readers(task));
        long following = followers.stream().filter(Follower::follows).count();
        bench.recorder().sample("still-following", labels, "1", (double) following);
      } finally {
        followers.forEach(Follower::close);
      }
      Bench.await(AFTER, () -> server.readers(task) == 0);
      left(bench, count, "log-readers", server.readers(task));
      left(bench, count, "request-threads-held", Math.max(0, held(probe) - before));
    } finally {
      server.end(task);
    }
    // Waits until held threads are free, before the next subject has its turn.
    Bench.await(NO_ANSWER, () -> server.readers(task) == 0);
  }

  private static boolean answered(Follower follower) {
    return follower.headersAfter().isPresent() || follower.failure().isPresent();
  }

  private static Map<String, String> labels(int count) {
    return Map.of("followers", String.valueOf(count));
  }

  private static void left(Bench bench, int count, String what, int number) {
    Map<String, String> labels = new HashMap<>(labels(count));
    labels.put("what", what);
    bench.recorder().sample("left-behind", labels, "1", number);
  }

  /** The least of several readings, since a request that is being served holds no thread. */
  private static int held(JvmProbe probe) throws InterruptedException {
    int fewest = Integer.MAX_VALUE;
    for (int i = 0; i < 4 && fewest > 0; i++) {
      fewest = Math.min(fewest, probe.busyRequestThreads());
      Thread.sleep(30);
    }
    return fewest;
  }

  /**
   * Asks for the tasks at a steady pace, whether or not earlier answers have come; returns the
   * times in seconds.
   */
  private static List<Double> latencies(LogServer server, int questions) throws Exception {
    List<Follower> asked = new ArrayList<>();
    try {
      long next = System.nanoTime();
      for (int i = 0; i < questions; i++, next += EVERY * 1_000_000) {
        TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
        asked.add(Follower.open(Target.of(server.tasks()), Sink.none()));
      }
      List<Double> latencies = new ArrayList<>();
      long until = System.nanoTime() + NO_ANSWER.toNanos();
      for (Follower answer : asked) {
        answer.awaitEnd(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        if (answer.failure().isPresent() || (answer.status() != 0 && answer.status() != 200)) {
          throw new IOException(
              server.tasks() + ": status " + answer.status() + " " + answer.failure().orElse(""));
        }
        latencies.add(answer.endAfter().orElse((double) NO_ANSWER.toSeconds()));
      }
      return latencies;
    } finally {
      asked.forEach(Follower::close);
    }
  }

  private static void curve(Bench bench, List<Integer> counts) {
    List<double[]> p50 = new ArrayList<>();
    List<double[]> p99 = new ArrayList<>();
    for (int count : counts) {
      Statistics latency = latency(bench, count);
      p50.add(new double[] {count, latency.median()});
      p99.add(new double[] {count, latency.p99()});
    }
    bench.recorder().curve("api-latency", "p50", "followers", "s", p50);
    bench.recorder().curve("api-latency", "p99", "followers", "s", p99);
  }

  private static Statistics latency(Bench bench, int count) {
    return Statistics.of(bench.recorder().of("api-latency", labels(count)));
  }

  private static void rows(Bench bench) {
    Statistics none = latency(bench, 0);
    Statistics with = latency(bench, MOST);
    double following = least(bench, "still-following", labels(MOST));
    bench
        .row("API latency with " + MOST + " followers")
        .within(LATENCY, ALL, HELD)
        .says(
            (with.median() >= NO_ANSWER.toSeconds()
                    ? "no answer within " + NO_ANSWER.toSeconds() + " s"
                    : Figure.of(with.median(), "s")
                        + " (median), "
                        + Figure.number(with.median() / none.median())
                        + " times that with none; p99 "
                        + Figure.number(with.p99() / none.p99())
                        + " times")
                + "; "
                + Figure.number(following)
                + " still follow, "
                + Figure.number(greatest(bench, "request-threads-held", labels(MOST)))
                + " request threads held");
    Row left = bench.row("Left behind when " + MOST + " followers have gone").within(LEFT);
    double readers = leftOf(bench, "log-readers");
    double threads = leftOf(bench, "request-threads-held");
    if (greatest(bench, "log-readers", labels(MOST)) == 0) {
      left.notMeasured("the answers were snapshots");
    } else {
      left.says(
          Figure.number(readers)
              + " streams of the log, "
              + Figure.number(threads)
              + " request threads");
    }
  }

  private static double leftOf(Bench bench, String what) {
    Map<String, String> labels = new HashMap<>(labels(MOST));
    labels.put("what", what);
    return greatest(bench, "left-behind", labels);
  }

  private static double greatest(Bench bench, String name, Map<String, String> labels) {
    return Statistics.of(bench.recorder().of(name, labels)).max();
  }

  private static double least(Bench bench, String name, Map<String, String> labels) {
    return Statistics.of(bench.recorder().of(name, labels)).min();
  }
}
