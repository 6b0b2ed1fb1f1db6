package io.druidpatch.verification.scenario.task;

import io.druidpatch.verification.fault.Fault;
import io.druidpatch.verification.follow.Arrivals;
import io.druidpatch.verification.scenario.GeneratedLog;
import io.druidpatch.verification.scenario.OverlordRestart;
import io.druidpatch.verification.scenario.Pods;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An Overlord that is told to push the logs of running tasks each ten seconds: how late is a line
 * in the object store, how many bytes does that take, and what is left of a log that cannot be read
 * anymore when its task ends? A Druid without the property takes no notice of it.
 */
public final class LivePush implements Scenario {
  private static final String IN_TIME = "A line of a running task is in S3 in time";
  static final String BYTES = "Bytes sent for each byte of a pushed log";

  private static final String PROPERTY = "druid.indexer.runner.logPush.period";
  static final int PERIOD_SECONDS = 10;
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration END = Duration.ofMinutes(2);
  private static final Duration SAVED = Duration.ofSeconds(30);

  /** How long a task runs before its log is lost. */
  private static final Duration RUNS = Duration.ofSeconds(30);

  /** So long that a log is lost before it is pushed. */
  private static final Duration LONG_PERIOD = Duration.ofMinutes(10);

  private static final String SILENT = "api-silent";

  /** What makes a log unreadable. */
  @FunctionalInterface
  private interface Fate {
    void befalls(String task) throws Exception;
  }

  @Override
  public String name() {
    return "live-push";
  }

  @Override
  public String question() {
    return "Is the log of a running task in S3, and what is left of one that is lost?";
  }

  @Override
  public List<String> thresholds() {
    return List.of(
        IN_TIME, BYTES, LostLog.KEPT, LostLog.SAID, LostLog.ENDS, SeveralLeaders.BEGINNING);
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    restart(context, "PT" + PERIOD_SECONDS + "S");
    try {
      watch(context, context.quick() ? 60 : 600);
      lose(
          context,
          "removed",
          "Live push: pod removed by force",
          600,
          task -> removeByForce(context, task));
      loseNode(context);
      lose(
          context,
          SILENT,
          "Live push: Kubernetes API silent at the end",
          45,
          task -> {
            String pod = context.pods().awaitStarted(task, START);
            context.api().set(Fault.pause().on(Pods.logPath(pod)));
          });
      new SeveralLeaders(context).run();
      restart(context, "PT" + LONG_PERIOD.toSeconds() + "S");
      lose(
          context,
          "not-pushed",
          "Live push, period " + LONG_PERIOD.toMinutes() + " min: pod removed by force",
          600,
          task -> {
            requireNotPushed(context, task);
            removeByForce(context, task);
          });
    } finally {
      context.api().set(Fault.none());
      restart(context, "");
    }
  }

  /** With another period; with an empty one, nothing is pushed. */
  private static void restart(ScenarioContext context, String period) throws Exception {
    OverlordRestart.byProxy(context, Map.of(PROPERTY, period));
  }

  /** Looks at the store all the time while a task writes a line a second. */
  private static void watch(ScenarioContext context, int seconds) throws Exception {
    String task = GeneratedLog.start(context, "second", seconds);
    PushedParts pushed = new PushedParts(context, task);
    double began = Arrivals.now();
    double last = began;
    long until = System.nanoTime() + Duration.ofSeconds(seconds).plus(END).toNanos();
    while (!context.services().overlord().hasEnded(task)) {
      if (System.nanoTime() > until) {
        throw new IOException(task + " has not ended " + END.toSeconds() + " s after its time");
      }
      Thread.sleep(PushedParts.LOOK_MILLIS);
      last = Arrivals.now();
      pushed.look();
    }
    String key = context.services().logKey(task);
    ScenarioContext.await(END, () -> context.objects().get(key).isPresent());
    byte[] whole = context.objects().get(key).orElseThrow(() -> new IOException("no " + key));
    // A line that was not there before the task's end was as late as the last look.
    Arrivals written = Arrivals.of(whole);
    if (!written.ended() || written.wrongBytes() != 0) {
      throw new IOException(key + " is not the whole log, so that nobody knows what was late");
    }
    double late = pushed.lag();
    for (Arrivals.LogLine line : written.lines()) {
      if (line.number() >= pushed.next()) {
        late = Math.max(late, last - line.written());
      }
    }
    double ratio = (double) (pushed.bytes() + whole.length) / whole.length;
    context.recorder().sample("line-in-store", Map.of(), "s", late);
    context.recorder().sample("bytes-sent", Map.of(), "1", ratio);
    context.recorder().sample("objects", Map.of(), "1", pushed.objects());
    context
        .row("Live push: a running task's lines in S3")
        .within(IN_TIME, BYTES)
        .says(
            String.format(
                Locale.ROOT,
                "%d of %d lines while it ran, the latest after %.1f s; %.2f bytes sent for each, in %d"
                    + " objects and %.0f s",
                pushed.next(),
                written.next(),
                late,
                ratio,
                pushed.objects(),
                last - began));
  }

