package io.druidpatch.verification.scenario;

import static io.druidpatch.verification.measure.Cell.Verdict.NEUTRAL;

import io.druidpatch.suite.ClusterKind;
import io.druidpatch.verification.druid.JvmProbe;
import io.druidpatch.verification.follow.Crowd;
import io.druidpatch.verification.follow.Target;
import io.druidpatch.verification.measure.Figure;
import io.druidpatch.verification.measure.Statistics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What it costs the Overlord that many running tasks are followed, each by one, and that few are
 * followed by many: threads, heap, descriptors, processor time, and how late lines come. The pods
 * write a line a second and are shells, of which a thousand fit on one machine; so it is for the
 * embedded cluster alone. It takes long, and is run only when it is asked for.
 */
public final class Scale implements Scenario {
  private static final String THREADS = "Threads for each followed task";
  private static final String ALL = "All of many followers follow";

  /** The tasks outlast all that is done with them. */
  private static final int LIFE = 7_200;

  private static final Duration START = Duration.ofMinutes(30);
  private static final Duration LEADER = Duration.ofMinutes(3);
  private static final Duration JOIN = Duration.ofMinutes(3);

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

  /** What the Overlord has in use. */
  private record Use(int threads, double heap, int descriptors, double cpu) {
    static Use now(Trial trial, JvmProbe probe) throws IOException {
      return new Use(
          probe.threads(),
          probe.heap(),
          trial.services().overlordDescriptors(),
          trial.services().overlordCpu());
    }
  }

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
  public void run(Trial trial) throws Exception {
    if (trial.cluster().kind() != ClusterKind.EMBEDDED) {
      trial
          .recorder()
          .cell(
              "Scale: threads for each followed task",
              NEUTRAL,
              "not measured: so many pods are for the embedded cluster alone");
      return;
    }
    List<Integer> counts = trial.quick() ? List.of(10, 50) : List.of(10, 100, 1_000);
    int few = trial.quick() ? 10 : 50;
    int crowd = trial.quick() ? 500 : 5_000;
    // Without the suite's proxy, which would have two threads for each connection.
    restart(trial, URI.create(trial.cluster().api().getMasterUrl()), WIDE);
    List<String> tasks = new ArrayList<>();
    try (JvmProbe probe = trial.services().probeOverlord()) {
      Map<String, List<double[]>> curves = new LinkedHashMap<>();
      for (int count : counts) {
        submit(trial, tasks, count);
        follow(trial, probe, tasks, count, 1, curves);
      }
      follow(trial, probe, tasks.subList(0, few), few, crowd / few, new LinkedHashMap<>());
      curves.forEach(
          (what, points) ->
              trial.recorder().curve("scale-" + what, what, "followed tasks", unit(what), points));
      cells(trial, counts, few, crowd);
    } finally {
      endAll(trial);
      restart(trial, URI.create("http://127.0.0.1:" + trial.api().port()), AS_BEFORE);
    }
  }

  private static void restart(Trial trial, URI server, Map<String, String> properties)
      throws IOException, InterruptedException {
    trial.services().killOverlord();
    trial.services().reachApi(trial.cluster().api(), server);
    trial.services().startOverlord(properties);
    trial.services().awaitLeader(LEADER);
  }

  private static void endAll(Trial trial) throws Exception {
    try {
      trial.services().overlord().post("/druid/indexer/v1/datasources/none/shutdownAllTasks", "");
    } catch (HttpTimeoutException e) {
      // It ends one after the other, and goes on with that.
    }
    Trial.await(
        START,
        () -> {
          try {
            return trial.services().overlord().locations().isEmpty();
          } catch (IOException e) {
            return false;
          }
        });
  }

  private static void submit(Trial trial, List<String> tasks, int count) throws Exception {
    trial.says("scale: starting tasks until " + count + " run");
    while (tasks.size() < count) {
      String task = Trial.id("beat-" + LIFE);
      trial.services().overlord().submitNoop(task, Duration.ofSeconds(LIFE));
      tasks.add(task);
    }
    long until = System.nanoTime() + START.toNanos();
    while (located(trial) < count) {
      if (System.nanoTime() > until) {
        throw new IOException("only " + located(trial) + " of " + count + " tasks run");
      }
      TimeUnit.SECONDS.sleep(2);
    }
  }

