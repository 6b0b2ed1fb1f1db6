package io.druidpatch.verification.scenario.load;

import io.druidpatch.verification.druid.JvmProbe;
import io.druidpatch.verification.follow.Follower;
import io.druidpatch.verification.follow.Sink;
import io.druidpatch.verification.follow.Target;
import io.druidpatch.verification.measure.Figure;
import io.druidpatch.verification.measure.Statistics;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What many followers of one task's log do to the Overlord: to the answers for another client,
 * which asks for the tasks ten times a second, and to the Overlord's threads, heap and connections
 * to Kubernetes; and what is left of these after the followers have gone.
 */
public final class Followers implements Scenario {
  private static final String LATENCY = "API latency with 200 followers";
  private static final String HELD = "No request thread held by followers";
  private static final String FOLLOWING = "All of 200 followers follow";
  private static final String STREAMS = "One log stream for all followers";
  private static final String LEFT = "Nothing left behind by followers";

  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration AFTER = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "followers";
  }

  @Override
  public String question() {
    return "What do many followers of a log do to the Overlord's API?";
  }

  @Override
  public List<String> thresholds() {
    return List.of(LATENCY, HELD, FOLLOWING, STREAMS, LEFT);
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    List<Integer> counts = context.quick() ? List.of(0, 20) : List.of(0, 1, 10, 100, 200);
    int seconds = context.quick() ? 5 : 10;
    int life = 60 + counts.size() * (seconds + 25);
    String task = ScenarioContext.id("talk-second-" + life);
    context.services().overlord().submitNoop(task, Duration.ofSeconds(life));
    context.pods().awaitStarted(task, START);
    try (JvmProbe probe = context.services().probeOverlord()) {
      List<double[]> p50 = new ArrayList<>();
      List<double[]> p99 = new ArrayList<>();
      // The first answers of a JVM are slow, which is not what this measures.
      ApiLatency.measure(context.services().overlord(), seconds);
      // Read before any follower, so that what early followers leave behind counts for later ones
      // too.
      Kept before = Kept.of(context, probe);
      for (int count : counts) {
        context.says("followers: " + count);
        List<Double> latencies = follow(context, probe, before, task, count, seconds);
        p50.add(new double[] {count, Statistics.of(latencies).median()});
        p99.add(new double[] {count, Statistics.of(latencies).p99()});
      }
      context.recorder().curve("api-latency", "p50", "followers", "s", p50);
      context.recorder().curve("api-latency", "p99", "followers", "s", p99);
    } finally {
      // Past the Overlord, whose threads may all be held until the log ends.
      context.pods().remove(task);
      ScenarioContext.await(START, context.services().overlord()::leads);
    }
    int most = counts.get(counts.size() - 1);
    cell(context, most);
  }

  /** What the Overlord holds for its followers. */
  private record Kept(int logStreams, int requestThreads, int files) {
    static Kept of(ScenarioContext context, JvmProbe probe)
        throws IOException, InterruptedException {
      return new Kept(context.logStreams(), held(probe), Followers.files(context));
    }
  }

  private static List<Double> follow(
      ScenarioContext context, JvmProbe probe, Kept before, String task, int count, int seconds)
      throws Exception {
    Map<String, String> labels = Map.of("followers", String.valueOf(count));
    List<Follower> followers = new ArrayList<>();
    List<Double> latencies;
    try {
      for (int i = 0; i < count; i++) {
        followers.add(
            Follower.open(
                Target.of(context.services().overlord().log(task, "?follow=true")), Sink.none()));
      }
      Thread.sleep(1_000);
      latencies =
          count == 0
              ? ApiLatency.undisturbed(context.services().overlord(), seconds)
              : ApiLatency.measure(context.services().overlord(), seconds);
      context.recorder().samples("api-latency", labels, "s", latencies);
      context
          .recorder()
          .sample("request-threads-held", labels, "1", held(probe) - before.requestThreads());
      context.recorder().sample("threads", labels, "1", probe.threads());
      context.recorder().sample("heap", labels, "bytes", (double) probe.heap());
      context.recorder().sample("kubernetes-log-streams", labels, "1", context.logStreams());
      context
          .recorder()
          .sample("kubernetes-connections", labels, "1", context.api().open(request -> true));
      long following = followers.stream().filter(Follower::follows).count();
      context.recorder().sample("still-following", labels, "1", (double) following);
    } finally {
      followers.forEach(Follower::close);
    }
    Thread.sleep(AFTER.toMillis());
    Kept after = Kept.of(context, probe);
    left(context, "kubernetes-log-streams", count, after.logStreams() - before.logStreams());
    left(context, "request-threads-held", count, after.requestThreads() - before.requestThreads());
    left(context, "temporary-files", count, after.files() - before.files());
    return latencies;
  }

  private static void left(ScenarioContext context, String what, int count, int number) {
    context
        .recorder()
        .sample(
            "left-behind",
            Map.of("what", what, "followers", String.valueOf(count)),
            "1",
            Math.max(0, number));
  }

  /** The least of several readings, since a request that is being served holds no thread. */
  private static int held(JvmProbe probe) throws InterruptedException {
    int fewest = Integer.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      fewest = Math.min(fewest, probe.busyRequestThreads());
      Thread.sleep(100);
    }
    return fewest;
  }

  private static int files(ScenarioContext context) throws IOException {
    try (Stream<Path> walk = Files.walk(context.services().overlordTemporary())) {
      return (int) walk.filter(Files::isRegularFile).count();
    }
  }

  private static void cell(ScenarioContext context, int most) {
    double none =
        Statistics.of(context.recorder().of("api-latency", Map.of("followers", "0"))).p99();
    Map<String, String> labels = Map.of("followers", String.valueOf(most));
    double with = Statistics.of(context.recorder().of("api-latency", labels)).p99();
    double following = context.recorder().of("still-following", labels).get(0);
    double held = context.recorder().of("request-threads-held", labels).get(0);
    // The limits are for the number of followers of the long form.
    context
        .row("API latency with " + most + " followers (p99)")
        .within(LATENCY, HELD, FOLLOWING, STREAMS)
        .says(
            String.format(
                Locale.ROOT,
                "%.3f s, %.1f times that with none; %.0f still follow, %.0f request threads held,"
                    + " %.0f log streams",
                with,
                with / none,
                following,
                held,
                context.recorder().of("kubernetes-log-streams", labels).get(0)));
    double left =
        context.recorder().measurements().stream()
            .filter(m -> m.name().equals("left-behind"))
            .flatMap(m -> m.samples().stream())
            .mapToDouble(Double::doubleValue)
            .sum();
    context
        .row("Left behind by followers that have gone")
        .within(LEFT)
        .says(
            left == 0
                ? "nothing"
                : Figure.number(left) + " log streams, request threads and temporary files");
  }
}
