package io.druidpatch.verification.scenario.load;

import io.druidpatch.suite.ClusterKind;
import io.druidpatch.verification.druid.JvmProbe;
import io.druidpatch.verification.follow.Crowd;
import io.druidpatch.verification.follow.Target;
import io.druidpatch.verification.measure.Figure;
import io.druidpatch.verification.measure.Statistics;
import io.druidpatch.verification.scenario.OverlordRestart;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What it costs the Overlord that many running tasks have one follower each, and that few tasks
 * have many: threads, heap, file descriptors, processor time, and the lag of lines. The pods write
 * a line a second and are shells, since a thousand of these fit on one machine; this runs on the
 * embedded cluster only. It takes long, and runs only if it is named.
 */
public final class Scale implements Scenario {
  private static final String THREADS = "Threads for each followed task";
  private static final String ALL = "All of many followers follow";

  private static final Duration JOIN = Duration.ofMinutes(3);

  /**
   * Until the Overlord has started the tasks and let go of earlier followers: the threads of the
   * Kubernetes client's HTTP client (OkHttp 3) stay for 60 s without work.
   */
  private static final Duration SETTLED = Duration.ofSeconds(65);

  private static final Map<String, String> WIDE =
      Map.of(
          "druid.indexer.runner.capacity", "1100",
          "druid.indexer.runner.logFollow.maxFollowers", "20000",
          "druid.indexer.runner.logFollow.maxFollowersPerTask", "1000");

  private static final Map<String, String> AS_BEFORE =
      Map.of(
          "druid.indexer.runner.capacity", "100",
          "druid.indexer.runner.logFollow.maxFollowers", "500",
          "druid.indexer.runner.logFollow.maxFollowersPerTask", "250");

  @Override
  public String name() {
    return "scale";
  }

  @Override
  public String question() {
    return "What do a thousand followed tasks, or thousands of followers, cost the Overlord?";
  }

  @Override
  public List<String> thresholds() {
    return List.of(THREADS, ALL);
  }

  @Override
  public boolean isRunUnasked() {
    return false;
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    if (context.cluster().kind() != ClusterKind.EMBEDDED) {
      context
          .row("Scale: threads for each followed task")
          .notMeasured("so many pods are for the embedded cluster alone");
      return;
    }
    List<Integer> counts = context.quick() ? List.of(10, 50, 100) : List.of(10, 100, 1_000);
    int few = context.quick() ? 10 : 50;
    int crowd = context.quick() ? 500 : 5_000;
    // Past the suite's proxy, which would need two threads for each connection.
    OverlordRestart.direct(context, WIDE);
    ManyTasks tasks = new ManyTasks(context);
    try (JvmProbe probe = context.services().probeOverlord()) {
      Map<String, List<double[]>> curves = new LinkedHashMap<>();
      for (int count : counts) {
        tasks.grow(count);
        follow(context, probe, tasks.ids(), count, 1, curves);
      }
      follow(context, probe, tasks.ids().subList(0, few), few, crowd / few, new LinkedHashMap<>());
      curves.forEach(
          (what, points) ->
              context
                  .recorder()
                  .curve("scale-" + what, what, "followed tasks", unit(what), points));
      cells(context, counts, few, crowd);
    } finally {
      tasks.endAll();
      OverlordRestart.byProxy(context, AS_BEFORE);
    }
  }

