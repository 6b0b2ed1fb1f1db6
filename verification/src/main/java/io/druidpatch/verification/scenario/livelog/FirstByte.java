package io.druidpatch.verification.scenario.livelog;

import io.druidpatch.verification.follow.Follower;
import io.druidpatch.verification.follow.Following;
import io.druidpatch.verification.follow.Sink;
import io.druidpatch.verification.follow.Target;
import io.druidpatch.verification.measure.Figure;
import io.druidpatch.verification.measure.Statistics;
import io.druidpatch.verification.scenario.GeneratedLog;
import io.druidpatch.verification.scenario.Live;
import io.druidpatch.verification.scenario.OverlordRestart;
import io.druidpatch.verification.scenario.Row;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * How a running task's log arrives over HTTP, by each route and encoding and for logs of several
 * shapes. The reference is the Kubernetes API's own stream of the same pod at the same time.
 *
 * <p>Longer than 350 lines: a scenario is read from its first step to its last.
 *
 * <p>All requests have {@code follow=true}, which a Druid without it ignores.
 */
public final class FirstByte implements Scenario {
  private static final String FAST_OVERLORD = "Lag of a fast log, Overlord";
  private static final String FAST_ROUTER = "Lag of a fast log, Router";
  private static final String BYTES = "The same bytes from every route";
  private static final String OFFSETS = "A log snapshot with an offset";
  private static final String FIRST_EVER = "First byte of the first follow ever";
  private static final String GONE_NOTICED = "A client that went away is noticed";

  /** How long an answer may take that counts as immediate. */
  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  /** How long to wait until Druid notices that a client went away. */
  private static final Duration GONE = Duration.ofSeconds(10);

  /**
   * Rounds of first bytes that are not counted, and how long they go on at most. The Java compiler
   * is at work in the Overlord and the Router for a minute or two, and takes half of their time;
   * one that has run for a day has that behind it.
   *
   * @param rounds how many
   * @param most for how long on a machine that is slow at them
   */
  private record WarmUp(int rounds, Duration most) {
    static WarmUp of(boolean quick) {
      return quick
          ? new WarmUp(100, Duration.ofSeconds(25))
          : new WarmUp(600, Duration.ofSeconds(150));
    }
  }

  /** Milliseconds between one follower's first byte and the next follower's request. */
  private static final long PAUSE = 100;

  private static final Duration START = Duration.ofMinutes(3);

  /** How long an answer may take to end after its task. */
  private static final Duration END = Duration.ofSeconds(60);

  /**
   * A way from the client to the log.
   *
   * @param encoding that the client takes
   */
  private record Route(String name, String encoding) {
    Map<String, String> labels(String pod) {
      return Map.of("route", name, "encoding", encoding, "pod", pod);
    }

    String title() {
      String title = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
      return encoding.equals("gzip") ? title + ", gzip" : title;
    }

    /** The name of the limit of its first byte. It is not asked for on each kind of cluster. */
    String firstByte() {
      return "First byte, " + limit();
    }

    /** The name of the limit of its lines' lag. */
    String lag() {
      return "Lag of lines, " + limit();
    }

    private String limit() {
      return (name.equals("router") ? "Router, " : "Overlord, ") + encoding;
    }
  }

  private static final Route REFERENCE = new Route("kubernetes", "identity");

  /**
   * The reference through the suite's proxy, which the Overlord's requests pass too: shows what the
   * proxy costs.
   */
  private static final Route BY_PROXY = new Route("kubernetes-by-proxy", "identity");

  private static final List<Route> ROUTES =
      List.of(
          new Route("overlord", "identity"),
          new Route("overlord", "gzip"),
          new Route("router", "identity"),
          new Route("router", "gzip"));

  @Override
  public String name() {
    return "first-byte";
  }

  @Override
  public String question() {
    return "When does a line that a task writes reach somebody who follows its log over HTTP?";
  }

