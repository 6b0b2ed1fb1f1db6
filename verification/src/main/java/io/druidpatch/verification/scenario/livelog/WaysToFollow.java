package io.druidpatch.verification.scenario.livelog;

import io.druidpatch.verification.embedded.EmbeddedCluster;
import io.druidpatch.verification.fault.Fault;
import io.druidpatch.verification.follow.Arrivals;
import io.druidpatch.verification.follow.Follower;
import io.druidpatch.verification.follow.Sink;
import io.druidpatch.verification.follow.Target;
import io.druidpatch.verification.scenario.GeneratedLog;
import io.druidpatch.verification.scenario.OverlordRestart;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Followers other than a fast client of a task that runs: one that asks before the task's pod has
 * started, one that wants the last bytes of the log and what follows, and one whose client is
 * slower than the log is written. Each has to get each line that it asked for, once, and a proper
 * end.
 */
public final class WaysToFollow implements Scenario {
  private static final String WHOLE = "A follower gets each line, whichever way it follows";

  private static final String SPOOL = "druid.indexer.runner.logFollow.maxSpoolSize";

  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration END = Duration.ofMinutes(2);

  /** Says where an answer's first byte is in the log. */
  private static final String POSITION = "x-druid-task-log-offset";

  /** Of a line of the log of a line a second. */
  private static final int LINE = 80;

  /** How many of a log's last lines are asked for. */
  private static final int LAST = 10;

  /** What the slow client takes in a second; the log gets 800,000 bytes. */
  private static final double SLOW = 400_000;

  /** All bytes of that log. */
  private static final long WRITTEN = 40 * 800_000;

  private static final String SLOW_ROW = "Live log: followed by a client half as fast as it";

  @Override
  public String name() {
    return "ways-to-follow";
  }

  @Override
  public String question() {
    return "Is a log followed before its pod starts, from its end, and by a slow client?";
  }

  @Override
  public List<String> thresholds() {
    return List.of(WHOLE);
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    early(context);
    fromEnd(context);
    try {
      // Less than the client is behind in the end, so that the log has to wait for it.
      OverlordRestart.byProxy(context, Map.of(SPOOL, "1MiB"));
      slow(context);
    } finally {
      OverlordRestart.byProxy(context, Map.of(SPOOL, "256MiB"));
    }
  }

  /** Whoever starts a task wants its log from the first line on. */
  private static void early(ScenarioContext context) throws Exception {
    context.says("ways-to-follow: before the pod starts");
    String task = ScenarioContext.id("talk-second-20");
    Target target = Target.of(context.services().overlord().log(task, "?follow=true"));
    Arrivals came = new Arrivals(1);
    Arrivals container = new Arrivals(1);
    context.api().set(Fault.pause().on("POST ", "/jobs"));
    try {
      context.services().overlord().submitNoop(task, Duration.ofSeconds(20));
      if (!ScenarioContext.await(START, () -> context.api().faulted() > 0)) {
        throw new IOException("no job is made for " + task + ", so nothing is shown");
      }
      try (Follower follower = Follower.open(target, came)) {
        Thread.sleep(5_000);
        context.api().set(Fault.none());
        String pod = context.pods().awaitStarted(task, START);
        try (Follower reference = Follower.open(context.pods().log(pod, true), container)) {
          reference.awaitEnd(END);
          follower.awaitEnd(END);
        }
        record(
            context,
            "early",
            "Live log: followed before its pod starts",
            follower,
            came,
            container,
            0);
      }
    } finally {
      context.api().set(Fault.none());
    }
  }

