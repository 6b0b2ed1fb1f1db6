package io.druidpatch.verification.inprocess;

import io.druidpatch.verification.follow.Follower;
import io.druidpatch.verification.follow.Following;
import io.druidpatch.verification.follow.Sink;
import io.druidpatch.verification.follow.Target;
import io.druidpatch.verification.measure.Figure;
import io.druidpatch.verification.measure.Statistics;
import io.druidpatch.verification.scenario.Live;
import io.druidpatch.verification.scenario.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * How a log that is being written arrives over HTTP, plain and gzip, compared with the same log
 * read directly; and what happens when the client goes away.
 *
 * <p>Longer than 350 lines: a scenario is read from its first step to its last.
 */
final class FollowedLog implements LogScenario {
  /** How long an answer may take that counts as immediate. */
  private static final Duration AT_ONCE = Duration.ofMillis(500);

  private static final String BYTES = "In process, the same bytes by every encoding";
  private static final String NOTICED = "In process, a client that went away is noticed";

  /** How long to wait until Druid notices that a client went away: longer than the limit. */
  private static final Duration GONE = Duration.ofSeconds(2);

  /** How long a quiet log lives if the scenario does not end it. */
  private static final long QUIET_MILLIS = 60_000;

  /** How long an answer may take to end after its log. */
  private static final Duration END = Duration.ofSeconds(20);

  /** For how long first bytes do not count. */
  private static final Duration WARM_UP = Duration.ofSeconds(4);

  /** Milliseconds between one follower's first byte and the next follower's request. */
  private static final long PAUSE = 5;

  /** How many logs of a line a second there are at a time, begun one after another. */
  private static final int SECOND_LOGS = 3;

  private enum Route {
    DIRECT("direct", "identity"),
    IDENTITY("overlord", "identity"),
    GZIP("overlord", "gzip");

    private final String route;
    private final String encoding;

    Route(String route, String encoding) {
      this.route = route;
      this.encoding = encoding;
    }

    Map<String, String> labels(String log) {
      return Map.of("route", route, "encoding", encoding, "log", log);
    }

    String title() {
      return this == GZIP ? "Overlord, gzip" : "Overlord";
    }

    /** How limits that are for one route are called. */
    String limit() {
      return "Overlord, " + encoding;
    }

    Target target(LogServer server, String task) {
      return this == DIRECT
          ? Target.of(server.plain(task))
          : Target.of(server.log(task)).with("Accept-Encoding", encoding);
    }
  }

  private static final List<Route> OVERLORD = List.of(Route.IDENTITY, Route.GZIP);

  @Override
  public String name() {
    return "first-byte";
  }

  @Override
  public String question() {
    return "When does a line that a task writes reach somebody who follows its log over HTTP?";
  }

  @Override
  public void run(Benches benches, boolean quick, int repeat, Consumer<String> progress)
      throws InterruptedException {
    int rounds = quick ? 2 : 3;
    int requests = Math.max(repeat, quick ? 8 : 25);
    progress.accept("warming up");
    benches.together(bench -> warmUp(bench, quick ? WARM_UP.dividedBy(2) : WARM_UP));
    Map<String, List<Route>> held = new HashMap<>();
    for (int round = 1; round <= rounds; round++) {
      progress.accept("first bytes, round " + round + " of " + rounds);
      boolean last = round == rounds;
      benches.inTurn(bench -> held.put(bench.subject(), quiet(bench, requests, last)));
    }
    progress.accept("a line a second, followed to the log's end");
    Map<String, Map<Route, String>> wrong = new ConcurrentHashMap<>();
    long seconds = quick ? 4 : 10;
    benches.together(bench -> wrong.put(bench.subject(), second(bench, seconds, quick)));
    progress.accept("10,000 lines a second");
    benches.inTurn(bench -> grow(bench, "fast", quick ? 500 : 1_500, 100));
    for (Bench bench : benches.standing()) {
      for (Route route : OVERLORD) {
        String what = wrong.get(bench.subject()).get(route);
        bench
            .row("HTTP live streaming: " + route.title())
            .within(
                "In process, first byte, " + route.limit(),
                "In process, lag of lines, " + route.limit())
            .within(Map.of("route", route.route, "encoding", route.encoding), BYTES)
            .says(
                first(bench, route, held.get(bench.subject()).contains(route))
                    + "; "
                    + Live.lag(
                        bench.recorder(),
                        route.labels("second"),
                        Route.DIRECT.labels("second"),
                        Statistics::median,
                        "the direct reading's (median)")
                    + (what == null ? "" : "; " + what));
      }
      gone(bench);
    }
  }

