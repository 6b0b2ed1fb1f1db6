package io.druidpatch.verification.scenario.livelog;

import io.druidpatch.verification.embedded.EmbeddedCluster;
import io.druidpatch.verification.embedded.kubelet.LogRotation;
import io.druidpatch.verification.fault.Fault;
import io.druidpatch.verification.fault.FaultProxy;
import io.druidpatch.verification.follow.Arrivals;
import io.druidpatch.verification.follow.Follower;
import io.druidpatch.verification.follow.Target;
import io.druidpatch.verification.scenario.GeneratedLog;
import io.druidpatch.verification.scenario.Pods;
import io.druidpatch.verification.scenario.Row;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A follower of a log that cannot be sent whole, or not for a while. An answer must not end like
 * that of a whole log if it is not: a proper end with status 200 and fewer lines than the container
 * has written is a false end. Where nobody can have the whole log, an answer that breaks off is
 * correct. Where it is there after a while, the answer has to have all of it. An answer that does
 * not come or has no end is never correct.
 *
 * <p>Longer than 350 lines: a scenario is read from its first step to its last.
 */
public final class IncompleteLog implements Scenario {
  private static final String PROPER_END = "No proper end of an incomplete log";
  private static final String END_AT_ALL = "Each answer of an incomplete log ends";
  private static final String WHOLE = "All of a log that is there after a while";

  private static final Duration START = Duration.ofMinutes(3);

  /** How long no byte passes, in seconds. */
  private static final int STILL = 35;

  /** How long an answer's first byte may take where nothing hinders it. */
  private static final Duration ANSWERED = Duration.ofSeconds(10);

  /** How long the answers may take to end after the last fault. */
  private static final Duration END = Duration.ofSeconds(150);

  @Override
  public String name() {
    return "incomplete-log";
  }

  @Override
  public String question() {
    return "Does the answer of a log that cannot be had whole end like that of a whole one?";
  }

  @Override
  public List<String> thresholds() {
    return List.of(PROPER_END, END_AT_ALL, WHOLE);
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    uploading(context);
    removed(context);
    unreadable(context);
    leftOut(context);
  }

  /**
   * The pod is gone while its log is still on its way to the object store. Whoever asks then wants
   * the log, which arrives some seconds later.
   */
  private static void uploading(ScenarioContext context) throws Exception {
    FaultProxy store =
        context
            .store()
            .orElseThrow(() -> new IOException("no fault can be put on this object store"));
    String task = GeneratedLog.start(context, "quiet", 10);
    GeneratedLog.written(context, context.pods().awaitStarted(task, START));
    Asked asked = new Asked();
    try {
      store.set(Fault.pause().on("PUT ", "/logs/" + task));
      if (!ScenarioContext.await(START, () -> store.faulted() > 0)) {
        throw new IOException("the log of " + task + " is not saved, so nothing was tested");
      }
      remove(context, task);
      asked.ask(context, task);
      Thread.sleep(5_000);
      if (context.objects().get(context.services().logKey(task)).isPresent()) {
        throw new IOException("the log of " + task + " is there at once, so nothing was tested");
      }
      store.set(Fault.none());
      asked.awaitEnds();
      // 250 lines and the last.
      judge(context, "uploading", "Incomplete log: pod gone while uploading", asked, 251, true);
    } finally {
      store.set(Fault.none());
      asked.close();
    }
  }

  /** The connection is lost in the middle of the log, and the pod is removed before it returns. */
  private static void removed(ScenarioContext context) throws Exception {
    String task = GeneratedLog.start(context, "second", 120);
    String pod = context.pods().awaitStarted(task, START);
    Arrivals container = new Arrivals(1);
    Asked asked = new Asked();
    try (Follower reference = Follower.open(context.pods().log(pod, true), container)) {
      awaitLine(container, pod);
      asked.ask(context, task);
      Thread.sleep(5_000);
      asked.requireFollowing(context, pod);
      try {
        context.api().set(Fault.refuse());
        Thread.sleep(3_000);
        remove(context, task);
        requireEnd(reference, pod);
      } finally {
        context.api().set(Fault.none());
      }
      asked.awaitEnds();
      judge(
          context,
          "removed",
          "Incomplete log: connection lost, pod removed",
          asked,
          container.next(),
          false);
    } finally {
      asked.close();
    }
  }

