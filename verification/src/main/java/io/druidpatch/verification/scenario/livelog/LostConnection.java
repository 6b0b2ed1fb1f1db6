package io.druidpatch.verification.scenario.livelog;

import io.druidpatch.verification.follow.Follower;
import io.druidpatch.verification.follow.Recording;
import io.druidpatch.verification.follow.Target;
import io.druidpatch.verification.scenario.GeneratedLog;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A follower of a log while the connection between the Overlord and the Kubernetes API is cut
 * repeatedly. Its bytes are compared with those of an undisturbed stream from the API server.
 */
public final class LostConnection implements Scenario {
  private static final String BYTES = "The same bytes though the connection to Kubernetes is lost";

  private static final Duration BETWEEN = Duration.ofSeconds(1);
  private static final Duration END = Duration.ofMinutes(1);

  /** How long the Overlord may take until there is a connection again that can be cut. */
  private static final Duration AGAIN = Duration.ofSeconds(10);

  @Override
  public String name() {
    return "lost-connection";
  }

  @Override
  public String question() {
    return "Does a followed log stay whole when the connection to Kubernetes is lost?";
  }

  @Override
  public List<String> thresholds() {
    return List.of(BYTES);
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    int cuts = context.quick() ? 5 : 20;
    int seconds = 2 * cuts + 10;
    String task = GeneratedLog.start(context, "second", seconds);
    String pod = context.pods().awaitStarted(task, END);
    int faulted = 0;
    try (Recording mine = new Recording(Files.createTempFile(context.scratch(), "cut", ".log"));
        Recording whole = new Recording(Files.createTempFile(context.scratch(), "whole", ".log"));
        Follower reference = Follower.open(context.pods().log(pod, true), whole);
        Follower follower =
            Follower.open(
                Target.of(context.services().overlord().log(task, "?follow=true")), mine)) {
      while (faulted < cuts && !follower.awaitEnd(BETWEEN) && cut(context, pod, follower)) {
        faulted++;
      }
      boolean ended = follower.awaitEnd(Duration.ofSeconds(seconds).plus(END));
      reference.awaitEnd(Duration.ofSeconds(seconds).plus(END));
      if (reference.endAfter().isEmpty()) {
        throw new IOException("the Kubernetes API did not give the whole log of " + pod);
      }
      boolean equal = record(context, cuts, faulted, ended, follower, mine, whole);
      if (equal && faulted < cuts) {
        throw new IOException(
            "only " + faulted + " of " + cuts + " times was there a connection to cut");
      }
    }
  }

  /** Cuts the stream of the log once it is there; false if it does not come, or the answer ends. */
  private static boolean cut(ScenarioContext context, String pod, Follower follower)
      throws Exception {
    // Not one that is kept for the next request: its end does nothing to this log.
    Predicate<String> stream = r -> r.contains("/" + pod + "/log?") && r.contains("follow=true");
    AtomicInteger cut = new AtomicInteger();
    ScenarioContext.await(
        AGAIN,
        () -> cut.addAndGet(context.api().cut(stream)) > 0 || follower.awaitEnd(Duration.ZERO));
    return cut.get() > 0;
  }

  /** Returns whether the follower got the same bytes, and a proper end. */
  private static boolean record(
      ScenarioContext context,
      int cuts,
      int faulted,
      boolean ended,
      Follower follower,
      Recording mine,
      Recording whole)
      throws IOException {
    Map<String, String> labels = Map.of("cuts", String.valueOf(cuts));
    long missing = whole.bytes() - mine.bytes();
    boolean equal =
        ended
            && follower.failure().isEmpty()
            && missing == 0
            && mine.firstDifference(whole.file()) < 0;
    context.recorder().sample("connections-cut", labels, "1", faulted);
    context.recorder().sample("bytes-differing", labels, "1", equal ? 0 : 1);
    context.recorder().sample("bytes-missing", labels, "bytes", (double) missing);
    context
        .row("HTTP live streaming: connection to Kubernetes lost")
        .within(BYTES)
        .says(
            (equal ? "bytes equal" : difference(missing) + how(ended, follower))
                + "; "
                + faulted
                + " connections cut");
    return equal;
  }

  private static String difference(long missing) {
    return missing < 0 ? -missing + " bytes too many" : missing + " bytes short";
  }

  private static String how(boolean ended, Follower follower) {
    return follower.failure().map(why -> ", broke off: " + why).orElse(ended ? "" : ", no end");
  }
}