  /** A task whose log cannot be read anymore when it ends. */
  private static void lose(ScenarioContext context, String how, String row, int seconds, Fate fate)
      throws Exception {
    String task = GeneratedLog.start(context, "second", seconds);
    double began = Arrivals.now();
    double lost;
    boolean ended;
    String key = context.services().logKey(task);
    try {
      Thread.sleep(RUNS.toMillis());
      lost = Arrivals.now();
      fate.befalls(task);
      ended = ScenarioContext.await(END, () -> context.services().overlord().hasEnded(task));
      // A task that is shut down has ended before its log is saved.
      ScenarioContext.await(SAVED, () -> context.objects().get(key).isPresent());
      if (how.equals(SILENT) && context.api().faulted() == 0) {
        throw new IOException("the log of " + task + " is not asked for, so nothing was tested");
      }
    } finally {
      context.api().set(Fault.none());
      context.pods().remove(task);
    }
    LostLog left = LostLog.of(context, task);
    Map<String, String> labels = Map.of("how", how);
    left.sample(context, labels, began, lost);
    context.recorder().sample("stuck-tasks", labels, "1", ended ? 0 : 1);
    context
        .row(row)
        .within(labels, LostLog.KEPT, LostLog.SAID, LostLog.ENDS)
        .says(left.words(lost) + (ended ? "" : "; the task does not end"));
  }

  /** A task whose node is gone does not end by itself, so somebody shuts it down. */
  private static void loseNode(ScenarioContext context) throws Exception {
    if (!context.cluster().canLoseNode()) {
      context
          .row("Live push: node gone")
          .notMeasured("the run can take no node of this cluster away");
      return;
    }
    String[] pod = new String[1];
    try {
      lose(
          context,
          "node-gone",
          "Live push: node gone",
          600,
          task -> {
            pod[0] = context.pods().awaitStarted(task, START);
            context.cluster().loseNode(pod[0]);
            shutDown(context, task);
          });
    } finally {
      if (pod[0] != null) {
        context.cluster().restoreNode(pod[0]);
      }
    }
  }

  private static void shutDown(ScenarioContext context, String task) throws Exception {
    try {
      context.services().overlord().post("/druid/indexer/v1/task/" + task + "/shutdown", "");
    } catch (HttpTimeoutException e) {
      // Whether the task ends is what counts.
      context.says("the shutdown of " + task + " is not answered");
    }
  }

  /** What the store has of the log would be given out without what was read and not pushed. */
  private static void requireNotPushed(ScenarioContext context, String task) throws IOException {
    PushedParts pushed = new PushedParts(context, task);
    pushed.look();
    if (pushed.next() > PERIOD_SECONDS) {
      throw new IOException(
          pushed.next() + " lines of " + task + " are pushed already, so nothing was tested");
    }
  }

  /** Nobody can ask for the log before the pod is gone. */
  private static void removeByForce(ScenarioContext context, String task) throws Exception {
    context.api().set(Fault.refuse());
    context.pods().removeByForce(task);
    if (!ScenarioContext.await(START, () -> context.pods().of(task).isEmpty())) {
      throw new IOException("the pod of " + task + " is not removed");
    }
    context.api().set(Fault.none());
  }
}
