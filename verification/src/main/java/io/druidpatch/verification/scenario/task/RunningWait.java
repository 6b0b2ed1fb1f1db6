package io.druidpatch.verification.scenario.task;

import com.fasterxml.jackson.databind.JsonNode;
import io.druidpatch.verification.embedded.EmbeddedCluster;
import io.druidpatch.verification.fault.Fault;
import io.druidpatch.verification.measure.Statistics;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether an Overlord that has just become the leader knows where its tasks run. The tasks only
 * sleep, so Kubernetes is the Overlord's only source of their locations.
 *
 * <p>The first to ask is a supervisor, which the Overlord starts before it answers requests. The
 * suite's own supervisor asks as those of Kafka and Kinesis do.
 *
 * <p>A Druid that does not wait knows a task as soon as a thread of the runner has taken it up, and
 * that is before anybody asks where each task finds a thread at once. It is not where the threads
 * are busy: with the logs of tasks that have ended while there was no Overlord, say.
 */
public final class RunningWait implements Scenario {
  private static final Duration RESTART = Duration.ofMinutes(3);

  /** How long a request for a log takes while logs are saved. */
  private static final Duration SAVING = Duration.ofSeconds(5);

  /** Tasks where each is a container of a node, which may take seconds to begin one. */
  private static final int NODE = 20;

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
   * @param limits the thresholds that give the row its verdict
   */
  private record Restart(
      String fault,
      String row,
      int times,
      Fault of,
      Map<String, String> properties,
      List<String> limits) {}

  private static final String AT_FIRST_QUESTION = "No unknown location of a running task";
  private static final String TO_SUPERVISOR = "No location unknown to a supervisor that starts";
  private static final String SLOW = "No location unknown to a supervisor, the API being slow";
  private static final String TAKEN =
      "No location unknown to a supervisor, ended tasks having the slots";
  private static final String SAYS = "An Overlord that waits no longer says for how many";

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
  public List<String> thresholds() {
    return List.of(AT_FIRST_QUESTION, TO_SUPERVISOR, SLOW, TAKEN, SAYS);
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    int count = context.quick() ? 5 : context.cluster() instanceof EmbeddedCluster ? 100 : NODE;
    String supervisor = ScenarioContext.id("places");
    int ending = context.quick() ? 0 : count / 2;
    List<String> tasks = new ArrayList<>();
    List<String> all = new ArrayList<>();
    if (ending > 0) {
      context.services().killOverlord();
      context.services().startOverlord(Map.of(CAPACITY, String.valueOf(count + ending)));
      context.services().awaitLeader(RESTART);
    }
    try {
      for (int i = 0; i < count; i++) {
        tasks.add(idle(context, 3600));
      }
      all.addAll(tasks);
      awaitLocated(context, tasks);
      context.services().overlord().supervise(supervisor);
      for (Restart restart : restarts(context)) {
        for (int i = 0; i < restart.times(); i++) {
          restart(context, restart, supervisor, tasks, List.of());
        }
        cell(context, restart, count);
      }
      if (ending > 0) {
        List<String> others = new ArrayList<>();
        for (int i = 0; i < ending; i++) {
          others.add(idle(context, 3000));
        }
        all.addAll(others);
        awaitLocated(context, others);
        Restart taken = slotsTaken(count);
        restart(context, taken, supervisor, tasks, others);
        cell(context, taken, count);
        Restart over = overCapacity(count);
        restart(context, over, supervisor, tasks, List.of());
        cell(context, over, count);
      }
    } finally {
      context.api().set(Fault.none());
      context.services().killOverlord();
      for (String task : all) {
        context.pods().remove(task);
      }
      context.services().startOverlord(Map.of(CAPACITY, "100", JOIN_TIMEOUT, "PT1M"));
      context.services().awaitLeader(RESTART);
      context.services().overlord().endSupervisor(supervisor);
      for (String task : all) {
        context.services().overlord().cancel(task);
      }
      // A node takes a hundred pods or so: those of the next scenario would wait for these to go.
      ScenarioContext.await(
          RESTART, () -> all.stream().allMatch(task -> context.pods().of(task).isEmpty()));
    }
  }

  private static String idle(ScenarioContext context, int seconds) throws Exception {
    String task = ScenarioContext.id("idle-" + seconds);
    context.services().overlord().submitNoop(task, Duration.ofSeconds(seconds));
    return task;
  }

  private static void awaitLocated(ScenarioContext context, List<String> tasks) throws Exception {
    context.says("running-wait: waiting for " + tasks.size() + " tasks to run");
    if (!ScenarioContext.await(
        RESTART.multipliedBy(2), () -> located(context, tasks) == tasks.size())) {
      throw new IOException(
          "only " + located(context, tasks) + " of " + tasks.size() + " tasks run");
    }
  }

