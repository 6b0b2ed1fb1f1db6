package io.druidpatch.verification.scenario.task;

import io.druidpatch.verification.druid.JvmProbe;
import io.druidpatch.verification.druid.Overlord;
import io.druidpatch.verification.druid.TasksTableLock;
import io.druidpatch.verification.scenario.OverlordRestart;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What an operator sees while the table of tasks in the metadata store is locked for a while, as by
 * a migration, a clean-up or a backup. Is the log of a running task answered, which needs nothing
 * that the Overlord does not have in memory? Do the running tasks live on if the Overlord loses the
 * leadership meanwhile?
 */
public final class MetadataStore implements Scenario {
  private static final String ANSWERED =
      "A running task's log is answered while the metadata store is not";
  private static final String KEPT = "No running task is killed when leadership is lost";

  private static final Duration START = Duration.ofMinutes(3);

  /** How long a running task's log may take to have bytes. */
  private static final Duration WRITTEN = Duration.ofSeconds(30);

  /** From when nothing hinders the Overlord. */
  private static final Duration LEADER = Duration.ofMinutes(2);

  /** What comes in the wrong order in one attempt does not in all of them. */
  private static final int ATTEMPTS = 3;

  /**
   * Tasks that run when the leadership is lost. The thread that kills them has been interrupted, so
   * that a Druid may delete some jobs and not others.
   */
  private static final int TASKS = 20;

  /** So many of them have a real peon, which says that it has succeeded. */
  private static final int PEONS = 3;

  /** For how long the real peons run, in seconds: longer than it takes to look at all tasks. */
  private static final int SECONDS = 420;

  /** How long after the queue's stop the pod of a killed task may still look untouched. */
  private static final Duration SETTLED = Duration.ofSeconds(15);

  @Override
  public String name() {
    return "metadata-store";
  }

  @Override
  public String question() {
    return "What of running tasks depends on whether the metadata store answers?";
  }

  @Override
  public List<String> thresholds() {
    return List.of(ANSWERED, KEPT);
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    log(context);
    if (!context.quick()) {
      leadership(context);
    }
  }

  /**
   * The Overlord leads for the second time. Each term has a task queue of its own, and 30.0.0 takes
   * note of the queue once, at the first request of all. Whether that came before the first term or
   * in it is chance, and so is whether it finds a task of that term in memory.
   */
  private static void log(ScenarioContext context) throws Exception {
    context.says("metadata-store: a second term as the leader");
    context.services().loseLeadership();
    if (!ScenarioContext.await(LEADER, () -> !context.services().overlord().leads())) {
      throw new IOException("the Overlord has not lost the leadership, so nothing was tested");
    }
    context.services().awaitLeader(LEADER);
    RunningTask running = RunningTask.submit(context, "beat-300", 300);
    String task = running.id();
    try {
      running.awaitStarted(START);
      if (!ScenarioContext.await(WRITTEN, () -> logIsAnswered(context, task))) {
        throw new IOException("the log of " + task + " is not answered with the store in use");
      }
      readLog(context, task);
    } finally {
      running.cancel();
    }
  }

  /**
   * Reads the log while the table is locked, and records the row. The look-up of a task that there
   * is not has no answer meanwhile, which shows that the metadata store gives none. Each minute the
   * Overlord reads all tasks anew, and holds the task queue's lock for as long as that takes: the
   * log is read then.
   */
  private static void readLog(ScenarioContext context, String task) throws Exception {
    context.says("metadata-store: a running task's log");
    try (JvmProbe probe = context.services().probeOverlord();
        TasksTableLock lock = context.services().lockTasks(TasksTableLock.Kind.READS_AND_WRITES)) {
      if (!context.quick() && !QueueLock.awaitSync(probe)) {
        throw new IOException("the Overlord does not read its tasks anew, so nothing was tested");
      }
      CompletableFuture<Boolean> store =
          CompletableFuture.supplyAsync(
              () -> ask(context, "/task/" + ScenarioContext.id("nowhere") + "/status").isPresent());
      long began = System.nanoTime();
      boolean answered = logIsAnswered(context, task);
      double seconds = (System.nanoTime() - began) / 1e9;
      if (store.get()) {
        throw new IOException("the metadata store answers, so nothing was tested");
      }
      lock.requireHeld();
      context.recorder().sample("log-unanswered", Map.of(), "1", answered ? 0 : 1);
      context.recorder().sample("log", Map.of(), "s", seconds);
      context
          .row("The metadata store does not answer: a running task's log")
          .within(ANSWERED)
          .says(
              String.format(
                  Locale.ROOT, answered ? "answered after %.2f s" : "no log in %.0f s", seconds));
    }
  }

