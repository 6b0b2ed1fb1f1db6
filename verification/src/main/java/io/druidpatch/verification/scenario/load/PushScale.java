package io.druidpatch.verification.scenario.load;

import io.druidpatch.suite.ClusterKind;
import io.druidpatch.verification.druid.JvmProbe;
import io.druidpatch.verification.fault.FaultProxy;
import io.druidpatch.verification.fault.Traffic;
import io.druidpatch.verification.follow.Arrivals;
import io.druidpatch.verification.scenario.OverlordRestart;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What it costs the Overlord and the object store to push the logs of many running tasks: requests
 * and bytes, processor time, threads and heap, with live push and without, and how late a line is
 * in the store. It runs on the embedded cluster only, takes long, and runs only if it is named.
 */
public final class PushScale implements Scenario {
  private static final String THREADS = "Threads for each task whose log is pushed";
  private static final String IN_TIME = "A line of one of many running tasks is in S3 in time";

  private static final int PERIOD_SECONDS = 30;

  /** Of so many tasks the store is asked for what it has. */
  private static final int LOOKED_AT = 50;

  private static final String CAPACITY = "druid.indexer.runner.capacity";
  private static final String PERIOD = "druid.indexer.runner.logPush.period";
  private static final Map<String, String> AS_BEFORE = Map.of(CAPACITY, "100", PERIOD, "");

  @Override
  public String name() {
    return "push-scale";
  }

  @Override
  public String question() {
    return "What does it cost to push the logs of a thousand running tasks?";
  }

  @Override
  public List<String> thresholds() {
    return List.of(THREADS, IN_TIME);
  }

  @Override
  public boolean isRunUnasked() {
    return false;
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    Optional<FaultProxy> store = context.store();
    if (context.cluster().kind() != ClusterKind.EMBEDDED || store.isEmpty()) {
      context
          .row("Live push at scale")
          .notMeasured("so many pods are for the embedded cluster and its own store alone");
      return;
    }
    List<Integer> counts = context.quick() ? List.of(5, 20) : List.of(10, 100, 1_000);
    ManyTasks tasks = new ManyTasks(context);
    Map<String, List<double[]>> curves = new LinkedHashMap<>();
    restart(context, "");
    try {
      for (int count : counts) {
        tasks.grow(count);
        measure(context, store.get(), tasks, false);
        double began = Arrivals.now();
        restart(context, "PT" + PERIOD_SECONDS + "S");
        tasks.awaitLocated();
        measure(context, store.get(), tasks, true)
            .forEach(
                (what, value) ->
                    curves
                        .computeIfAbsent(what, key -> new ArrayList<>())
                        .add(new double[] {count, value}));
        newestLines(context, tasks.ids(), began);
        row(context, count);
        restart(context, "");
        tasks.awaitLocated();
      }
      curves.forEach(
          (what, points) ->
              context
                  .recorder()
                  .curve("push-scale-" + what, what, "running tasks", unit(what), points));
      slope(context, counts);
    } finally {
      tasks.endAll();
      OverlordRestart.byProxy(context, AS_BEFORE);
    }
  }

  /** Past the suite's proxy to Kubernetes, which would need two threads for each connection. */
  private static void restart(ScenarioContext context, String period) throws Exception {
    OverlordRestart.direct(context, Map.of(CAPACITY, "1100", PERIOD, period));
  }

  /** What the Overlord has in use, and what it sends in a second. */
  private static Map<String, Double> measure(
      ScenarioContext context, FaultProxy store, ManyTasks tasks, boolean pushed) throws Exception {
    int count = tasks.ids().size();
    context.says("push-scale: " + count + " tasks, " + (pushed ? "pushed" : "not pushed"));
    // The first push of each log has all that was written before.
    TimeUnit.SECONDS.sleep(2 * PERIOD_SECONDS);
    int seconds = (context.quick() ? 1 : 4) * PERIOD_SECONDS;
    try (JvmProbe probe = context.services().probeOverlord()) {
      double cpu = context.services().overlordCpu();
      Traffic sent = store.traffic();
      TimeUnit.SECONDS.sleep(seconds);
      Traffic now = store.traffic().since(sent);
      OverlordUse after = OverlordUse.now(context, probe);
      Map<String, Double> found = new LinkedHashMap<>();
      found.put("threads", (double) after.threads());
      found.put("heap", after.heap());
      found.put("processors", (after.cpu() - cpu) / seconds);
      found.put("requests", (double) now.requests() / seconds);
      found.put("bytes", (double) now.bytes() / seconds);
      found.forEach(
          (what, value) ->
              context.recorder().sample(what, labels(count, pushed), unit(what), value));
      return found;
    }
  }

  private static Map<String, String> labels(int count, boolean pushed) {
    return Map.of("tasks", String.valueOf(count), "push", pushed ? "on" : "off");
  }

  /** How old the newest line is that the store has of a task. */
  private static void newestLines(ScenarioContext context, List<String> tasks, double began) {
    int step = Math.max(1, tasks.size() / LOOKED_AT);
    for (int i = 0; i < tasks.size(); i += step) {
      String parts = context.services().logPartKeys(tasks.get(i));
      double newest = began;
      double now = Arrivals.now();
      for (String key : context.objects().keys(parts)) {
        byte[] content = context.objects().get(key).orElse(new byte[0]);
        for (Arrivals.LogLine line : Arrivals.of(content).lines()) {
          newest = Math.max(newest, line.written());
        }
      }
      context.recorder().sample("newest-line", labels(tasks.size(), true), "s", now - newest);
    }
  }

  private static void row(ScenarioContext context, int count) {
    List<Double> ages = context.recorder().of("newest-line", labels(count, true));
    context
        .row("Live push of " + count + " running tasks")
        .within(labels(count, true), IN_TIME)
        .says(
            String.format(
                Locale.ROOT,
                "newest line in the store at most %.0f s old, with a period of %d s; %+.2f"
                    + " processors, %+.0f threads, %+.0f MB of heap; %.1f requests and %.1f kB a"
                    + " second to the store (%.1f and %.1f without)",
                ages.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN),
                PERIOD_SECONDS,
                more(context, "processors", count),
                more(context, "threads", count),
                more(context, "heap", count) / 1e6,
                value(context, "requests", count, true),
                value(context, "bytes", count, true) / 1e3,
                value(context, "requests", count, false),
                value(context, "bytes", count, false) / 1e3));
  }

  /** Some threads are shared by all logs, so the slope is the cost of each log. */
  private static void slope(ScenarioContext context, List<Integer> counts) {
    int least = counts.get(0);
    int most = counts.get(counts.size() - 1);
    double slope =
        (more(context, "threads", most) - more(context, "threads", least)) / (most - least);
    context.recorder().sample("threads-for-each-task", Map.of(), "1", slope);
    context
        .row("Live push: threads for each running task")
        .within(THREADS)
        .says(String.format(Locale.ROOT, "%.2f, from %d to %d tasks", slope, least, most));
  }

  private static double more(ScenarioContext context, String what, int count) {
    return value(context, what, count, true) - value(context, what, count, false);
  }

  private static double value(ScenarioContext context, String what, int count, boolean pushed) {
    return context.recorder().latest(what, labels(count, pushed));
  }

  private static String unit(String what) {
    return switch (what) {
      case "heap" -> "bytes";
      case "bytes" -> "bytes/s";
      case "requests" -> "1/s";
      default -> "1";
    };
  }
}