  @Override
  public List<String> thresholds() {
    return Stream.concat(
            ROUTES.stream().flatMap(r -> Stream.of(r.firstByte(), r.lag())),
            Stream.of(FAST_OVERLORD, FAST_ROUTER, BYTES, OFFSETS, FIRST_EVER, GONE_NOTICED))
        .toList();
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    First first;
    try {
      if (!context.quick()) {
        firstEver(context);
      }
      offsets(context);
      first = quiet(context);
    } finally {
      // Whatever happens: the other scenarios' faults and counts are those of the proxy.
      byProxyAgain(context);
    }
    // Where followers wait for their first byte, nobody notices one that has gone.
    if (!first.withheld()) {
      gone(context);
    }
    Map<Route, Optional<String>> wrong = shape(context, "second", context.quick() ? 10 : 30, 1);
    shape(context, "wide", context.quick() ? 5 : 15, 1);
    shape(context, "fast", context.quick() ? 5 : 60, 100);
    for (Route route : ROUTES) {
      context
          .row("HTTP live streaming: " + route.title())
          .within(route.firstByte(), route.lag())
          .within(Map.of("route", route.name(), "encoding", route.encoding()), BYTES)
          .says(
              first.figures().get(route)
                  + "; "
                  + Live.lag(
                      context.recorder(),
                      route.labels("second"),
                      REFERENCE.labels("second"),
                      Statistics::p99,
                      "Kubernetes' (p99)")
                  + wrong.get(route).map(what -> "; " + what).orElse(""));
    }
    context
        .row("HTTP live streaming: 10,000 lines a second")
        .within(FAST_OVERLORD, FAST_ROUTER)
        .within(Map.of("pod", "fast"), BYTES)
        .says(
            "a line's lag, as many times as Kubernetes' (p99): Overlord "
                + fastLag(context, "overlord")
                + ", Router "
                + fastLag(context, "router"));
  }

  private static String fastLag(ScenarioContext context, String route) {
    List<Double> lags =
        context.recorder().of("line-lag", new Route(route, "identity").labels("fast"));
    List<Double> bound = context.recorder().of("line-lag", REFERENCE.labels("fast"));
    if (lags.isEmpty() || bound.isEmpty()) {
      return "no line";
    }
    double p99 = Statistics.of(lags).p99();
    return Figure.times(p99 / Statistics.of(bound).p99()) + " (" + Figure.of(p99, "s") + ")";
  }

  private static Target target(ScenarioContext context, Route route, String task, String pod) {
    if (route.equals(REFERENCE)) {
      return context.pods().log(pod, true);
    }
    if (route.equals(BY_PROXY)) {
      return context
          .pods()
          .log(pod, true)
          .at(URI.create("http://127.0.0.1:" + context.api().port()));
    }
    var process =
        route.name().equals("router") ? context.services().router() : context.services().overlord();
    return Target.of(process.log(task, "?follow=true")).with("Accept-Encoding", route.encoding());
  }

  /**
   * The first follow ever on an Overlord that has just started; most of its time is class loading.
   */
  private static void firstEver(ScenarioContext context) throws Exception {
    String task = GeneratedLog.start(context, "quiet", 120);
    String pod = context.pods().awaitStarted(task, START);
    GeneratedLog.written(context, pod);
    // The suite's proxy would take a sixth of the time until the first byte.
    OverlordRestart.direct(context, Map.of());
    if (!ScenarioContext.await(
        START, () -> context.services().overlord().locations().get(task) != null)) {
      throw new IOException("a new Overlord does not know where " + task + " is");
    }
    try (Follower follower =
        Follower.open(target(context, ROUTES.get(0), task, pod), Sink.none())) {
      follower.awaitFirstByte(END);
      boolean came = follower.status() == 200 && follower.firstByteAfter().isPresent();
      // What is no answer, or an error's page, counts as long as was waited.
      double first = came ? follower.firstByteAfter().getAsDouble() : END.toSeconds();
      context.recorder().sample("first-follow-ever", ROUTES.get(0).labels("quiet"), "s", first);
      context
          .row("First byte of the first follow ever on a new Overlord")
          .within(FIRST_EVER)
          .says(
              came
                  ? String.format(Locale.ROOT, "%.3f s", first)
                  : "no byte of the log in "
                      + END.toSeconds()
                      + " s, status "
                      + follower.status()
                      + follower.failure().map(why -> ", " + why).orElse(""));
    } finally {
      context.services().overlord().cancel(task);
    }
  }

  /**
   * What first bytes were like.
   *
   * @param figures of each route
   * @param withheld whether followers waited for their first byte
   */
  private record First(Map<Route, String> figures, boolean withheld) {}