  private static void fromEnd(ScenarioContext context) throws Exception {
    context.says("ways-to-follow: from the end");
    String task = GeneratedLog.start(context, "second", 40);
    String pod = context.pods().awaitStarted(task, START);
    String query = "?follow=true&offset=-" + LAST * LINE;
    Target target = Target.of(context.services().overlord().log(task, query));
    Arrivals came = new Arrivals(1);
    Arrivals container = new Arrivals(1);
    try (Follower reference = Follower.open(context.pods().log(pod, true), container)) {
      if (!ScenarioContext.await(END, () -> container.next() >= 2 * LAST)) {
        throw new IOException(pod + " has not written " + 2 * LAST + " lines");
      }
      long first = container.next() - LAST;
      try (Follower follower = Follower.open(target, came)) {
        reference.awaitEnd(END);
        follower.awaitEnd(END);
        record(
            context,
            "from-end",
            "Live log: followed from its last " + LAST * LINE + " bytes",
            follower,
            came,
            container,
            first);
      }
    }
  }

  private static void slow(ScenarioContext context) throws Exception {
    context.says("ways-to-follow: a slow client");
    String task = GeneratedLog.start(context, "fast", 40);
    String pod = context.pods().awaitStarted(task, START);
    if (!(context.cluster() instanceof EmbeddedCluster)
        && Rotation.rotatesAt(context.pods().node(pod)).filter(at -> at < WRITTEN).isPresent()) {
      // Who is two rotations behind cannot have all of a log, however it is followed.
      context.row(SLOW_ROW).notMeasured("the kubelet rotates a log of " + WRITTEN + " bytes");
      return;
    }
    Target target = Target.of(context.services().overlord().log(task, "?follow=true"));
    Arrivals came = new Arrivals(1);
    Arrivals container = new Arrivals(1);
    try (Follower reference = Follower.open(context.pods().log(pod, true), container);
        Follower follower = Follower.open(target, came.and(atPace()))) {
      reference.awaitEnd(END);
      follower.awaitEnd(END);
      record(context, "slow", SLOW_ROW, follower, came, container, 0);
    }
  }

  /** Takes bytes no faster than a slow client does. */
  private static Sink atPace() {
    long[] taken = new long[1];
    return (buffer, from, length, seconds) -> {
      taken[0] += length;
      double wait = taken[0] / SLOW - seconds;
      if (wait > 0) {
        try {
          Thread.sleep((long) (wait * 1000));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException();
        }
      }
    };
  }

  /**
   * Records what came beside what the container wrote.
   *
   * @param first the number of the first line that has to come. A log's end is found by reading, so
   *     that it may be one that is written a moment later
   */
  private static void record(
      ScenarioContext context,
      String way,
      String row,
      Follower follower,
      Arrivals came,
      Arrivals container,
      long first)
      throws IOException {
    if (!container.ended() || container.wrongBytes() != 0) {
      throw new IOException("the Kubernetes API did not give the log, so nothing is shown");
    }
    List<Arrivals.LogLine> lines = came.lines();
    long from = lines.isEmpty() ? 0 : lines.get(0).number();
    // Who asked for the last bytes knows by the header alone where to go on after a break.
    String position = follower.headers().get(POSITION);
    boolean placed =
        first == 0
            ? from == 0
            : Math.abs(from - first) <= 1 && String.valueOf(from * LINE).equals(position);
    boolean whole =
        came.ended() && came.wrongBytes() == from * LINE && lines.size() == came.next() - from;
    boolean proper = follower.endAfter().isPresent();
    Map<String, String> labels = Map.of("way", way);
    context.recorder().sample("log-wrong", labels, "1", placed && whole && proper ? 0 : 1);
    context
        .row(row)
        .within(labels, WHOLE)
        .says(
            follower.status() == 200
                ? String.format(
                    Locale.ROOT,
                    "lines %d to %d of %d%s%s, %s",
                    from,
                    came.next(),
                    container.next(),
                    first == 0
                        ? ""
                        : position == null
                            ? ", its position not named"
                            : ", its position " + position,
                    whole || !came.ended() ? "" : ", some lost or repeated",
                    proper
                        ? "a proper end"
                        : follower.failure().map(w -> "broken off").orElse("no end"))
                : "status " + follower.status());
  }
}
