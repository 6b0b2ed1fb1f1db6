package io.druidpatch.verification.inprocess;

import static io.druidpatch.verification.measure.Cell.Verdict.BAD;
import static io.druidpatch.verification.measure.Cell.Verdict.GOOD;
import static io.druidpatch.verification.measure.Cell.Verdict.NEUTRAL;

import io.druidpatch.verification.druid.JvmProbe;
import io.druidpatch.verification.follow.Follower;
import io.druidpatch.verification.follow.Sink;
import io.druidpatch.verification.follow.Target;
import io.druidpatch.verification.measure.Figure;
import io.druidpatch.verification.measure.Statistics;
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
    List<Integer> counts = quick ? List.of(0, 20) : List.of(0, 20, 200);
    int rounds = quick ? 1 : 2;
    int questions = Math.max(repeat, quick ? 30 : 40);
    benches.together(bench -> latencies(bench.server(), questions));
    for (int round = 1; round <= rounds; round++) {
      // The step with few followers is only for the chart; the steps with none and many are
      // compared, and so repeated.
      for (int count : round == 1 ? counts : List.of(0, counts.get(counts.size() - 1))) {
        progress.accept(count + " followers, round " + round + " of " + rounds);
        benches.inTurn(bench -> follow(bench, count, questions));
      }
    }
    for (Bench bench : benches.standing()) {
      curve(bench, counts);
      cells(bench, counts.get(counts.size() - 1));
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
        bench.recorder().samples("api-latency", labels, "s", latencies(server, questions));
        bench
            .recorder()
            .sample("request-threads-held", labels, "1", Math.max(0, held(probe) - before));
        bench.recorder().sample("threads", labels, "1", probe.threads());
        bench.recorder().sample("log-readers", labels, "1", server.readers(task));
        long following =
            followers.stream().filter(f -> f.endAfter().isEmpty() && f.failure().isEmpty()).count();
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

  private static void cells(Bench bench, int most) {
    double none = latency(bench, 0).p99();
    double with = latency(bench, most).p99();
    double following = least(bench, "still-following", labels(most));
    double held = greatest(bench, "request-threads-held", labels(most));
    bench
        .recorder()
        .cell(
            "API latency with " + most + " followers (p99)",
            held == 0 && following == most && with < 10 * none ? GOOD : BAD,
            (with >= NO_ANSWER.toSeconds()
                    ? "no answer within " + NO_ANSWER.toSeconds() + " s"
                    : Figure.of(with, "s")
                        + ", "
                        + Figure.number(with / none)
                        + " times that with none")
                + "; "
                + Figure.number(following)
                + " still follow, "
                + Figure.number(held)
                + " request threads held");
    double readers = leftOf(bench, most, "log-readers");
    double threads = leftOf(bench, most, "request-threads-held");
    boolean nothing = readers == 0 && threads == 0;
    bench
        .recorder()
        .cell(
            "Left behind when " + most + " followers have gone",
            !nothing ? BAD : following == 0 ? NEUTRAL : GOOD,
            nothing
                ? following == 0 ? "nothing: the answers were snapshots" : "nothing"
                : Figure.number(readers)
                    + " streams of the log, "
                    + Figure.number(threads)
                    + " request threads");
  }

  private static double leftOf(Bench bench, int count, String what) {
    Map<String, String> labels = new HashMap<>(labels(count));
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
