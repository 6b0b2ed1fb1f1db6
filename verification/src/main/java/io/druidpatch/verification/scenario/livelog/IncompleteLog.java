package io.druidpatch.verification.scenario.livelog;

import io.druidpatch.verification.embedded.EmbeddedCluster;
import io.druidpatch.verification.embedded.kubelet.LogRotation;
import io.druidpatch.verification.fault.Fault;
import io.druidpatch.verification.fault.FaultProxy;
import io.druidpatch.verification.follow.Arrivals;
import io.druidpatch.verification.follow.Follower;
import io.druidpatch.verification.follow.Target;
import io.druidpatch.verification.scenario.GeneratedLog;
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
 * A follower of a log that cannot be sent whole: its answer must not end like that of a whole log.
 * A proper end with status 200 and fewer lines than the container has written is a false end. An
 * error, or an answer that breaks off, is correct.
 */
public final class IncompleteLog implements Scenario {
  private static final String PROPER_END = "No proper end of an incomplete log";

  private static final Duration START = Duration.ofMinutes(3);

  /** How long no byte passes, in seconds. */
  private static final int STILL = 35;

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
    return List.of(PROPER_END);
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    uploading(context);
    removed(context);
    unreadable(context);
    leftOut(context);
  }

  /** The pod is gone while its log is still on its way to the object store. */
  private static void uploading(ScenarioContext context) throws Exception {
    FaultProxy store =
        context
            .store()
            .orElseThrow(() -> new IOException("no fault can be put on this object store"));
    String task = GeneratedLog.start(context, "quiet", 10);
    GeneratedLog.written(context, context.pods().awaitStarted(task, START));
    Asked asked = new Asked();
    try {
      store.set(Fault.pause().on("PUT ", "/logs/"));
      if (!ScenarioContext.await(START, () -> store.faulted() > 0)) {
        throw new IOException("the log of " + task + " is not saved, so nothing is shown");
      }
      remove(context, task);
      asked.ask(context, task);
      Thread.sleep(5_000);
      store.set(Fault.none());
      asked.awaitEnds();
      // 250 lines and the last.
      cell(context, "uploading", "Incomplete log: pod gone while uploading", asked, 251);
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
      asked.ask(context, task);
      Thread.sleep(5_000);
      try {
        context.api().set(Fault.refuse());
        Thread.sleep(3_000);
        requireFaulted(context);
        remove(context, task);
        reference.awaitEnd(START);
      } finally {
        context.api().set(Fault.none());
      }
      asked.awaitEnds();
      cell(
          context,
          "removed",
          "Incomplete log: connection lost, pod removed",
          asked,
          container.next());
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
      context.api().set(Fault.unreadableLog());
      asked.ask(context, task);
      Thread.sleep(8_000);
      requireFaulted(context);
      context.api().set(Fault.none());
      reference.awaitEnd(START);
      asked.awaitEnds();
      cell(
          context,
          "unreadable",
          "Incomplete log: kubelet cannot read it for a while",
          asked,
          container.next());
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
      asked.ask(context, task);
      Thread.sleep(5_000);
      context.api().set(Fault.pause().on("/log?"));
      // Longer than it takes to fill what the connection's buffers hold.
      Thread.sleep(Duration.ofSeconds(STILL).toMillis());
      // An answer that has ended is no follower's, and nothing can hit it.
      if (asked.isFollowing()) {
        requireFaulted(context);
      }
      context.api().set(Fault.none());
      asked.awaitEnds();
      if (asked.isFollowing() || asked.anyWhole()) {
        throw new IOException("no file was left out, or an answer has no end: nothing is shown");
      }
      // 10,000 lines a second.
      cell(context, "left-out", row, asked, 10_000L * (STILL + 15));
    } finally {
      context.api().set(Fault.none());
      embedded.rotateLogs(Optional.empty());
      asked.close();
    }
  }

  private static void requireFaulted(ScenarioContext context) throws IOException {
    if (context.api().faulted() == 0) {
      throw new IOException("the fault hit no request, so nothing is shown");
    }
  }

  private static void remove(ScenarioContext context, String task) throws Exception {
    context.pods().remove(task);
    if (!ScenarioContext.await(START, () -> context.pods().of(task).isEmpty())) {
      throw new IOException("the pod of " + task + " is not removed");
    }
  }

  private static void cell(
      ScenarioContext context, String how, String row, Asked asked, long written) {
    List<String> figures = new ArrayList<>();
    asked.answers.forEach(
        (name, answer) -> {
          boolean ended = answer.follower().endAfter().isPresent();
          boolean whole = answer.came().next() >= written && answer.came().wrongBytes() == 0;
          boolean wrong = ended && answer.follower().status() == 200 && !whole;
          context
              .recorder()
              .sample("false-end", Map.of("how", how, "asked", name), "1", wrong ? 1 : 0);
          figures.add(name + ": " + answer.says(written));
        });
    context.row(row).within(Map.of("how", how), PROPER_END).says(String.join("; ", figures));
  }

  /** The followers, each with its own kind of request. */
  private static final class Asked {
    private record Answer(Follower follower, Arrivals came) {
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

    boolean anyWhole() {
      return answers.values().stream()
          .anyMatch(answer -> answer.came().ended() && answer.came().wrongBytes() == 0);
    }

    boolean isFollowing() {
      return answers.values().stream()
          .map(Answer::follower)
          .anyMatch(f -> f.endAfter().isEmpty() && f.failure().isEmpty());
    }

    void close() {
      answers.values().forEach(answer -> answer.follower().close());
    }
  }
}
