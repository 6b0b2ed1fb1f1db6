package io.druidpatch.verification.scenario.livelog;

import io.druidpatch.verification.fault.Fault;
import io.druidpatch.verification.fault.FaultProxy;
import io.druidpatch.verification.follow.Arrivals;
import io.druidpatch.verification.follow.ReturningFollower;
import io.druidpatch.verification.follow.Target;
import io.druidpatch.verification.scenario.GeneratedLog;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import io.druidpatch.verification.scenario.SecureWay;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A follower of a log that gets a line a second, while what is behind the Overlord's answer goes
 * away: the connection to the Kubernetes API dies and nobody is told, over HTTP/1.1 and over
 * HTTP/2, also where one is kept for the next follower, the API server restarts, and the Overlord
 * loses the leadership. The follower comes back where an answer breaks off, as a client has to that
 * wants the whole log.
 */
public final class SilentConnection implements Scenario {
  private static final String SILENCE = "Longest silence of a followed log";
  private static final String BYTES = "No byte lost or repeated in a followed log";
  private static final String PROPER_END = "A proper end of a followed log";

  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration END = Duration.ofSeconds(60);

  /** Before a client comes back. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** How long the API server is away. */
  private static final Duration AWAY = Duration.ofSeconds(5);

  /**
   * How long a task is left in peace before, in seconds; and until the Overlord has let go of a
   * follower that has left.
   */
  private static final int PEACE = 6;

  /** What happens to the connections; returns how many it hit. */
  @FunctionalInterface
  private interface Event {
    int happens(ScenarioContext context) throws Exception;
  }

  @Override
  public String name() {
    return "silent-connection";
  }

  @Override
  public String question() {
    return "How long is a followed log silent when what it comes by dies, and is it whole?";
  }

  @Override
  public List<String> thresholds() {
    return List.of(SILENCE, BYTES, PROPER_END);
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    follow(
        context,
        "http1",
        "Live log: connection to Kubernetes dies silently, HTTP/1.1",
        Optional.empty(),
        t ->
            // Not a snapshot's connection, which has nothing more to come.
            t.api().silence(r -> r.contains("/log?") && r.contains("follow=true")));
    follow(
        context,
        "api-restart",
        "Live log: Kubernetes API restarts",
        Optional.empty(),
        SilentConnection::restart);
    follow(
        context,
        "leadership",
        "Live log: Overlord loses leadership",
        Optional.empty(),
        t -> {
          t.services().loseLeadership();
          return 1;
        });
    try (SecureWay way = SecureWay.take(context)) {
      FaultProxy proxy = way.proxy();
      follow(
          context,
          "http2",
          "Live log: connection to Kubernetes dies silently, HTTP/2",
          Optional.empty(),
          t -> proxy.silence(request -> true));
      follow(
          context,
          "kept",
          "Live log: kept connection to Kubernetes dies silently before a follow",
          Optional.of(proxy),
          t -> proxy.silence(request -> true));
    }
  }

  private static int restart(ScenarioContext context) throws Exception {
    int open = context.logStreams();
    if (!context.cluster().restartApi(AWAY)) {
      context.api().set(Fault.refuse());
      try {
        Thread.sleep(AWAY.toMillis());
      } finally {
        context.api().set(Fault.none());
      }
    }
    return open;
  }

  /**
   * Follows a log while the event happens.
   *
   * @param late where the follower that is measured comes after the event: the way to the API. A
   *     follower that has gone before the event leaves a connection there, which is kept for the
   *     next one; this has to be hit
   */
  private static void follow(
      ScenarioContext context, String event, String row, Optional<FaultProxy> late, Event what)
      throws Exception {
    context.says("silent-connection: " + event);
    int seconds = PEACE + (context.quick() ? 35 : 60);
    String task = GeneratedLog.start(context, "second", seconds);
    Arrivals arrivals = new Arrivals(1);
    Target target = Target.of(context.services().overlord().log(task, "?follow=true"));
    int faulted = 0;
    double from = 0;
    try {
      if (late.isPresent()) {
        int before = late.get().made();
        ReturningFollower earlier = ReturningFollower.open(target, new Arrivals(1), PAUSE);
        Thread.sleep(Duration.ofSeconds(PEACE).toMillis());
        earlier.close();
        Thread.sleep(Duration.ofSeconds(PEACE).toMillis());
        int kept = late.get().openSince(before);
        from = Arrivals.now();
        faulted = Math.min(kept, what.happens(context));
      }
      try (ReturningFollower follower = ReturningFollower.open(target, arrivals, PAUSE)) {
        if (late.isEmpty()) {
          Thread.sleep(Duration.ofSeconds(PEACE).toMillis());
          from = Arrivals.now();
          faulted = what.happens(context);
        }
        context.recorder().sample("faulted-connections", Map.of("event", event), "1", faulted);
        boolean ended = follower.awaitEnd(Duration.ofSeconds(seconds).plus(END));
        // From the task's own end on there is nothing more to come.
        double until = ended && arrivals.ended() ? lastArrival(arrivals) : from + seconds - PEACE;
        double silence = arrivals.silence(from, until);
        boolean falseEnd = record(context, event, row, follower, arrivals, ended, silence);
        if (faulted == 0 && !falseEnd) {
          throw new IOException(event + " hit no connection, so nothing was tested");
        }
      }
    } finally {
      // One whose end nobody hears of would hold the next one up.
      context.pods().remove(task);
      ScenarioContext.await(START, context.services().overlord()::leads);
    }
  }

  /** Returns whether the answer had a proper end before the log's. */
  private static boolean record(
      ScenarioContext context,
      String event,
      String row,
      ReturningFollower follower,
      Arrivals arrivals,
      boolean ended,
      double silence) {
    boolean falseEnd = ended && !arrivals.ended();
    Map<String, String> labels = Map.of("event", event);
    context.recorder().sample("longest-silence", labels, "s", silence);
    context.recorder().sample("wrong-bytes", labels, "bytes", (double) arrivals.wrongBytes());
    context.recorder().sample("no-proper-end", labels, "1", ended && !falseEnd ? 0 : 1);
    context.recorder().sample("answers", labels, "1", follower.answers());
    context
        .row(row)
        .within(labels, SILENCE, BYTES, PROPER_END)
        .says(
            String.format(
                Locale.ROOT,
                "longest silence %.1f s, %d bytes lost or repeated; %s",
                silence,
                arrivals.wrongBytes(),
                falseEnd
                    ? "a proper end after " + arrivals.next() + " lines, before the log's"
                    : ended
                        ? follower.answers() + (follower.answers() == 1 ? " answer" : " answers")
                        : "no end; " + follower.last()));
    return falseEnd;
  }

  private static double lastArrival(Arrivals arrivals) {
    List<Arrivals.LogLine> lines = arrivals.lines();
    return lines.get(lines.size() - 1).arrived();
  }
}