  /** A JVM spends its first answers mostly on class loading. */
  private static void warmUp(Bench bench, Duration time) throws Exception {
    String task = bench.server().write("quiet", QUIET_MILLIS);
    long until = System.nanoTime() + time.toNanos();
    List<Route> routes = new ArrayList<>(List.of(Route.values()));
    List<Follower> open = new ArrayList<>();
    try {
      while (System.nanoTime() < until && !routes.isEmpty()) {
        for (Route route : List.copyOf(routes)) {
          Follower follower = Follower.open(route.target(bench.server(), task), Sink.none());
          open.add(follower);
          follower.awaitFirstByte(AT_ONCE);
          if (follower.firstByteAfter().isPresent()) {
            follower.close();
          } else if (follower.failure().isPresent()) {
            throw new IOException(route + ": " + follower.failure().get());
          } else {
            // The server withholds the log; one wait for that is enough.
            routes.remove(route);
          }
        }
      }
    } finally {
      open.forEach(Follower::close);
      bench.server().end(task);
    }
  }

  /**
   * First bytes from a log that has something in it and gets no more: by turns of the routes.
   *
   * @param last whether to look, too, what becomes of a client that goes away
   * @return the routes by which nothing came before the log's end
   */
  private static List<Route> quiet(Bench bench, int requests, boolean last) throws Exception {
    String task = bench.server().write("quiet", QUIET_MILLIS);
    Map<Route, Follower> held = new LinkedHashMap<>();
    List<Route> order = new ArrayList<>(List.of(Route.values()));
    boolean ended = false;
    try {
      for (int i = 0; i < requests; i++) {
        Collections.rotate(order, 1);
        for (Route route : order) {
          if (held.containsKey(route)) {
            continue;
          }
          Follower follower = Follower.open(route.target(bench.server(), task), Sink.none());
          follower.awaitFirstByte(AT_ONCE);
          if (follower.firstByteAfter().isPresent() || follower.failure().isPresent()) {
            follower.close();
            sample(bench, route, follower, AT_ONCE);
            Thread.sleep(PAUSE);
          } else {
            held.put(route, follower);
          }
        }
      }
      if (last) {
        for (Route route : OVERLORD) {
          leave(bench, route);
        }
      }
      bench.server().end(task);
      ended = true;
      for (Map.Entry<Route, Follower> late : held.entrySet()) {
        late.getValue().awaitFirstByte(END);
        sample(bench, late.getKey(), late.getValue(), END);
      }
    } finally {
      held.values().forEach(Follower::close);
      if (!ended) {
        bench.server().end(task);
      }
    }
    return List.copyOf(held.keySet());
  }

  /** An answer without a byte counts as long as was waited for one. */
  private static void sample(Bench bench, Route route, Follower follower, Duration waited)
      throws IOException {
    if (follower.failure().isPresent() || follower.status() != 200) {
      throw new IOException(
          "route " + route + ": status " + follower.status() + " " + follower.failure().orElse(""));
    }
    Map<String, String> labels = route.labels("quiet");
    follower.headersAfter().ifPresent(s -> bench.recorder().sample("headers", labels, "s", s));
    double first = follower.firstByteAfter().orElse(waited.toMillis() / 1e3);
    bench.recorder().sample("first-decoded-byte", labels, "s", first);
  }

  /** A client of a silent log goes away: no failed write shows it. */
  private static void leave(Bench bench, Route route) throws Exception {
    LogServer server = bench.server();
    String task = server.write("quiet", QUIET_MILLIS);
    try {
      Follower follower = Follower.open(route.target(server, task), Sink.none());
      follower.awaitFirstByte(AT_ONCE);
      if (follower.endAfter().isPresent() || !follows(server, task)) {
        // A snapshot has ended, so no client can go away.
        follower.close();
        return;
      }
      follower.close();
      long since = System.nanoTime();
      boolean noticed = Bench.await(GONE, () -> server.readers(task) == 0);
      double seconds = noticed ? (System.nanoTime() - since) / 1e9 : GONE.toSeconds();
      bench.recorder().sample("client-gone-noticed", route.labels("quiet"), "s", seconds);
      bench.recorder().sample("streams-left-open", route.labels("quiet"), "1", noticed ? 0 : 1);
    } finally {
      server.end(task);
    }
  }