  /**
   * First bytes of a log that has lines and gets no more, taken repeatedly, one after another. The
   * first rounds do not count, since an Overlord spends most of its first answers on loading
   * classes.
   */
  private static First quiet(ScenarioContext context) throws Exception {
    int rounds = Math.max(context.repeat(), context.quick() ? 5 : 40);
    WarmUp warmUp = WarmUp.of(context.quick());
    int seconds = (int) warmUp.most().toSeconds() + 30 + rounds;
    String task = GeneratedLog.start(context, "quiet", seconds);
    String pod = context.pods().awaitStarted(task, START);
    GeneratedLog.written(context, pod);
    Map<Route, Follower> held = new LinkedHashMap<>();
    List<Route> all = new ArrayList<>(ROUTES);
    all.add(REFERENCE);
    all.add(BY_PROXY);
    try {
      long warm = System.nanoTime() + warmUp.most().toNanos();
      Random order = new Random(0);
      for (int round = -warmUp.rounds(); round < rounds; round++) {
        if (round < 0 && System.nanoTime() > warm) {
          round = 0;
        }
        // Each answer has effects on the next one. In a random order they fall on all routes alike.
        Collections.shuffle(all, order);
        for (Route route : all) {
          if (held.containsKey(route)) {
            continue;
          }
          Follower follower = Follower.open(target(context, route, task, pod), Sink.none());
          follower.awaitFirstByte(AT_ONCE);
          if (follower.firstByteAfter().isPresent() || follower.failure().isPresent()) {
            follower.close();
            if (round >= 0) {
              sample(context, route, follower, AT_ONCE);
              // The pause keeps what the end of this answer causes, down to the kubelet, out of the
              // next one's time.
              Thread.sleep(PAUSE);
            }
          } else {
            held.put(route, follower);
          }
        }
      }
      Duration patience = Duration.ofSeconds(seconds).plus(END);
      for (Map.Entry<Route, Follower> late : held.entrySet()) {
        late.getValue().awaitFirstByte(patience);
        sample(context, late.getKey(), late.getValue(), patience);
      }
    } finally {
      held.values().forEach(Follower::close);
    }
    double reference = median(context, "first-decoded-byte", REFERENCE.labels("quiet"));
    Map<Route, String> figures = new LinkedHashMap<>();
    for (Route route : ROUTES) {
      double value = median(context, "first-decoded-byte", route.labels("quiet"));
      figures.put(
          route,
          held.containsKey(route) && held.get(route).firstByteAfter().isEmpty()
              ? String.format(Locale.ROOT, "no byte came in %.0f s", value)
              : value > AT_ONCE.toSeconds()
                  ? String.format(Locale.ROOT, "first byte after %.1f s, at the task's end", value)
                  : String.format(
                      Locale.ROOT,
                      "first byte %.3f s, %.1f times Kubernetes'",
                      value,
                      value / reference));
    }
    return new First(figures, !held.isEmpty());
  }

  /**
   * How long the Overlord keeps its log stream for a client that went away, for a silent log: no
   * failed write shows that the client is gone. Skipped where a follower gets no byte, since it is
   * still connected.
   */
  private static void gone(ScenarioContext context) throws Exception {
    // Longer than all of them may take.
    String task = GeneratedLog.start(context, "quiet", 60);
    String pod = context.pods().awaitStarted(task, START);
    GeneratedLog.written(context, pod);
    double slowest = Double.NaN;
    for (Route route : ROUTES) {
      // Streams of earlier rounds count too, since their clients are gone.
      boolean streamed = context.logStreams() > 0;
      Follower follower = Follower.open(target(context, route, task, pod), Sink.none());
      follower.awaitFirstByte(AT_ONCE);
      streamed |= context.logStreams() > 0;
      if (follower.failure().isPresent() || (follower.status() != 0 && follower.status() != 200)) {
        throw new IOException(
            route + ": status " + follower.status() + ", so that no client could go away");
      }
      follower.close();
      long since = System.nanoTime();
      boolean noticed = ScenarioContext.await(GONE, () -> context.logStreams() == 0);
      if (streamed) {
        double seconds = noticed ? (System.nanoTime() - since) / 1e9 : GONE.toSeconds();
        context.recorder().sample("client-gone-noticed", route.labels("quiet"), "s", seconds);
        slowest = Double.isNaN(slowest) ? seconds : Math.max(slowest, seconds);
      }
    }
    Row row = context.row("A client of a silent log goes away");
    if (Double.isNaN(slowest)) {
      row.notMeasured("the answers were snapshots, or no byte came");
    } else {
      row.within(GONE_NOTICED).says(String.format(Locale.ROOT, "noticed after %.1f s", slowest));
    }
  }

