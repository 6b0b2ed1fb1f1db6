package io.druidpatch.verification.scenario.task;

import io.druidpatch.verification.druid.Overlord;
import io.druidpatch.verification.scenario.OverlordRestart;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import io.druidpatch.verification.scenario.SecureWay;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What tasks that have ended leave behind for those that come after them: a job whose task cannot
 * be read, a job that nobody deleted, and large logs.
 */
public final class EndedTasks implements Scenario {
  private static final String LEADS = "An Overlord leads beside a job that it cannot read";
  private static final String DELETED = "A job that has ended is deleted in time";
  private static final String NEXT = "Large logs of ended tasks stop no other task";

  private static final String DELAY = "druid.indexer.runner.taskCleanupDelay";
  private static final String INTERVAL = "druid.indexer.runner.taskCleanupInterval";

  private static final int DELAY_SECONDS = 10;
  private static final int INTERVAL_SECONDS = 5;

  /** An Overlord that was killed is missed for 12 s, and starts in some ten more. */
  private static final Duration LEADER = Duration.ofMinutes(2);

  /** The limit of thresholds.yaml is shorter. */
  private static final Duration GONE = Duration.ofSeconds(60);

  private static final Duration END = Duration.ofMinutes(2);

  /** Each has 12 MB; the client takes 16 MiB of what nobody reads. */
  private static final int LARGE = 3;

  @Override
  public String name() {
    return "ended-tasks";
  }

  @Override
  public String question() {
    return "Does what ended tasks leave behind stop the Overlord or other tasks?";
  }

  @Override
  public List<String> thresholds() {
    return List.of(LEADS, DELETED, NEXT);
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    try {
      lead(context);
      delete(context);
    } finally {
      OverlordRestart.byProxy(context, Map.of(DELAY, "P2D", INTERVAL, "PT10M"));
    }
    largeLogs(context);
  }

  /** The Overlord is started while the job is there. */
  private static void lead(ScenarioContext context) throws Exception {
    context.services().killOverlord();
    try (LeftJob job = LeftJob.make(context)) {
      context.says("ended-tasks: a start beside " + job.name() + ", which cannot be read");
      long began = System.nanoTime();
      context
          .services()
          .startOverlord(
              Map.of(DELAY, "PT" + DELAY_SECONDS + "S", INTERVAL, "PT" + INTERVAL_SECONDS + "S"));
      Overlord overlord = context.services().overlord();
      boolean leads = ScenarioContext.await(LEADER, overlord::leads);
      double seconds = (System.nanoTime() - began) / 1e9;
      String task = leads ? runTask(context) : "";
      context.recorder().sample("no-leader", Map.of(), "1", task.equals("SUCCESS") ? 0 : 1);
      context.recorder().sample("leads", Map.of(), "s", seconds);
      context
          .row("Restart beside a job that cannot be read")
          .within(LEADS)
          .says(
              leads
                  ? String.format(Locale.ROOT, "leads after %.0f s; a task then: %s", seconds, task)
                  : "no leader after " + LEADER.toSeconds() + " s");
    }
    // It may have given up for some seconds.
    context.services().awaitLeader(END);
  }

  /** A job ends while the Overlord leads, which is told to delete jobs that ended some time ago. */
  private static void delete(ScenarioContext context) throws Exception {
    try (LeftJob job = LeftJob.make(context)) {
      context.says("ended-tasks: waiting until " + job.name() + " is deleted");
      long began = System.nanoTime();
      boolean gone = ScenarioContext.await(GONE, job::isGone);
      double seconds = (System.nanoTime() - began) / 1e9;
      // One that is never deleted is as late as the last look at it.
      context.recorder().sample("job-deleted", Map.of(), "s", seconds);
      context
          .row("A job that has ended, taskCleanupDelay " + DELAY_SECONDS + " s")
          .within(DELETED)
          .says(
              gone
                  ? String.format(Locale.ROOT, "deleted after %.0f s", seconds)
                  : "still there after " + GONE.toSeconds() + " s");
    }
  }

  /**
   * The Overlord reaches the Kubernetes API as usual, with HTTP/2 where its client asks for it:
   * there, what is sent to a stream that nobody reads counts against all.
   */
  private static void largeLogs(ScenarioContext context) throws Exception {
    context.says("ended-tasks: large logs");
    try (SecureWay way = SecureWay.take(context)) {
      List<String> large = new ArrayList<>();
      for (int i = 0; i < LARGE; i++) {
        large.add(submit(context, "talk-bulk-5", 5));
      }
      for (String task : large) {
        context.pods().awaitStarted(task, END);
      }
      for (String task : large) {
        if (!ScenarioContext.await(END, () -> context.services().overlord().hasEnded(task))) {
          throw new IOException(task + " has not ended");
        }
      }
      long began = System.nanoTime();
      String next = runTask(context);
      double seconds = (System.nanoTime() - began) / 1e9;
      context.recorder().sample("next-stuck", Map.of(), "1", next.equals("SUCCESS") ? 0 : 1);
      context.recorder().sample("next-task", Map.of(), "s", seconds);
      context
          .recorder()
          .sample("kubernetes-connections", Map.of(), "1", way.proxy().open(request -> true));
      context
          .row("The next task after " + LARGE + " with logs of 12 MB")
          .within(NEXT)
          .says(String.format(Locale.ROOT, "%s after %.0f s", next, seconds));
    }
  }

  private static String submit(ScenarioContext context, String prefix, int seconds)
      throws Exception {
    String task = ScenarioContext.id(prefix);
    context.services().overlord().submitNoop(task, Duration.ofSeconds(seconds));
    return task;
  }

  /** What becomes of a task with a real peon: its status code, or that it was not taken. */
  private static String runTask(ScenarioContext context) throws Exception {
    String task;
    try {
      task = submit(context, "peon", 1);
    } catch (IOException e) {
      return "not taken: " + e.getMessage();
    }
    if (!ScenarioContext.await(END, () -> context.services().overlord().hasEnded(task))) {
      context.pods().remove(task);
    }
    return code(context, task);
  }

  private static String code(ScenarioContext context, String task) throws InterruptedException {
    try {
      String code = context.services().overlord().statusCode(task);
      return code.isEmpty() ? "unknown" : code;
    } catch (IOException e) {
      return "not answered";
    }
  }
}
