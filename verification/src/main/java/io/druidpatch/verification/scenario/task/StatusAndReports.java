package io.druidpatch.verification.scenario.task;

import io.druidpatch.verification.druid.Overlord;
import io.druidpatch.verification.fault.Fault;
import io.druidpatch.verification.scenario.Pods;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the Overlord says of a task while it runs and afterwards: its status and its reports. */
public final class StatusAndReports implements Scenario {
  private static final String STATUS = "No wrong status of a task";
  private static final String RUNNING = "Reports of a running task";
  private static final String ENDED = "Reports of a task that has ended";
  private static final String SAVING = "Reports of a task whose log is being saved";

  /** The report of an ingestion. */
  private static final String INGESTION = "ingestionStatsAndErrors";

  private static final Duration TASK = Duration.ofMinutes(5);

  /** How long the Kubernetes API is away, and how long a task has run before. */
  private static final Duration AWAY = Duration.ofSeconds(50);

  private static final Duration BEFORE = Duration.ofSeconds(10);

  /** How long a report that is in the store may take to be given out. */
  private static final Duration AT_ONCE = Duration.ofSeconds(10);

  @Override
  public String name() {
    return "status-and-reports";
  }

  @Override
  public String question() {
    return "Are a task's status and its reports there while it runs, and afterwards?";
  }

  @Override
  public List<String> thresholds() {
    return List.of(STATUS, RUNNING, ENDED, SAVING);
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    // Enough rows that it runs for some seconds in its pod.
    String rows =
        IntStream.range(0, 1_000)
            .mapToObj(
                i ->
                    String.format(
                        Locale.ROOT,
                        "{\"t\":\"2024-01-%02dT00:00:00Z\",\"v\":\"%d\"}",
                        1 + i % 28,
                        i))
            .collect(Collectors.joining("\n"));
    String ingestion = ScenarioContext.id("peon");
    context.services().overlord().submit(Ingestion.of(ingestion, rows));
    watch(context, ingestion, "ingestion", "", INGESTION);
    String insert = ScenarioContext.id("peon-sql");
    context.services().overlord().submit(SqlInsert.of(insert, rows));
    watch(context, insert, "sql-insert", ": SQL INSERT", "multiStageQuery");
    whileSaving(context, rows);
    if (!context.quick()) {
      whileApiIsAway(context);
    }
  }

  /**
   * The peon runs on in its pod while nobody can ask Kubernetes what becomes of it, for longer than
   * the Kubernetes client tries again.
   */
  private static void whileApiIsAway(ScenarioContext context) throws Exception {
    String task = ScenarioContext.id("peon");
    context.says("status-and-reports: " + task + ", while the Kubernetes API is away");
    Overlord overlord = context.services().overlord();
    try {
      overlord.submitNoop(task, AWAY.multipliedBy(2));
      context.pods().awaitStarted(task, TASK);
      Thread.sleep(BEFORE.toMillis());
      context.api().set(Fault.refuse());
      Thread.sleep(AWAY.toMillis());
      if (context.api().faulted() == 0) {
        throw new IOException("Kubernetes was not asked for anything, so nothing was tested");
      }
      context.api().set(Fault.none());
      if (!ScenarioContext.await(TASK, () -> overlord.hasEnded(task))) {
        throw new IOException(task + " has not ended");
      }
      String code = overlord.statusCode(task);
      Map<String, String> labels = Map.of("when", "api-away", "task", "noop");
      context.recorder().sample("status-wrong", labels, "1", code.equals("SUCCESS") ? 0 : 1);
      context
          .row("Status of a task that ran while the Kubernetes API was away")
          .within(Map.of("task", "noop"), STATUS)
          .says(code + ", away for " + AWAY.toSeconds() + " s");
    } finally {
      context.api().set(Fault.none());
      context.pods().remove(task);
    }
  }