  /** The proxy, which {@link #firstEver} left out, counts the Overlord's log streams. */
  private static void byProxyAgain(ScenarioContext context) throws Exception {
    if (!context.quick()) {
      OverlordRestart.byProxy(context, Map.of());
    }
  }

  /** An answer without a byte counts as long as was waited for one. */
  private static void sample(
      ScenarioContext context, Route route, Follower follower, Duration waited) throws IOException {
    if (follower.failure().isPresent() || follower.status() != 200) {
      throw new IOException(
          route + ": status " + follower.status() + " " + follower.failure().orElse(""));
    }
    Map<String, String> labels = route.labels("quiet");
    follower.headersAfter().ifPresent(s -> context.recorder().sample("headers", labels, "s", s));
    double first = follower.firstByteAfter().orElse(waited.toMillis() / 1e3);
    context.recorder().sample("first-decoded-byte", labels, "s", first);
  }

  private static double median(ScenarioContext context, String name, Map<String, String> labels) {
    List<Double> samples = context.recorder().of(name, labels);
    return samples.isEmpty() ? Double.NaN : Statistics.of(samples).median();
  }

  /** Whether snapshots begin at the offset that was requested. */
  private static void offsets(ScenarioContext context) throws Exception {
    String task = GeneratedLog.start(context, "quiet", 30);
    byte[] whole = GeneratedLog.written(context, context.pods().awaitStarted(task, START));
    int wrong = 0;
    Map<String, byte[]> expected = new LinkedHashMap<>();
    expected.put("0", whole);
    expected.put("100", Arrays.copyOfRange(whole, 100, whole.length));
    expected.put("-100", Arrays.copyOfRange(whole, whole.length - 100, whole.length));
    expected.put(String.valueOf(whole.length + 10), new byte[0]);
    for (Map.Entry<String, byte[]> offset : expected.entrySet()) {
      Optional<byte[]> found =
          GeneratedLog.snapshot(
              context,
              Target.of(context.services().overlord().log(task, "?offset=" + offset.getKey())));
      boolean right = found.isPresent() && Arrays.equals(found.get(), offset.getValue());
      wrong += right ? 0 : 1;
      String label = offset.getKey().length() > 4 ? "past-the-end" : offset.getKey();
      context.recorder().sample("snapshot-wrong", Map.of("offset", label), "1", right ? 0 : 1);
    }
    context
        .row("Log snapshot with an offset")
        .within(OFFSETS)
        .says(
            wrong == 0
                ? "right for all " + expected.size() + " offsets"
                : "wrong for " + wrong + " of " + expected.size() + " offsets");
  }

  /** Follows a growing log by all routes at once, to its end. */
  private static Map<Route, Optional<String>> shape(
      ScenarioContext context, String shape, int seconds, int every) throws Exception {
    String task = GeneratedLog.start(context, shape, seconds);
    String pod = context.pods().awaitStarted(task, START);
    Map<Route, Following> followings = new LinkedHashMap<>();
    try {
      List<Route> all = new ArrayList<>(List.of(REFERENCE));
      all.addAll(ROUTES);
      for (Route route : all) {
        Path file =
            Files.createTempFile(context.scratch(), route.name() + "-" + route.encoding(), ".log");
        followings.put(route, Following.open(target(context, route, task, pod), file, every));
      }
      Duration patience = Duration.ofSeconds(seconds).plus(END);
      for (Following following : followings.values()) {
        following.follower().awaitEnd(patience);
      }
      Following reference = followings.get(REFERENCE);
      reference.close();
      Map<Route, Optional<String>> found = new LinkedHashMap<>();
      for (Map.Entry<Route, Following> following : followings.entrySet()) {
        following.getValue().close();
        found.put(
            following.getKey(),
            Live.judge(
                context.recorder(),
                following.getKey().labels(shape),
                shape,
                following.getKey().name() + " " + following.getKey().encoding(),
                following.getValue(),
                reference));
      }
      return found;
    } finally {
      for (Following following : followings.values()) {
        following.close();
      }
    }
  }
}
