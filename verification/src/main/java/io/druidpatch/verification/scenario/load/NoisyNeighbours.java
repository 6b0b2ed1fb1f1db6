package io.druidpatch.verification.scenario.load;

import io.druidpatch.verification.follow.Arrivals;
import io.druidpatch.verification.follow.Crowd;
import io.druidpatch.verification.follow.Follower;
import io.druidpatch.verification.follow.Target;
import io.druidpatch.verification.measure.Figure;
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
import java.util.Map;

/**
 * What badly behaved clients, all at once, cost the others: two that request a log of 12 MB and
 * read none of it, twelve that send without end, and 200 that read a large log slowly. The Overlord
 * reaches the Kubernetes API as usual, with HTTP/2 where its client asks for it: there, a stream
 * that is not read can hold up all that share its connection.
 */
public final class NoisyNeighbours implements Scenario {
  private static final String LAG = "Others' lag beside noisy neighbours";
  private static final String API = "Others' API latency beside noisy neighbours";
  private static final String LINES = "All of others' lines beside noisy neighbours";
  private static final String ENDED = "Followers go on beside noisy neighbours";
  private static final String SAVED = "Logs are saved beside noisy neighbours";

  private static final String API_LATENCY = "api-latency";
  private static final String OTHERS_LAG = "lag";

  /**
   * The lag of the same lines on the Kubernetes API's own stream: what the machine does to them.
   */
  private static final String REFERENCE_LAG = "reference-lag";

  private static final String MISSING = "lines-missing";

  private static final Map<String, String> REFERENCE =
      Map.of("route", "kubernetes", "encoding", "identity");

  private static final Duration START = Duration.ofMinutes(3);

  private static final int STALLED = 2;
  private static final int SENDING = 12;
  private static final int SLOW = 200;

  /** The largest lag that is waited for. */
  private static final Duration LATE = Duration.ofSeconds(3);

  /** How long it may take until the sending and the stalled ones are answered. */
  private static final Duration ANSWERED = Duration.ofSeconds(20);

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
    return List.of(LAG, LINES, API, ENDED, SAVED);
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    try (SecureWay way = SecureWay.take(context)) {
      int seconds = context.quick() ? 15 : 60;
      int waits = (int) SAVE.plus(ANSWERED).plus(ANSWERED).toSeconds();
      int life = 2 * (seconds + warmUpSeconds(context)) + waits + 60;
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
      // One after the other, since each may leave the next no thread, or no way to Kubernetes.
      try (Crowd sending = answered(followed, SENDING, Crowd.Manner.SENDING);
          Crowd stalled = answered(whole, STALLED, Crowd.Manner.STALLED);
          Crowd slow = Crowd.open(Collections.nCopies(SLOW, followed), Crowd.Manner.SLOW)) {
        warmUp(context);
        context.says("noisy-neighbours: with them");
        phase(context, "with", arrivals, seconds);
        long ended = others.stream().filter(f -> !f.follows()).count();
        int left = SLOW - slow.following();
        context.recorder().sample("ended", Map.of("who", "others"), "1", (double) ended);
        context.recorder().sample("ended", Map.of("who", "slow"), "1", left);
        context.recorder().sample("connected", Map.of("who", "sending"), "1", sending.connected());
        context.recorder().sample("connected", Map.of("who", "stalled"), "1", stalled.connected());
        context.recorder().sample("answers", Map.of("who", "sending"), "1", sending.answers());
        cell(context, ended, left, sending);
      }
    } finally {
      direct.close();
      others.forEach(Follower::close);
    }
  }

  /** Clients of which each is answered. */
  private static Crowd answered(Target log, int count, Crowd.Manner manner) throws Exception {
    Crowd crowd = Crowd.open(Collections.nCopies(count, log), manner);
    if (!ScenarioContext.await(ANSWERED, () -> crowd.answers() >= count)) {
      crowd.close();
      throw new IOException(
          crowd.answers()
              + " of "
              + count
              + " clients are answered that are "
              + manner
              + ", so nothing was tested");
    }
    return crowd;
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
    List<Double> api =
        noise.equals("without")
            ? ApiLatency.undisturbed(context.services().overlord(), seconds)
            : ApiLatency.measure(context.services().overlord(), seconds);
    double until = Arrivals.now();
    Thread.sleep(LATE.toMillis());
    context.recorder().samples(API_LATENCY, Map.of("noise", noise), "s", api);
    List<Arrivals.LogLine> lines = arrivals.get(REFERENCE).writtenBetween(from, until);
    if (lines.isEmpty()) {
      throw new IOException("the Kubernetes API gave no line in " + seconds + " s");
    }
    arrivals.forEach(
        (route, came) -> {
          Map<String, String> labels = new LinkedHashMap<>(route);
          labels.put("noise", noise);
          List<Arrivals.LogLine> found = came.writtenBetween(from, until);
          context
              .recorder()
              .samples(
                  route.equals(REFERENCE) ? REFERENCE_LAG : OTHERS_LAG,
                  labels,
                  "s",
                  found.stream().map(Arrivals.LogLine::lag).toList());
          if (!route.equals(REFERENCE)) {
            // A line that did not come has no lag.
            double missing = Arrivals.missing(lines, found);
            context.recorder().sample(MISSING, labels, "1", missing);
          }
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

  private static void cell(ScenarioContext context, long ended, int slowEnded, Crowd sending) {
    double missing = Statistics.of(all(context, MISSING, "with")).sum();
    boolean saved =
        context.recorder().of("log-not-saved", Map.of("noise", "with")).equals(List.of(0.0));
    List<Double> lags = all(context, OTHERS_LAG, "with");
    String lag = "no line came";
    if (!lags.isEmpty()) {
      double p99 = Statistics.of(lags).p99();
      double reference = Statistics.of(all(context, REFERENCE_LAG, "with")).p99();
      lag =
          "a line's lag "
              + Figure.times(p99 / reference)
              + " that of the Kubernetes API's own stream (p99 "
              + Figure.of(p99, "s")
              + "), "
              + Figure.number(missing)
              + " lines missing";
    }
    context
        .row("Noisy neighbours: others' lag")
        .within(LAG, LINES)
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
                + (saved ? "saved" : "not saved after " + SAVE.toSeconds() + " s")
                + "; "
                + sending.connected()
                + " of "
                + SENDING
                + " sending ones are connected, which were answered "
                + sending.answers()
                + " times");
  }

  /** How many times as long the 99th percentile is with neighbours, and how long. */
  private static String growth(ScenarioContext context, String name) {
    double without = Statistics.of(all(context, name, "without")).p99();
    double with = Statistics.of(all(context, name, "with")).p99();
    return Figure.times(with / without) + " that without them (p99 " + Figure.of(with, "s") + ")";
  }

  private static List<Double> all(ScenarioContext context, String name, String noise) {
    return context.recorder().measurements().stream()
        .filter(m -> m.name().equals(name) && noise.equals(m.labels().get("noise")))
        .flatMap(m -> m.samples().stream())
        .toList();
  }
}
