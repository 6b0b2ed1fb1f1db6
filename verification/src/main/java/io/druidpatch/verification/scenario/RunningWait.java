package io.druidpatch.verification.scenario;

import static io.druidpatch.verification.measure.Cell.Verdict.BAD;
import static io.druidpatch.verification.measure.Cell.Verdict.GOOD;
import static io.druidpatch.verification.measure.Cell.Verdict.NEUTRAL;

import io.druidpatch.verification.fault.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether an Overlord that has just become the leader knows where its tasks run. The tasks only
 * sleep, so Kubernetes is the Overlord's only source of their locations.
 */
public final class RunningWait implements Scenario {
  private static final Duration RESTART = Duration.ofMinutes(3);
  private static final Pattern LOCATED =
      Pattern.compile("Located \\[([\\d,]+)\\](?: out of \\[[\\d,]+\\])? active tasks");

  /**
   * A restart of the Overlord.
   *
   * @param fault the label of the measurements
   * @param row the row of the table
   * @param times how often to restart
   * @param of the fault of the Kubernetes API meanwhile
   * @param properties the Overlord's properties
   */
  private record Restart(
      String fault, String row, int times, Fault of, Map<String, String> properties) {}

  private static final String CAPACITY = "druid.indexer.runner.capacity";
  private static final String JOIN_TIMEOUT = "druid.indexer.runner.taskJoinTimeout";

  @Override
  public String name() {
    return "running-wait";
  }

  @Override
  public String question() {
    return "Does an Overlord that has just become leader know where the running tasks are?";
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    int count = context.quick() ? 5 : 20;
    List<String> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String task = ScenarioContext.id("idle-3600");
      context.services().overlord().submitNoop(task, Duration.ofHours(1));
      tasks.add(task);
    }
    try {
      context.says("running-wait: waiting for " + count + " tasks to run");
      if (!ScenarioContext.await(RESTART.multipliedBy(2), () -> located(context) == count)) {
        throw new IOException("only " + located(context) + " of " + count + " tasks run");
      }
      for (Restart restart : restarts(context, count)) {
        for (int i = 0; i < restart.times(); i++) {
          restart(context, restart, count);
        }
        cell(context, restart, count);
      }
    } finally {
      context.api().set(Fault.none());
      context.services().killOverlord();
      for (String task : tasks) {
        context.pods().remove(task);
      }
      context.services().startOverlord(Map.of(CAPACITY, "100", JOIN_TIMEOUT, "PT1M"));
      context.services().awaitLeader(RESTART);
      for (String task : tasks) {
        context.services().overlord().cancel(task);
      }
    }
  }

  private static List<Restart> restarts(ScenarioContext context, int count) {
    int times = context.quick() ? 1 : Math.max(3, context.repeat() / 4);
    Restart undisturbed =
        new Restart(
            "none",
            "RUNNING-wait: locations known at the first question",
            times,
            Fault.none(),
            Map.of());
    if (context.quick()) {
      return List.of(undisturbed);
    }
    return List.of(
        undisturbed,
        new Restart(
            "api-slow",
            "RUNNING-wait with a slow Kubernetes API",
            1,
            Fault.slow(Duration.ofMillis(500)),
            Map.of()),
        // The runner has capacity for half of the tasks, so its wait for them times out.
        new Restart(
            "over-capacity",
            "RUNNING-wait with twice as many tasks as capacity, taskJoinTimeout 5 s",
            1,
            Fault.none(),
            Map.of(CAPACITY, String.valueOf(count / 2), JOIN_TIMEOUT, "PT5S")));
  }

  private static int located(ScenarioContext context) throws Exception {
    return (int)
        context.services().overlord().locations().values().stream()
            .filter(Objects::nonNull)
            .count();
  }

  private static void restart(ScenarioContext context, Restart restart, int count)
      throws Exception {
    context.says("running-wait: restarting the Overlord (" + restart.fault() + ")");
    context.services().killOverlord();
    Path log = context.services().overlordLog();
    long before = Files.size(log);
    context.api().set(restart.of());
    context.services().startOverlord(restart.properties());
    context.services().awaitLeader(RESTART);
    // The first request, sent as soon as the Overlord answers.
    long asked = System.nanoTime();
    Map<String, String> locations = context.services().overlord().locations();
    Map<String, String> labels = Map.of("fault", restart.fault());
    context.recorder().sample("first-answer", labels, "s", (System.nanoTime() - asked) / 1e9);
    context.api().set(Fault.none());
    long known = locations.values().stream().filter(Objects::nonNull).count();
    context.recorder().sample("unknown-locations", labels, "1", (double) (count - known));
    List<String> lines = since(log, before);
    startTook(lines).ifPresent(s -> context.recorder().sample("start", labels, "s", s));
    said(lines).ifPresent(n -> context.recorder().sample("located-said", labels, "1", n));
    // Waits until all locations are known again; without capacity for all tasks, they never are.
    ScenarioContext.await(Duration.ofSeconds(20), () -> located(context) == count);
  }

  private static List<String> since(Path log, long offset) throws IOException {
    byte[] all = Files.readAllBytes(log);
    return new String(all, (int) offset, all.length - (int) offset, StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  /** How long the task runner's start took, in seconds, by the Overlord's own log. */
  private static Optional<Double> startTook(List<String> lines) {
    LocalDateTime begin = null;
    for (String line : lines) {
      if (line.contains("Starting K8sTaskRunner")) {
        begin = time(line);
      } else if (begin != null
          && (LOCATED.matcher(line).find() || line.contains("tasks from previous run"))) {
        return Optional.of(ChronoUnit.MILLIS.between(begin, time(line)) / 1e3);
      }
    }
    return Optional.empty();
  }

  private static LocalDateTime time(String line) {
    return LocalDateTime.parse(
        line.substring(0, "2024-01-01T00:00:00,000".length()).replace(',', '.'));
  }

  /** How many tasks the Overlord's log says it has located. */
  private static Optional<Double> said(List<String> lines) {
    return lines.stream()
        .map(LOCATED::matcher)
        .filter(Matcher::find)
        .map(found -> Double.valueOf(found.group(1).replace(",", "")))
        .findFirst();
  }

  private static void cell(ScenarioContext context, Restart restart, int count) {
    Map<String, String> labels = Map.of("fault", restart.fault());
    List<Double> unknown = context.recorder().of("unknown-locations", labels);
    List<Double> start = context.recorder().of("start", labels);
    double most = unknown.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    String said =
        context.recorder().of("located-said", labels).stream()
            .map(n -> ", said " + n.intValue())
            .findFirst()
            .orElse("");
    context
        .recorder()
        .cell(
            restart.row(),
            most == 0 ? GOOD : restart.properties().isEmpty() ? BAD : NEUTRAL,
            String.format(
                Locale.ROOT,
                "%d of %d, start took %.2f s%s",
                count - (int) most,
                count,
                start.isEmpty()
                    ? Double.NaN
                    : io.druidpatch.verification.measure.Statistics.of(start).median(),
                said));
  }
}
