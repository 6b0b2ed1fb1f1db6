package io.druidpatch.verification.scenario.livelog;

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

/**
 * A follower of a log that cannot be sent whole: its answer must not end like that of a whole log.
 * A proper end with status 200 and fewer lines than the container has written is a false end. An
 * error, or an answer that breaks off, is correct.
 */
public final class IncompleteLog implements Scenario {
  private static final String PROPER_END = "No proper end of an incomplete log";

  private static final Duration START = Duration.ofMinutes(3);

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
        if (context.api().faulted() == 0) {
          throw new IOException("no connection was refused, so nothing is shown");
        }
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
          long lines = answer.came().next();
          int status = answer.follower().status();
          boolean wrong = ended && status == 200 && lines < written;
          context
              .recorder()
              .sample("false-end", Map.of("how", how, "asked", name), "1", wrong ? 1 : 0);
          figures.add(
              name
                  + ": "
                  + (status == 200
                      ? lines
                          + " of "
                          + written
                          + " lines, "
                          + (ended
                              ? "a proper end"
                              : answer
                                  .follower()
                                  .failure()
                                  .map(why -> "broken off")
                                  .orElse("no end"))
                      : status == 0 ? "no answer" : "status " + status));
        });
    context.row(row).within(Map.of("how", how), PROPER_END).says(String.join("; ", figures));
  }

  /** The followers, each with its own kind of request. */
  private static final class Asked {
    private record Answer(Follower follower, Arrivals came) {}

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

    void close() {
      answers.values().forEach(answer -> answer.follower().close());
    }
  }
}