  private static long located(Trial trial) throws Exception {
    return trial.services().overlord().locations().values().stream()
        .filter(Objects::nonNull)
        .count();
  }

  /**
   * Follows some tasks, and sees what the Overlord has in use more than without.
   *
   * @param each followers of each task
   */
  private static void follow(
      Trial trial,
      JvmProbe probe,
      List<String> tasks,
      int count,
      int each,
      Map<String, List<double[]>> curves)
      throws Exception {
    int seconds = trial.quick() ? 10 : 30;
    Map<String, String> labels =
        Map.of("tasks", String.valueOf(count), "followers", String.valueOf(count * each));
    trial.says("scale: " + count + " tasks, " + count * each + " followers");
    TimeUnit.SECONDS.sleep(5);
    Use before = Use.now(trial, probe);
    TimeUnit.SECONDS.sleep(seconds);
    double idle = (trial.services().overlordCpu() - before.cpu()) / seconds;
    List<Target> targets = new ArrayList<>();
    for (String task : tasks) {
      for (int i = 0; i < each; i++) {
        targets.add(Target.of(trial.services().overlord().log(task, "?follow=true")));
      }
    }
    try (Crowd crowd = Crowd.open(targets, Crowd.Manner.QUICK)) {
      Trial.await(JOIN, () -> crowd.following() == targets.size());
      TimeUnit.SECONDS.sleep(5);
      crowd.record();
      double cpu = trial.services().overlordCpu();
      TimeUnit.SECONDS.sleep(seconds);
      double busy = (trial.services().overlordCpu() - cpu) / seconds;
      List<Double> lags = crowd.lags();
      Use with = Use.now(trial, probe);
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
            trial.recorder().sample(what, labels, unit(what), value);
            curves.computeIfAbsent(what, key -> new ArrayList<>()).add(new double[] {count, value});
          });
      trial.recorder().sample("threads-without", labels, "1", before.threads());
      trial.recorder().sample("heap-without", labels, "bytes", before.heap());
      trial
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

  private static void cells(Trial trial, List<Integer> counts, int few, int crowd) {
    int least = counts.get(0);
    int most = counts.get(counts.size() - 1);
    // Some threads are shared by all logs: the slope is what each one takes.
    double slope =
        (value(trial, "threads", most, most) - value(trial, "threads", least, least))
            / (most - least);
    trial.recorder().sample("threads-for-each-task", Map.of(), "1", slope);
    trial
        .recorder()
        .cell(
            "Scale: threads for each followed task",
            trial.verdict(THREADS, ALL),
            String.format(
                Locale.ROOT,
                "%.2f, from %d to %d tasks; %s",
                slope,
                least,
                most,
                following(trial, most, most)));
    for (int count : counts) {
      trial
          .recorder()
          .cell(
              "Scale: " + count + " tasks, each followed by one",
              NEUTRAL,
              figure(trial, count, count));
    }
    trial
        .recorder()
        .cell(
            "Scale: " + crowd + " followers of " + few + " tasks",
            NEUTRAL,
            figure(trial, few, crowd));
  }

  private static double value(Trial trial, String what, int tasks, int followers) {
    List<Double> samples =
        trial
            .recorder()
            .of(
                what,
                Map.of("tasks", String.valueOf(tasks), "followers", String.valueOf(followers)));
    return samples.isEmpty() ? Double.NaN : samples.get(samples.size() - 1);
  }

  private static String following(Trial trial, int tasks, int followers) {
    int left = (int) value(trial, "not-following", tasks, followers);
    return (followers - left) + " of " + followers + " follow";
  }

  private static String figure(Trial trial, int tasks, int followers) {
    return String.format(
        Locale.ROOT,
        "%s; %+.0f threads, %+.0f MB of heap, %+.0f descriptors, %+.2f processors; a line's lag %s (p99)",
        following(trial, tasks, followers),
        value(trial, "threads", tasks, followers),
        value(trial, "heap", tasks, followers) / 1e6,
        value(trial, "descriptors", tasks, followers),
        value(trial, "processors", tasks, followers),
        Figure.of(value(trial, "lag", tasks, followers), "s"));
  }
}