  /** An answer that has its first byte may be a snapshot that is about to end. */
  private static boolean follows(LogServer server, String task) throws Exception {
    return !Bench.await(Duration.ofMillis(200), () -> server.readers(task) == 0);
  }

  private static void gone(Bench bench) {
    List<Double> seconds = new ArrayList<>();
    double left = 0;
    for (Route route : OVERLORD) {
      seconds.addAll(bench.recorder().of("client-gone-noticed", route.labels("quiet")));
      for (double one : bench.recorder().of("streams-left-open", route.labels("quiet"))) {
        left += one;
      }
    }
    Row row = bench.row("A client of a silent log goes away").within(NOTICED);
    if (seconds.isEmpty()) {
      row.notMeasured("the answer was a snapshot");
    } else if (left > 0) {
      row.says(
          "not noticed in "
              + GONE.toSeconds()
              + " s: its stream and its request thread stay until the log ends");
    } else {
      row.says("noticed after " + Figure.of(Collections.max(seconds), "s") + ", its stream closed");
    }
  }

  /**
   * Several logs of a line a second, each begun a part of a second after the one before; returns
   * what was wrong with a route's answer, where something was.
   */
  private static Map<Route, String> second(Bench bench, long seconds, boolean quick)
      throws Exception {
    List<Growing> logs = new ArrayList<>();
    try {
      for (int i = 0; i < (quick ? 1 : SECOND_LOGS); i++) {
        if (i > 0) {
          Thread.sleep(1_000 / SECOND_LOGS);
        }
        logs.add(Growing.open(bench, "second", seconds * 1_000, 1));
      }
      Map<Route, String> wrong = new HashMap<>();
      for (Growing log : logs) {
        log.judge().forEach(wrong::putIfAbsent);
      }
      return wrong;
    } finally {
      for (Growing log : logs) {
        log.close();
      }
    }
  }

  private static void grow(Bench bench, String shape, long millis, int every) throws Exception {
    try (Growing log = Growing.open(bench, shape, millis, every)) {
      log.judge();
    }
  }

  /** A log that grows, followed by all routes. */
  private record Growing(Bench bench, String shape, long millis, Map<Route, Following> followings)
      implements AutoCloseable {
    static Growing open(Bench bench, String shape, long millis, int every) throws Exception {
      String task = bench.server().write(shape, millis);
      Growing log = new Growing(bench, shape, millis, new LinkedHashMap<>());
      for (Route route : Route.values()) {
        log.followings.put(
            route,
            Following.open(
                route.target(bench.server(), task),
                Files.createTempFile(bench.scratch(), shape, ".log"),
                every));
      }
      return log;
    }

    Map<Route, String> judge() throws Exception {
      for (Following following : followings.values()) {
        following.follower().awaitEnd(Duration.ofMillis(millis).plus(END));
      }
      close();
      Following reference = followings.get(Route.DIRECT);
      Map<Route, String> found = new HashMap<>();
      for (Map.Entry<Route, Following> following : followings.entrySet()) {
        Route route = following.getKey();
        Live.judge(
                bench.recorder(),
                route.labels(shape),
                shape,
                route.route + " " + route.encoding,
                following.getValue(),
                reference)
            .ifPresent(what -> found.put(route, what));
      }
      return found;
    }

    @Override
    public void close() throws IOException {
      for (Following following : followings.values()) {
        following.close();
      }
    }
  }

  private static String first(Bench bench, Route route, boolean held) {
    double value = median(bench, route);
    return held
        ? "first byte after " + Figure.of(value, "s") + ", at the log's end"
        : "first byte "
            + Figure.of(value, "s")
            + ", "
            + Figure.number(value / median(bench, Route.DIRECT))
            + " times the direct reading's";
  }

  private static double median(Bench bench, Route route) {
    List<Double> samples = bench.recorder().of("first-decoded-byte", route.labels("quiet"));
    return samples.isEmpty() ? Double.NaN : Statistics.of(samples).median();
  }
}