  /** Kubelet cannot read the log for a while, and says so in the place of the log. */
  private static void unreadable(ScenarioContext context) throws Exception {
    String task = GeneratedLog.start(context, "second", 30);
    String pod = context.pods().awaitStarted(task, START);
    Arrivals container = new Arrivals(1);
    Asked asked = new Asked();
    try (Follower reference = Follower.open(context.pods().log(pod, true), container)) {
      context.api().set(Fault.unreadableLog().on(Pods.logPath(pod)));
      asked.ask(context, task);
      Thread.sleep(8_000);
      requireFaulted(context);
      context.api().set(Fault.none());
      requireEnd(reference, pod);
      if (!container.ended()) {
        throw new IOException("the Kubernetes API did not give the log, so nothing was tested");
      }
      asked.awaitEnds();
      judge(
          context,
          "unreadable",
          "Incomplete log: kubelet cannot read it for a while",
          asked,
          container.next(),
          true);
    } finally {
      context.api().set(Fault.none());
      asked.close();
    }
  }

  /**
   * No byte passes for so long that the log is rotated more than once. At the end of the file that
   * it reads kubelet goes on with the newest, and leaves out what is between.
   */
  private static void leftOut(ScenarioContext context) throws Exception {
    String row = "Incomplete log: rotated again and again while no byte passes";
    if (!(context.cluster() instanceof EmbeddedCluster embedded)) {
      context.row(row).notMeasured("the embedded kubelet alone is told when to rotate");
      return;
    }
    Asked asked = new Asked();
    try {
      embedded.rotateLogs(Optional.of(new LogRotation(1_500_000, Duration.ofSeconds(10), false)));
      String task = GeneratedLog.start(context, "fast", STILL + 15);
      String pod = context.pods().awaitStarted(task, START);
      Arrivals first = new Arrivals(1_000);
      Follower reference = Follower.open(context.pods().log(pod, true), first);
      try {
        awaitLine(first, pod);
      } finally {
        reference.close();
      }
      asked.ask(context, task);
      Thread.sleep(5_000);
      asked.requireFollowing(context, pod);
      boolean ended = asked.anyEnded();
      context.api().set(Fault.pause().on(Pods.logPath(pod)));
      // Longer than it takes to fill what the connection's buffers hold.
      Thread.sleep(Duration.ofSeconds(STILL).toMillis());
      // An answer that has ended before has a false end, and nothing can hit it.
      if (!ended) {
        requireFaulted(context);
      }
      context.api().set(Fault.none());
      asked.awaitEnds();
      if (asked.anyWhole()) {
        throw new IOException("no file was left out, so nothing was tested");
      }
      // 10,000 lines a second.
      judge(context, "left-out", row, asked, 10_000L * (STILL + 15), false);
    } finally {
      context.api().set(Fault.none());
      embedded.rotateLogs(Optional.empty());
      asked.close();
    }
  }

  private static void requireFaulted(ScenarioContext context) throws IOException {
    if (context.api().faulted() == 0) {
      throw new IOException("the fault hit no request, so nothing was tested");
    }
  }

  /** Who asks too early has the whole of an empty log. */
  private static void awaitLine(Arrivals container, String pod) throws Exception {
    if (!ScenarioContext.await(START, () -> container.next() > 0)) {
      throw new IOException(pod + " has written no line");
    }
  }

  private static void requireEnd(Follower reference, String pod) throws Exception {
    if (!reference.awaitEnd(START)) {
      throw new IOException("the Kubernetes API's own stream of " + pod + " has no end");
    }
  }

  private static void remove(ScenarioContext context, String task) throws Exception {
    context.pods().remove(task);
    if (!ScenarioContext.await(START, () -> context.pods().of(task).isEmpty())) {
      throw new IOException("the pod of " + task + " is not removed");
    }
  }