  /**
   * Follows some tasks, and records what the Overlord uses more than without followers.
   *
   * @param each followers of each task
   */
  private static void follow(
      ScenarioContext context,
      JvmProbe probe,
      List<String> tasks,
      int count,
      int each,
      Map<String, List<double[]>> curves)
      throws Exception {
    int seconds = context.quick() ? 10 : 30;
    Map<String, String> labels =
        Map.of("tasks", String.valueOf(count), "followers", String.valueOf(count * each));
    context.says("scale: " + count + " tasks, " + count * each + " followers");
    Thread.sleep(SETTLED.toMillis());
    OverlordUse before = OverlordUse.now(context, probe);
    TimeUnit.SECONDS.sleep(seconds);
    double idle = (context.services().overlordCpu() - before.cpu()) / seconds;
    List<Target> targets = new ArrayList<>();
    for (String task : tasks) {
      for (int i = 0; i < each; i++) {
        targets.add(Target.of(context.services().overlord().log(task, "?follow=true")));
      }
    }
    try (Crowd crowd = Crowd.open(targets, Crowd.Manner.QUICK)) {
      ScenarioContext.await(JOIN, () -> crowd.following() == targets.size());
      TimeUnit.SECONDS.sleep(5);
      crowd.record();
      double cpu = context.services().overlordCpu();
      TimeUnit.SECONDS.sleep(seconds);
      double busy = (context.services().overlordCpu() - cpu) / seconds;
      List<Double> lags = crowd.lags();
      OverlordUse with = OverlordUse.now(context, probe);
      Map<String, Double> found = new LinkedHashMap<>();
      found.put("threads", (double) (with.threads() - before.threads()));
      found.put("heap", with.heap() - before.heap());
      found.put("descriptors", (double) (with.descriptors() - before.descriptors()));
      found.put("processors", busy - idle);
      if (!lags.isEmpty()) {
        found.put("lag", Statistics.of(lags).p99());
      }
      found.forEach(
          (what, value) -> {
            context.recorder().sample(what, labels, unit(what), value);
            curves.computeIfAbsent(what, key -> new ArrayList<>()).add(new double[] {count, value});
          });
      context.recorder().sample("threads-without", labels, "1", before.threads());
      context.recorder().sample("heap-without", labels, "bytes", before.heap());
      context
          .recorder()
          .sample("not-following", labels, "1", (double) (targets.size() - crowd.following()));
    }
    TimeUnit.SECONDS.sleep(5);
  }

  private static String unit(String what) {
    return switch (what) {
      case "heap" -> "bytes";
      case "lag" -> "s";
      default -> "1";
    };
  }

  private static void cells(ScenarioContext context, List<Integer> counts, int few, int crowd) {
    int least = counts.get(counts.size() - 2);
    int most = counts.get(counts.size() - 1);
    // Some threads are shared by all logs, so the slope is the cost of each log. There are fewer of
    // these with the first, small number.
    double slope =
        (value(context, "threads", most, most) - value(context, "threads", least, least))
            / (most - least);
    context.recorder().sample("threads-for-each-task", Map.of(), "1", slope);
    context
        .row("Scale: threads for each followed task")
        .within(THREADS, ALL)
        .says(
            String.format(
                Locale.ROOT,
                "%.2f, from %d to %d tasks; %s",
                slope,
                least,
                most,
                following(context, most, most)));
    for (int count : counts) {
      row(context, "Scale: " + count + " tasks, each followed by one", count, count);
    }
    row(context, "Scale: " + crowd + " followers of " + few + " tasks", few, crowd);
  }

  private static void row(ScenarioContext context, String title, int tasks, int followers) {
    context
        .row(title)
        .within(Map.of("tasks", String.valueOf(tasks), "followers", String.valueOf(followers)), ALL)
        .says(figure(context, tasks, followers));
  }

  private static double value(ScenarioContext context, String what, int tasks, int followers) {
    return context
        .recorder()
        .latest(
            what, Map.of("tasks", String.valueOf(tasks), "followers", String.valueOf(followers)));
  }

  private static String following(ScenarioContext context, int tasks, int followers) {
    int left = (int) value(context, "not-following", tasks, followers);
    return (followers - left) + " of " + followers + " follow";
  }

  private static String figure(ScenarioContext context, int tasks, int followers) {
    return String.format(
        Locale.ROOT,
        "%s; %+.0f threads, %+.0f MB of heap, %+.0f descriptors, %+.2f processors; a line's lag %s (p99)",
        following(context, tasks, followers),
        value(context, "threads", tasks, followers),
        value(context, "heap", tasks, followers) / 1e6,
        value(context, "descriptors", tasks, followers),
        value(context, "processors", tasks, followers),
        Figure.of(value(context, "lag", tasks, followers), "s"));
  }
}
