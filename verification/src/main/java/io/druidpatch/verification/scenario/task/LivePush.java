package io.druidpatch.verification.scenario.task;

import io.druidpatch.verification.druid.Overlord.Reply;
import io.druidpatch.verification.fault.Fault;
import io.druidpatch.verification.follow.Arrivals;
import io.druidpatch.verification.scenario.GeneratedLog;
import io.druidpatch.verification.scenario.OverlordRestart;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An Overlord that is told to push the logs of running tasks each ten seconds: how late is a line
 * in the object store, how many bytes does that take, and what is left of a log that cannot be read
 * anymore when its task ends? A Druid without the property takes no notice of it.
 */
public final class LivePush implements Scenario {
  private static final String IN_TIME = "A line of a running task is in S3 in time";
  private static final String BYTES = "Bytes sent for each byte of a pushed log";
  private static final String KEPT = "All but the last seconds of a log that is lost";
  private static final String SAID = "A log that is cut says so";

  private static final String ENDS = "No stuck task whose log is lost";

  private static final String PROPERTY = "druid.indexer.runner.logPush.period";
  private static final int PERIOD_SECONDS = 10;
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration END = Duration.ofMinutes(2);
  private static final Duration SAVED = Duration.ofSeconds(30);

  /** How often the store is looked at. Each push is seen: they are seconds apart. */
  private static final long LOOK_MILLIS = 250;

  /** What a log that is cut has in its last line. */
  private static final String CUT = "[Druid: this log is not complete";

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
    return List.of(IN_TIME, BYTES, KEPT, SAID, ENDS);
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    restart(context, "PT" + PERIOD_SECONDS + "S");
    try {
      watch(context, context.quick() ? 60 : 600);
      lose(context, "removed", "pod removed by force", 600, task -> removeByForce(context, task));
      loseNode(context);
      lose(
          context,
          "api-silent",
          "Kubernetes API silent at the end",
          45,
          task -> context.api().set(Fault.pause().on("/log?")));
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
    Pushed pushed = new Pushed(context, task);
    double began = Arrivals.now();
    double last = began;
    while (!context.services().overlord().hasEnded(task)) {
      Thread.sleep(LOOK_MILLIS);
      last = Arrivals.now();
      pushed.look();
    }
    String key = context.services().logKey(task);
    ScenarioContext.await(END, () -> context.objects().get(key).isPresent());
    byte[] whole = context.objects().get(key).orElseThrow(() -> new IOException("no " + key));
    // A line that was not there before the task's end was as late as the last look.
    Arrivals written = Arrivals.of(whole);
    double late = pushed.lag;
    for (Arrivals.LogLine line : written.lines()) {
      if (line.number() >= pushed.next) {
        late = Math.max(late, last - line.written());
      }
    }
    double ratio = (double) (pushed.bytes + whole.length) / whole.length;
    context.recorder().sample("line-in-store", Map.of(), "s", late);
    context.recorder().sample("bytes-sent", Map.of(), "1", ratio);
    context.recorder().sample("objects", Map.of(), "1", pushed.versions.size());
    context
        .row("Live push: a running task's lines in S3")
        .within(IN_TIME, BYTES)
        .says(
            String.format(
                Locale.ROOT,
                "%d of %d lines while it ran, the latest after %.1f s; %.2f bytes sent for each, in %d"
                    + " objects and %.0f s",
                pushed.next,
                written.next(),
                late,
                ratio,
                pushed.versions.size(),
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
      Thread.sleep(Duration.ofSeconds(3 * PERIOD_SECONDS).toMillis());
      lost = Arrivals.now();
      fate.befalls(task);
      ended = ScenarioContext.await(END, () -> context.services().overlord().hasEnded(task));
      // A task that is shut down has ended before its log is saved.
      ScenarioContext.await(SAVED, () -> context.objects().get(key).isPresent());
    } finally {
      context.api().set(Fault.none());
      context.pods().remove(task);
    }
    Reply reply = context.services().overlord().get("/druid/indexer/v1/task/" + task + "/log");
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    Arrivals answer = Arrivals.of(reply.status() == 200 ? body : new byte[0]);
    List<Arrivals.LogLine> lines = answer.lines();
    double kept = lines.isEmpty() ? began : lines.get(lines.size() - 1).written();
    double missing = Math.max(0, lost - kept);
    boolean said =
        answer.ended() || reply.body().lines().reduce("", (before, line) -> line).contains(CUT);
    Map<String, String> labels = Map.of("how", how);
    context.recorder().sample("seconds-missing", labels, "s", missing);
    context.recorder().sample("not-said", labels, "1", said ? 0 : 1);
    context.recorder().sample("stuck-tasks", labels, "1", ended ? 0 : 1);
    context
        .row("Live push: " + row)
        .within(labels, KEPT, SAID, ENDS)
        .says(
            (lines.isEmpty()
                    ? "no line, status " + reply.status()
                    : String.format(
                        Locale.ROOT,
                        "%d lines, up to %.1f s before; %s",
                        lines.size(),
                        missing,
                        answer.ended()
                            ? "whole"
                            : said ? "says that it is cut" : "does not say that it is cut"))
                + (ended ? "" : "; the task does not end"));
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
          "node gone",
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

  /** Nobody can ask for the log before the pod is gone. */
  private static void removeByForce(ScenarioContext context, String task) throws Exception {
    context.api().set(Fault.refuse());
    context.pods().removeByForce(task);
    if (!ScenarioContext.await(START, () -> context.pods().of(task).isEmpty())) {
      throw new IOException("the pod of " + task + " is not removed");
    }
    context.api().set(Fault.none());
  }

  /** What is in the store of a log beside the whole of it, which is put there at the end. */
  private static final class Pushed {
    private final ScenarioContext context;
    private final String keys;
    private final Map<String, Integer> versions = new HashMap<>();
    private long bytes;
    private long next;
    private double lag;

    Pushed(ScenarioContext context, String task) {
      this.context = context;
      this.keys = context.services().logPartKeys(task);
    }

    /** Takes down which lines are there that were not, and what was sent since the last look. */
    void look() {
      Map<Long, Double> lines = new TreeMap<>();
      for (String key : context.objects().keys(keys)) {
        Optional<byte[]> content = context.objects().get(key);
        if (content.isEmpty()) {
          continue;
        }
        Integer version = Arrays.hashCode(content.get());
        if (!version.equals(versions.put(key, version))) {
          bytes += content.get().length;
        }
        Arrivals.of(content.get())
            .lines()
            .forEach(line -> lines.put(line.number(), line.written()));
      }
      double now = Arrivals.now();
      while (lines.containsKey(next)) {
        lag = Math.max(lag, now - lines.get(next));
        next++;
      }
    }
  }
}