  /**
   * The peon has gone, and its task runs on for the Overlord, since its log cannot be read: nobody
   * but the store has its report.
   */
  private static void whileSaving(ScenarioContext context, String rows) throws Exception {
    String task = ScenarioContext.id("peon");
    context.says("status-and-reports: " + task + ", whose log cannot be read");
    Overlord overlord = context.services().overlord();
    context.api().set(Fault.pause().on("/log?"));
    try {
      overlord.submit(Ingestion.of(task, rows));
      if (!ScenarioContext.await(
          TASK,
          () ->
              context.pods().of(task).stream().anyMatch(Pods::hasEnded)
                  && context.api().faulted() > 0)) {
        throw new IOException("the log of " + task + " is not asked for, so nothing was tested");
      }
      String path = "/druid/indexer/v1/task/" + task;
      String code = overlord.statusCode(task);
      if (!code.equals("RUNNING")) {
        throw new IOException(task + " is " + code + " already, so nothing was tested");
      }
      boolean there =
          ScenarioContext.await(
              AT_ONCE, () -> has(INGESTION, overlord, path) || overlord.hasEnded(task));
      there &= !overlord.hasEnded(task);
      context.recorder().sample("reports-there", Map.of("when", "saving"), "1", there ? 1 : 0);
      context
          .row("Task reports while its log is being saved")
          .within(Map.of("when", "saving"), SAVING)
          .says(there ? "there" : "none");
    } finally {
      context.api().set(Fault.none());
      context.pods().remove(task);
    }
  }

  /**
   * Asks for a task's status and reports until it has ended, and once more.
   *
   * @param kind what the figures have as label {@code task}
   * @param suffix what the rows' names end with
   * @param report the report that this kind of task has
   */
  private static void watch(
      ScenarioContext context, String task, String kind, String suffix, String report)
      throws Exception {
    context.says("status-and-reports: " + task);
    Overlord overlord = context.services().overlord();
    String path = "/druid/indexer/v1/task/" + task;
    String code = "";
    int statusAsked = 0;
    int statusWrong = 0;
    int reportsAsked = 0;
    int reportsThere = 0;
    long until = System.nanoTime() + TASK.toNanos();
    while (!List.of("SUCCESS", "FAILED").contains(code)) {
      if (System.nanoTime() > until) {
        throw new IOException(task + " has not ended; its status is " + code);
      }
      Overlord.Reply status = overlord.get(path + "/status");
      statusAsked++;
      code = status.status() == 200 ? overlord.statusCode(task) : "";
      statusWrong += List.of("RUNNING", "SUCCESS", "FAILED").contains(code) ? 0 : 1;
      if (code.equals("RUNNING") && context.pods().of(task).stream().anyMatch(Pods::hasStarted)) {
        reportsAsked++;
        reportsThere += has(report, overlord, path) ? 1 : 0;
      }
      Thread.sleep(200);
    }
    Map<String, String> running = Map.of("when", "running", "task", kind);
    Map<String, String> after = Map.of("when", "afterwards", "task", kind);
    context.recorder().sample("status-asked", running, "1", statusAsked);
    context.recorder().sample("status-wrong", running, "1", statusWrong);
    context.recorder().sample("reports-asked", running, "1", reportsAsked);
    context.recorder().sample("reports-there", running, "1", reportsThere);
    boolean reportsAfter = ScenarioContext.await(AT_ONCE, () -> has(report, overlord, path));
    boolean right = code.equals("SUCCESS") && overlord.statusCode(task).equals("SUCCESS");
    context.recorder().sample("reports-there", after, "1", reportsAfter ? 1 : 0);
    context.recorder().sample("status-wrong", after, "1", right ? 0 : 1);
    context
        .row("Status API" + suffix)
        .within(Map.of("task", kind), STATUS)
        .says(statusWrong + " of " + statusAsked + " answers wrong, then " + code);
    context
        .row("Task reports while running" + suffix)
        .within(Map.of("task", kind), RUNNING)
        .says(reportsThere + " of " + reportsAsked + " answers, its start counted");
    context
        .row("Task reports afterwards" + suffix)
        .within(Map.of("task", kind), ENDED)
        .says(reportsAfter ? "there" : "none");
  }

  private static boolean has(String report, Overlord overlord, String path)
      throws IOException, InterruptedException {
    try {
      Overlord.Reply reply = overlord.get(path + "/reports");
      return reply.status() == 200 && reply.json().has(report);
    } catch (HttpTimeoutException e) {
      // It may ask a pod that is gone.
      return false;
    }
  }
}
