package io.druidpatch.verification.scenario.task;

import io.druidpatch.verification.druid.Overlord;
import io.druidpatch.verification.scenario.Pods;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;
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

  private static final Duration TASK = Duration.ofMinutes(5);

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
    return List.of(STATUS, RUNNING, ENDED);
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    String task = ScenarioContext.id("peon");
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
    Overlord overlord = context.services().overlord();
    overlord.submit(Ingestion.of(task, rows));
    context.says("status-and-reports: " + task);
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
        reportsThere += reports(overlord, path) ? 1 : 0;
      }
      Thread.sleep(200);
    }
    Map<String, String> running = Map.of("when", "running");
    Map<String, String> after = Map.of("when", "afterwards");
    context.recorder().sample("status-asked", running, "1", statusAsked);
    context.recorder().sample("status-wrong", running, "1", statusWrong);
    context.recorder().sample("reports-asked", running, "1", reportsAsked);
    context.recorder().sample("reports-there", running, "1", reportsThere);
    boolean reportsAfter =
        ScenarioContext.await(Duration.ofSeconds(10), () -> reports(overlord, path));
    boolean right = code.equals("SUCCESS") && overlord.statusCode(task).equals("SUCCESS");
    context.recorder().sample("reports-there", after, "1", reportsAfter ? 1 : 0);
    context.recorder().sample("status-wrong", after, "1", right ? 0 : 1);
    context
        .row("Status API")
        .within(STATUS)
        .says(statusWrong + " of " + statusAsked + " answers wrong, then " + code);
    context
        .row("Task reports while running")
        .within(RUNNING)
        .says(reportsThere + " of " + reportsAsked + " answers, its start counted");
    context.row("Task reports afterwards").within(ENDED).says(reportsAfter ? "there" : "none");
  }

  private static boolean reports(Overlord overlord, String path)
      throws IOException, InterruptedException {
    Overlord.Reply reply = overlord.get(path + "/reports");
    return reply.status() == 200 && reply.json().has("ingestionStatsAndErrors");
  }
}
