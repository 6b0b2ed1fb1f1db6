package io.druidpatch.verification.scenario.load;

import io.druidpatch.verification.follow.Arrivals;
import io.druidpatch.verification.follow.Crowd;
import io.druidpatch.verification.follow.Follower;
import io.druidpatch.verification.follow.Target;
import io.druidpatch.verification.measure.Statistics;
import io.druidpatch.verification.scenario.GeneratedLog;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import io.druidpatch.verification.scenario.SecureWay;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What badly behaved clients, all at once, cost the others: two that request a log of 12 MB and
 * read none of it, twelve that send without end, and 200 that read a large log slowly. The Overlord
 * reaches the Kubernetes API as usual, with HTTP/2 where its client asks for it: there, a stream
 * that is not read can hold up all that share its connection.
 */
public final class NoisyNeighbours implements Scenario {
  private static final String LAG = "Others' lag beside noisy neighbours";
  private static final String API = "Others' API latency beside noisy neighbours";
  private static final String ENDED = "Followers go on beside noisy neighbours";
  private static final String SAVED = "Logs are saved beside noisy neighbours";

  private static final String API_LATENCY = "api-latency";
  private static final String OTHERS_LAG = "lag";

  /**
   * The lag of the same lines on the Kubernetes API's own stream: what the machine does to them.
   */
  private static final String REFERENCE_LAG = "reference-lag";

  private static final Map<String, String> REFERENCE =
      Map.of("route", "kubernetes", "encoding", "identity");

  private static final Duration START = Duration.ofMinutes(3);

  private static final int STALLED = 2;
  private static final int SENDING = 12;
  private static final int SLOW = 200;

  private static final Duration SAVE = Duration.ofSeconds(90);

  @Override
  public String name() {
    return "noisy-neighbours";
  }

  @Override
  public String question() {
    return "What do stalled, sending and slow clients cost others?";
  }

  @Override
  public List<String> thresholds() {
    return List.of(LAG, API, ENDED, SAVED);
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    try (SecureWay way = SecureWay.take(context)) {
      int seconds = context.quick() ? 15 : 60;
      int life = 2 * (seconds + warmUpSeconds(context)) + (int) SAVE.toSeconds() + 60;
      String bulk = GeneratedLog.start(context, "bulk", life);
      String tick = GeneratedLog.start(context, "tick", life);
      try {
        measure(context, bulk, tick, seconds);
        context
            .recorder()
            .sample("kubernetes-connections", Map.of(), "1", way.proxy().open(request -> true));
      } finally {
        context.pods().remove(bulk);
        context.pods().remove(tick);
      }
    }
  }

  private static void measure(ScenarioContext context, String bulk, String tick, int seconds)
      throws Exception {
    Map<Map<String, String>, Arrivals> arrivals = new LinkedHashMap<>();
    List<Follower> others = new ArrayList<>();
    Arrivals reference = new Arrivals(1);
    arrivals.put(REFERENCE, reference);
    Target log = context.pods().log(context.pods().awaitStarted(tick, START), true);
    Follower direct = Follower.open(log, reference);
    try {
      for (String route : List.of("overlord", "router")) {
        for (String encoding : List.of("identity", "gzip")) {
          var process =
              route.equals("router") ? context.services().router() : context.services().overlord();
          Arrivals came = new Arrivals(1);
          arrivals.put(Map.of("route", route, "encoding", encoding), came);
          Target target = Target.of(process.log(tick, "?follow=true"));
          others.add(Follower.open(target.with("Accept-Encoding", encoding), came));
        }
      }
      warmUp(context);
      context.says("noisy-neighbours: without them");
      phase(context, "without", arrivals, seconds);
      Target whole = Target.of(context.services().overlord().log(bulk, ""));
      Target followed = Target.of(context.services().overlord().log(bulk, "?follow=true"));
      try (Crowd slow = Crowd.open(Collections.nCopies(SLOW, followed), Crowd.Manner.SLOW);
          Crowd sending = Crowd.open(Collections.nCopies(SENDING, followed), Crowd.Manner.SENDING);
          Crowd stalled = Crowd.open(Collections.nCopies(STALLED, whole), Crowd.Manner.STALLED)) {
        warmUp(context);
        context.says("noisy-neighbours: with them");
        phase(context, "with", arrivals, seconds);
        long ended = others.stream().filter(f -> f.endAfter().isPresent()).count();
        long failed = others.stream().filter(f -> f.failure().isPresent()).count();
        int left = SLOW - slow.following();
        context.recorder().sample("ended", Map.of("who", "others"), "1", (double) (ended + failed));
        context.recorder().sample("ended", Map.of("who", "slow"), "1", left);
        context.recorder().sample("connected", Map.of("who", "sending"), "1", sending.connected());
        context.recorder().sample("connected", Map.of("who", "stalled"), "1", stalled.connected());
        cell(context, ended + failed, left);
      }
    } finally {
      direct.close();
      others.forEach(Follower::close);
    }
  }

