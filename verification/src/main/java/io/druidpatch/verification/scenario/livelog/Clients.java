package io.druidpatch.verification.scenario.livelog;

import io.druidpatch.verification.follow.Arrivals;
import io.druidpatch.verification.follow.Follower;
import io.druidpatch.verification.measure.Statistics;
import io.druidpatch.verification.scenario.GeneratedLog;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The lag of lines with the clients that people use, of a log that gets a line a second: above the
 * lag of the Kubernetes API's own stream of the same pod at the same time.
 */
public final class Clients implements Scenario {
  private static final String LAG = "Lag of lines in people's clients";
  private static final String LINES = "All lines in people's clients";

  private static final List<String> ROUTES = List.of("overlord", "router");
  private static final List<String> ENCODINGS = List.of(ClientProgram.IDENTITY, ClientProgram.GZIP);

  /** How long a client may take until it follows: a browser's start, a program's compilation. */
  private static final Duration START = Duration.ofSeconds(40);

  /**
   * How long a client runs before its lines count. A browser that has just begun still starts
   * processes of its own, which made one line in thirty up to 300 ms late, whatever the server did.
   */
  private static final Duration SETTLE = Duration.ofSeconds(5);

  /** The largest lag that is waited for. */
  private static final Duration LATE = Duration.ofSeconds(3);

  private static final long END_SECONDS = 5;

  @Override
  public String name() {
    return "clients";
  }

  @Override
  public String question() {
    return "How late do lines of a followed log come to the clients that people use?";
  }

  @Override
  public List<String> thresholds() {
    return List.of(LAG, LINES);
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    int seconds = context.quick() ? 6 : 30;
    List<ClientProgram> programs = ClientProgram.all(context.clients(), context.scratch());
    int life =
        programs.size()
            * (int) (START.plus(SETTLE).plus(LATE).toSeconds() + seconds + 2 * END_SECONDS);
    String task = GeneratedLog.start(context, "second", life);
    String pod = context.pods().awaitStarted(task, START);
    Arrivals reference = new Arrivals(1);
    try (Follower kubernetes = Follower.open(context.pods().log(pod, true), reference)) {
      for (ClientProgram program : programs) {
        context.says("clients: " + program.name());
        Optional<String> missing = program.missing(context.scratch());
        if (missing.isPresent()) {
          context.row(row(program)).notMeasured(missing.get());
          continue;
        }
        drive(context, program, task, reference, seconds);
        if (kubernetes.endAfter().isPresent() || kubernetes.failure().isPresent()) {
          throw new IOException("the Kubernetes API's own stream of " + pod + " has ended");
        }
      }
    } finally {
      context.services().overlord().cancel(task);
    }
  }

  private static String row(ClientProgram program) {
    return "Client: " + program.name();
  }

  /** A client on one route with one encoding. */
  private record Seat(String route, String encoding) {
    Map<String, String> labels(ClientProgram program) {
      return Map.of("client", program.name(), "route", route, "encoding", encoding);
    }

    @Override
    public String toString() {
      return (route.equals("router") ? "Router" : "Overlord") + " " + encoding;
    }
  }

  private static void drive(
      ScenarioContext context, ClientProgram program, String task, Arrivals reference, int seconds)
      throws Exception {
    Map<Seat, Driven> driven = new HashMap<>();
    double from;
    double until;
    try {
      for (String route : ROUTES) {
        for (String encoding : ENCODINGS) {
          if (program.words().containsKey(encoding)) {
            Seat seat = new Seat(route, encoding);
            driven.put(seat, new Driven(program, log(context, route, task), encoding, context));
          }
        }
      }
      ScenarioContext.await(START, () -> driven.values().stream().allMatch(Driven::isReady));
      Thread.sleep(SETTLE.toMillis());
      from = Arrivals.now();
      TimeUnit.SECONDS.sleep(seconds);
      until = Arrivals.now();
      Thread.sleep(LATE.toMillis());
    } finally {
      for (Driven one : driven.values()) {
        one.end();
      }
    }
    List<Arrivals.LogLine> api = reference.writtenBetween(from, until);
    if (api.isEmpty()) {
      throw new IOException("the Kubernetes API gave no line in " + seconds + " s");
    }
    Map<String, String> reach = Map.of("client", program.name(), "route", "kubernetes");
    context.recorder().samples("lag", reach, "s", api.stream().map(Arrivals.LogLine::lag).toList());
    double bound = p99(api);
    List<String> figures = new ArrayList<>();
    for (String route : ROUTES) {
      for (String encoding : ENCODINGS) {
        Driven one = driven.get(new Seat(route, encoding));
        if (one == null) {
          continue;
        }
        Seat seat = new Seat(route, encoding);
        List<Arrivals.LogLine> lines = one.arrivals.writtenBetween(from, until);
        Map<String, String> labels = seat.labels(program);
        long missing = Arrivals.missing(api, lines);
        context.recorder().sample("lines-missing", labels, "1", (double) missing);
        List<Double> lags = lines.stream().map(Arrivals.LogLine::lag).toList();
        context.recorder().samples("lag", labels, "s", lags);
        if (lags.isEmpty()) {
          figures.add(seat + " " + one.whyNothing());
          continue;
        }
        double over = p99(lines) - bound;
        context.recorder().sample("lag-over-kubernetes", labels, "s", over);
        figures.add(
            seat
                + " "
                + Math.round(over * 1e3)
                + " ms"
                + (missing > 0 ? ", " + missing + " of " + api.size() + " lines missing" : ""));
      }
    }
    program.unreachable().forEach((encoding, why) -> figures.add(encoding + " never: " + why));
    context
        .row(row(program))
        .within(Map.of("client", program.name()), LAG, LINES)
        .says(String.join("; ", figures));
  }

  private static URI log(ScenarioContext context, String route, String task) {
    return (route.equals("router") ? context.services().router() : context.services().overlord())
        .log(task, "?follow=true");
  }

  private static double p99(List<Arrivals.LogLine> lines) {
    return Statistics.of(lines.stream().map(Arrivals.LogLine::lag).toList()).p99();
  }

  /** A client's process, and what it has printed. */
  private static final class Driven {
    private final double started = Arrivals.now();
    private final Arrivals arrivals = new Arrivals(1);
    private final Process process;
    private final Thread reader;
    private boolean ended;

    Driven(ClientProgram program, URI log, String encoding, ScenarioContext context)
        throws IOException {
      process = program.follow(log, encoding, context.scratch());
      reader = new Thread(this::read, "client " + program.name());
      reader.setDaemon(true);
      reader.start();
    }

    private void read() {
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          int tab = line.indexOf('\t');
          if (tab > 0) {
            arrivals.line(Double.parseDouble(line.substring(0, tab)), line.substring(tab + 1));
          }
        }
      } catch (IOException e) {
        // The process was ended.
      }
    }

    /** Whether the client has a line that was written after its start, or has ended without one. */
    boolean isReady() {
      return !process.isAlive()
          || arrivals.lines().stream().anyMatch(line -> line.written() > started);
    }

    String whyNothing() {
      long before = arrivals.next();
      return ended
          ? "ended after " + before + " lines, as a snapshot does"
          : "no line; " + before + " before";
    }

    /** Ends the client. */
    void end() throws InterruptedException {
      ended = !process.isAlive();
      List<ProcessHandle> below = process.descendants().toList();
      process.destroy();
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      below.forEach(ProcessHandle::destroyForcibly);
      reader.join(Duration.ofSeconds(END_SECONDS).toMillis());
    }
  }
}