  private static boolean logIsAnswered(ScenarioContext context, String task) {
    return ask(context, "/task/" + task + "/log")
        .filter(reply -> reply.status() == 200 && !reply.body().isEmpty())
        .isPresent();
  }

  /** The answer, whatever its status; empty if there is none in time. */
  private static Optional<Overlord.Reply> ask(ScenarioContext context, String path) {
    try {
      return Optional.of(context.services().overlord().get("/druid/indexer/v1" + path));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
  }

  private static void leadership(ScenarioContext context) throws Exception {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      List<RunningTask> tasks = new ArrayList<>();
      long began = System.nanoTime();
      try {
        for (int i = 0; i < TASKS; i++) {
          tasks.add(
              i < PEONS
                  ? RunningTask.submit(context, "peon", SECONDS)
                  : RunningTask.submit(context, "idle-600", 600));
        }
        for (RunningTask task : tasks) {
          task.awaitStarted(START);
        }
        if (loseLeadership(context, tasks)) {
          record(context, tasks, began);
          return;
        }
      } finally {
        for (RunningTask task : tasks) {
          try {
            task.cancel();
          } catch (IOException e) {
            context.says("metadata-store: a task cannot be cancelled: " + e.getMessage());
          }
        }
      }
    }
    throw new IOException(
        "no management run waited for the task queue's lock behind its stop, so nothing was tested");
  }

  /**
   * Loses the leadership while the metadata store takes no writes, and has the store answer again.
   *
   * @return whether a management run came when the queue was stopped, but its tasks were not yet
   *     forgotten
   */
  private static boolean loseLeadership(ScenarioContext context, List<RunningTask> tasks)
      throws Exception {
    context.says("metadata-store: the leadership is lost");
    boolean ordered;
    CompletableFuture<String> added;
    try {
      try (JvmProbe probe = context.services().probeOverlord();
          TasksTableLock lock = context.services().lockTasks(TasksTableLock.Kind.WRITES)) {
        added = CompletableFuture.supplyAsync(() -> add(context));
        ordered = QueueLock.awaitInsert(probe);
        if (ordered) {
          context.services().loseLeadership();
          ordered =
              QueueLock.awaitManagementBehindStop(probe)
                  && tasks.stream().allMatch(RunningTask::isLeftAlone);
          lock.requireHeld();
        }
      }
      // What was to be killed has been.
      Thread.sleep(SETTLED.toMillis());
    } finally {
      // An Overlord that stopped so slowly need not lead again by itself.
      OverlordRestart.byProxy(context, Map.of());
    }
    context.services().overlord().cancel(added.get());
    return ordered;
  }

  /** Whether it is taken or not: the queue's lock is held until the metadata store answers. */
  private static String add(ScenarioContext context) {
    String task = ScenarioContext.id("idle-1");
    try {
      context.services().overlord().submitNoop(task, Duration.ofSeconds(1));
    } catch (IOException e) {
      context.says("metadata-store: the submission is not answered");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
    return task;
  }

  /**
   * Records the row.
   *
   * @param began before the first task was submitted
   */
  private static void record(ScenarioContext context, List<RunningTask> tasks, long began)
      throws Exception {
    int killed = (int) tasks.stream().filter(task -> !task.isLeftAlone()).count();
    // The pod of one that has ended by itself is gone, too.
    if (System.nanoTime() - began > Duration.ofSeconds(SECONDS).toNanos()) {
      throw new IOException("the real peons may have ended by themselves, so nothing was tested");
    }
    List<String> ends = new ArrayList<>();
    if (killed == 0) {
      context.says("metadata-store: waiting for the end of the real peons");
      for (RunningTask task : tasks.subList(0, PEONS)) {
        ends.add(task.awaitEnd(Duration.ofSeconds(SECONDS).plus(START)));
      }
    }
    int failed = (int) ends.stream().filter(end -> !end.equals("SUCCESS")).count();
    context.recorder().sample("killed-tasks", Map.of(), "1", killed + failed);
    context
        .row("Leadership is lost while the metadata store takes no writes: running tasks")
        .within(KEPT)
        .says(
            killed == 0
                ? "all " + TASKS + " left alone; the real peons: " + String.join(", ", ends)
                : killed + " of " + TASKS + " killed");
  }
}