  /** A JVM that compiles what it has begun to run answers slowly, which is not measured here. */
  private static void warmUp(ScenarioContext context) throws Exception {
    ApiLatency.measure(context.services().overlord(), warmUpSeconds(context));
  }

  private static int warmUpSeconds(ScenarioContext context) {
    return context.quick() ? 5 : 30;
  }

  /**
   * Measures the lag of others' lines and the API's latency, while a task ends and its log is
   * saved.
   */
  private static void phase(
      ScenarioContext context,
      String noise,
      Map<Map<String, String>, Arrivals> arrivals,
      int seconds)
      throws Exception {
    String saved = ScenarioContext.id("talk-quiet-3");
    double from = Arrivals.now();
    submit(context, saved);
    List<Double> api = ApiLatency.measure(context.services().overlord(), seconds);
    double until = Arrivals.now();
    context.recorder().samples(API_LATENCY, Map.of("noise", noise), "s", api);
    arrivals.forEach(
        (route, came) -> {
          Map<String, String> labels = new LinkedHashMap<>(route);
          labels.put("noise", noise);
          context
              .recorder()
              .samples(
                  route.equals(REFERENCE) ? REFERENCE_LAG : OTHERS_LAG,
                  labels,
                  "s",
                  came.writtenBetween(from, until).stream().map(Arrivals.LogLine::lag).toList());
        });
    String key = context.services().logKey(saved);
    boolean there = ScenarioContext.await(SAVE, () -> context.objects().get(key).isPresent());
    context.recorder().sample("log-not-saved", Map.of("noise", noise), "1", there ? 0 : 1);
  }

  /** An Overlord whose threads are held accepts no task, so no log is saved. */
  private static void submit(ScenarioContext context, String task) throws InterruptedException {
    try {
      context.services().overlord().submitNoop(task, Duration.ofSeconds(3));
    } catch (IOException e) {
      context.says("noisy-neighbours: " + task + " was not taken: " + e.getMessage());
    }
  }

  private static void cell(ScenarioContext context, long ended, int slowEnded) {
    boolean lines =
        Stream.of("without", "with").noneMatch(n -> all(context, OTHERS_LAG, n).isEmpty());
    boolean saved =
        context.recorder().of("log-not-saved", Map.of("noise", "with")).equals(List.of(0.0));
    String lag =
        lines
            ? String.format(
                Locale.ROOT,
                "a line's lag %s, on the Kubernetes API's own stream %s",
                growth(context, OTHERS_LAG),
                growth(context, REFERENCE_LAG))
            : "no line came";
    context
        .row("Noisy neighbours: others' lag")
        .within(LAG)
        .within(Map.of("who", "others"), ENDED)
        .says(lag + (ended > 0 ? "; " + ended + " of 4 followers have ended" : ""));
    context
        .row("Noisy neighbours: others' API latency")
        .within(API)
        .says(growth(context, API_LATENCY));
    context
        .row("Noisy neighbours: followers and saving")
        .within(ENDED, SAVED)
        .says(
            (SLOW - slowEnded)
                + " of "
                + SLOW
                + " slow ones follow, a task's log is "
                + (saved ? "saved" : "not saved after " + SAVE.toSeconds() + " s"));
  }

  /** How many times as long the 99th percentile is with neighbours, and how long. */
  private static String growth(ScenarioContext context, String name) {
    double without = Statistics.of(all(context, name, "without")).p99();
    double with = Statistics.of(all(context, name, "with")).p99();
    return String.format(Locale.ROOT, "%.1f times (p99 %.0f ms)", with / without, with * 1e3);
  }

  private static List<Double> all(ScenarioContext context, String name, String noise) {
    return context.recorder().measurements().stream()
        .filter(m -> m.name().equals(name) && noise.equals(m.labels().get("noise")))
        .flatMap(m -> m.samples().stream())
        .toList();
  }
}