  private static List<Restart> restarts(ScenarioContext context) {
    int times = context.quick() ? 1 : Math.max(3, context.repeat() / 4);
    Restart undisturbed =
        new Restart(
            "none",
            "RUNNING-wait: locations known",
            times,
            Fault.none(),
            Map.of(),
            List.of(AT_FIRST_QUESTION, TO_SUPERVISOR));
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
            Map.of(),
            List.of(SLOW)));
  }

  /**
   * Half as many tasks again have ended while there was no Overlord. The log of each takes a while
   * to be saved, and meanwhile it has one of the slots, of which there is one for each task that
   * runs.
   */
  private static Restart slotsTaken(int count) {
    return new Restart(
        "slots-taken",
        "RUNNING-wait while tasks that have ended have slots",
        1,
        Fault.slow(SAVING).on("/log?"),
        Map.of(CAPACITY, String.valueOf(count)),
        List.of(TAKEN));
  }

  /** The runner has capacity for half of the tasks, so its wait for them times out. */
  private static Restart overCapacity(int count) {
    return new Restart(
        "over-capacity",
        "RUNNING-wait with twice as many tasks as capacity, taskJoinTimeout 5 s",
        1,
        Fault.none(),
        Map.of(CAPACITY, String.valueOf(count / 2), JOIN_TIMEOUT, "PT5S"),
        List.of(SAYS));
  }

  private static int located(ScenarioContext context, List<String> tasks) throws Exception {
    Map<String, String> locations = context.services().overlord().locations();
    return (int) tasks.stream().map(locations::get).filter(Objects::nonNull).count();
  }

  /** Ends the containers of tasks. */
  private static void end(ScenarioContext context, List<String> tasks) throws Exception {
    for (String task : tasks) {
      context.cluster().killContainer(context.pods().awaitStarted(task, RESTART));
    }
    if (!ScenarioContext.await(
        RESTART,
        () ->
            tasks.stream()
                .flatMap(task -> context.pods().of(task).stream())
                .allMatch(pod -> pod.getStatus().getPhase().equals("Failed")))) {
      throw new IOException("not all killed tasks have ended, so nothing was tested");
    }
  }

  /**
   * Restarts the Overlord, and asks.
   *
   * @param tasks that run on
   * @param ended that end while there is no Overlord
   */
  private static void restart(
      ScenarioContext context,
      Restart restart,
      String supervisor,
      List<String> tasks,
      List<String> ended)
      throws Exception {
    context.says("running-wait: restarting the Overlord (" + restart.fault() + ")");
    context.services().killOverlord();
    end(context, ended);
    Path log = context.services().overlordLog();
    long before = Files.size(log);
    context.api().set(restart.of());
    context.services().startOverlord(restart.properties());
    context.services().awaitLeader(RESTART);
    // The first request, sent as soon as the Overlord answers.
    long asked = System.nanoTime();
    int known = located(context, tasks);
    Map<String, String> labels = Map.of("fault", restart.fault());
    context.recorder().sample("first-answer", labels, "s", (System.nanoTime() - asked) / 1e9);
    context.recorder().sample("unknown-locations", labels, "1", tasks.size() - known);
    JsonNode places = context.services().overlord().places(supervisor);
    int faulted = context.api().faulted();
    context.api().set(Fault.none());
    if (restart.of().kind() != Fault.Kind.NONE && faulted == 0) {
      throw new IOException(restart.fault() + " hit no request, so nothing was tested");
    }
    Set<String> unknown = new HashSet<>(tasks);
    places.path("known").forEach(task -> unknown.remove(task.asText()));
    context.recorder().sample("unknown-to-supervisor", labels, "1", unknown.size());
    context
        .recorder()
        .sample("told-supervisor", labels, "s", places.path("seconds").asDouble(Double.NaN));
    List<String> lines = since(log, before);
    startTook(lines).ifPresent(s -> context.recorder().sample("start", labels, "s", s));
    Optional<Double> said = said(lines);
    said.ifPresent(n -> context.recorder().sample("located-said", labels, "1", n));
    context.recorder().sample("not-said", labels, "1", said.isPresent() ? 0 : 1);
    // Waits until all locations are known again; without capacity for all tasks, they never are.
    ScenarioContext.await(Duration.ofSeconds(20), () -> located(context, tasks) == tasks.size());
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
    List<Double> start = context.recorder().of("start", labels);
    Optional<Double> said = context.recorder().of("located-said", labels).stream().findFirst();
    context
        .row(restart.row())
        .within(labels, restart.limits().toArray(String[]::new))
        .says(
            String.format(
                Locale.ROOT,
                "%d of %d when a supervisor starts, %d at the first question; start took %.2f s%s",
                count - most(context, "unknown-to-supervisor", labels),
                count,
                count - most(context, "unknown-locations", labels),
                start.isEmpty() ? Double.NaN : Statistics.of(start).median(),
                said.map(n -> ", said " + n.intValue()).orElse("")));
  }

  private static int most(ScenarioContext context, String name, Map<String, String> labels) {
    return (int) Statistics.of(context.recorder().of(name, labels)).max();
  }
}