  /**
   * Records the row.
   *
   * @param written how many lines the log has
   * @param there whether all of it is there in the end
   */
  private static void judge(
      ScenarioContext context, String how, String row, Asked asked, long written, boolean there) {
    List<String> figures = new ArrayList<>();
    asked.answers.forEach(
        (name, answer) -> {
          Map<String, String> labels = Map.of("how", how, "asked", name);
          boolean proper = answer.isProper();
          boolean whole = answer.came().next() >= written && answer.came().wrongBytes() == 0;
          context.recorder().sample("false-end", labels, "1", proper && !whole ? 1 : 0);
          context.recorder().sample("no-end", labels, "1", answer.hasEnd() ? 0 : 1);
          if (there) {
            context.recorder().sample("not-whole", labels, "1", proper && whole ? 0 : 1);
          }
          figures.add(name + ": " + answer.says(written));
        });
    Row made = context.row(row).within(Map.of("how", how), PROPER_END, END_AT_ALL);
    (there ? made.within(Map.of("how", how), WHOLE) : made).says(String.join("; ", figures));
  }

  /** The followers, each with its own kind of request. */
  private static final class Asked {
    private record Answer(Follower follower, Arrivals came) {
      /** Whether it ended as that of a whole log does. */
      boolean isProper() {
        return follower.status() == 200 && follower.endAfter().isPresent();
      }

      /** Whether there is an answer that has ended or broken off. */
      boolean hasEnd() {
        return follower.status() != 0
            && (follower.endAfter().isPresent() || follower.failure().isPresent());
      }

      String says(long written) {
        if (follower.status() != 200) {
          return follower.status() == 0 ? "no answer" : "status " + follower.status();
        }
        long wrong = came.wrongBytes();
        return came.next()
            + " of "
            + written
            + " lines, "
            + (wrong == 0 ? "" : wrong + " bytes lost or repeated, ")
            + (follower.endAfter().isPresent()
                ? "a proper end"
                : follower.failure().map(why -> "broken off").orElse("no end"));
      }
    }

    private final Map<String, Answer> answers = new LinkedHashMap<>();

    void ask(ScenarioContext context, String task) {
      for (String encoding : List.of("identity", "gzip")) {
        add(
            "Overlord " + encoding,
            Target.of(context.services().overlord().log(task, "?follow=true"))
                .with("Accept-Encoding", encoding));
      }
      add("Router", Target.of(context.services().router().log(task, "?follow=true")));
    }

    private void add(String name, Target target) {
      Arrivals came = new Arrivals(1);
      answers.put(name, new Answer(Follower.open(target, came), came));
    }

    void awaitEnds() throws InterruptedException {
      long until = System.nanoTime() + END.toNanos();
      for (Answer answer : answers.values()) {
        answer.follower().awaitEnd(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
      }
    }

    /**
     * Each has a piece of the log, and goes on or has ended as that of a whole log. Where none has
     * ended, the Overlord has a stream of it. Whoever has nothing yet, as of a Druid that answers
     * when its buffer is full, must not end up without an answer.
     */
    void requireFollowing(ScenarioContext context, String pod) throws Exception {
      for (Map.Entry<String, Answer> one : answers.entrySet()) {
        Follower follower = one.getValue().follower();
        follower.awaitFirstByte(ANSWERED);
        boolean begun = follower.status() == 200 && follower.bytes() > 0;
        if ((!begun && follower.status() != 0) || follower.failure().isPresent()) {
          throw new IOException(
              one.getKey()
                  + ": status "
                  + follower.status()
                  + follower.failure().map(why -> ", broken off").orElse("")
                  + " before the fault, so nothing was tested");
        }
      }
      if (!anyEnded() && context.api().open(r -> r.contains(Pods.logPath(pod))) == 0) {
        throw new IOException("no stream of the log is open, so nothing was tested");
      }
    }

    boolean anyEnded() {
      return answers.values().stream().anyMatch(Answer::isProper);
    }

    boolean anyWhole() {
      return answers.values().stream()
          .anyMatch(answer -> answer.came().ended() && answer.came().wrongBytes() == 0);
    }

    void close() {
      answers.values().forEach(answer -> answer.follower().close());
    }
  }
}
