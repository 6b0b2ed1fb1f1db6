package io.druidpatch.verification.scenario.task;

import io.druidpatch.verification.druid.Overlord;
import io.druidpatch.verification.fault.Fault;
import io.druidpatch.verification.follow.Follower;
import io.druidpatch.verification.follow.Sink;
import io.druidpatch.verification.follow.Target;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is done to tasks while the Kubernetes API accepts some kind of request and never answers it.
 * A task is killed, ends, is submitted or has its log read, and the Overlord is restarted. Does it
 * come to its end, and does anybody else have to wait?
 */
public final class SilentApi implements Scenario {
  private static final String ENDS = "Nothing stuck by a silent Kubernetes API";
  private static final String OTHERS = "Nobody else waits for a silent Kubernetes API";

  private static final Duration START = Duration.ofMinutes(3);

  /** How long a silence lasts that passes. */
  private static final Duration PASSING = Duration.ofSeconds(45);

  /** What has not come so long after the silence is stuck. */
  private static final Duration STUCK = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "silent-api";
  }

  @Override
  public String question() {
    return "Does what is done to tasks come to an end while the Kubernetes API is silent?";
  }

  @Override
  public List<String> thresholds() {
    return List.of(ENDS, OTHERS);
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    log(context);
    kill(context);
    delete(context);
    end(context);
    endRefused(context);
    submit(context);
    restart(context);
  }

  /** The answer may be an error: to say nothing is what holds a client and a thread. */
  private static void log(ScenarioContext context) throws Exception {
    try (Case silent = new Case(context, "log", "a running task's log is read")) {
      String task = silent.task("idle-600", 600);
      context.pods().awaitStarted(task, START);
      silent.begin(Fault.pause().on("/log?"));
      Target log = Target.of(context.services().overlord().log(task, ""));
      try (Follower reader = Follower.open(log, Sink.none())) {
        silent.others();
        silent.done(() -> reader.endAfter().isPresent() || reader.failure().isPresent());
      }
    }
  }

  /** Its log is watched first, so that it can be saved, and its job deleted. */
  private static void kill(ScenarioContext context) throws Exception {
    try (Case silent = new Case(context, "kill", "a task is killed")) {
      String task = silent.task("idle-600", 600);
      context.pods().awaitStarted(task, START);
      silent.begin(Fault.pause().on("/log?"));
      silent.cancel(task);
      silent.others();
      silent.done(() -> context.pods().of(task).isEmpty());
    }
  }

  private static void delete(ScenarioContext context) throws Exception {
    try (Case silent = new Case(context, "delete", "a task is killed, its job not deleted")) {
      String task = silent.task("idle-600", 600);
      context.pods().awaitStarted(task, START);
      silent.begin(Fault.pause().on("DELETE ", "/jobs"));
      silent.cancel(task);
      silent.others();
      silent.pass();
      silent.done(() -> context.pods().of(task).isEmpty());
    }
  }

  /** Where its pod is has not been asked before, and is asked when it ends. */
  private static void end(ScenarioContext context) throws Exception {
    try (Case silent = new Case(context, "end", "a task ends")) {
      String task = silent.task("idle-15", 15);
      context.pods().awaitStarted(task, START);
      silent.begin(Fault.pause().on("/pods?"));
      silent.others();
      silent.pass();
      silent.done(() -> context.services().overlord().hasEnded(task));
    }
  }

  /** The same, and the look-up is refused, which nobody tries again. */
  private static void endRefused(ScenarioContext context) throws Exception {
    try (Case refused = new Case(context, "end-refused", "a task ends, 403 in place of silence")) {
      String task = refused.task("idle-15", 15);
      context.pods().awaitStarted(task, START);
      refused.begin(Fault.answer(403).on("/pods?"));
      refused.others();
      refused.pass();
      refused.done(() -> context.services().overlord().hasEnded(task));
    }
  }

  private static void submit(ScenarioContext context) throws Exception {
    try (Case silent = new Case(context, "submit", "a task is submitted")) {
      silent.begin(Fault.pause().on("POST ", "/jobs"));
      String task = silent.task("idle-5", 5);
      silent.others();
      silent.pass();
      silent.done(() -> context.services().overlord().hasEnded(task));
    }
  }

  private static void restart(ScenarioContext context) throws Exception {
    try (Case silent = new Case(context, "restart", "the Overlord is restarted")) {
      String task = silent.task("idle-60", 60);
      context.pods().awaitStarted(task, START);
      context.services().killOverlord();
      silent.begin(Fault.pause().on("/jobs"));
      context.services().startOverlord(Map.of());
      silent.pass();
      silent.done(
          () ->
              context.services().overlord().leads()
                  && context.services().overlord().hasEnded(task));
    }
  }

  /** A question that may fail. */
  @FunctionalInterface
  private interface Question {
    boolean answer() throws Exception;
  }

  /** One thing that is done, with the tasks that it takes. */
  private static final class Case implements AutoCloseable {
    private final ScenarioContext context;
    private final String row;
    private final Map<String, String> labels;
    private final List<String> tasks = new ArrayList<>();
    private int waiting;
    private long began;

    Case(ScenarioContext context, String doing, String what) {
      context.says("silent-api: " + what);
      this.context = context;
      this.row = "Silent Kubernetes API: " + what;
      this.labels = Map.of("doing", doing);
    }

    String task(String prefix, int seconds) throws Exception {
      String task = ScenarioContext.id(prefix);
      context.services().overlord().submitNoop(task, Duration.ofSeconds(seconds));
      tasks.add(task);
      return task;
    }

    void begin(Fault fault) {
      began = System.nanoTime();
      context.api().set(fault);
    }

    /** Kills a task, and does not wait for the answer: that may be what is silent. */
    void cancel(String task) {
      Thread kill =
          new Thread(
              () -> {
                try {
                  context.services().overlord().cancel(task);
                } catch (IOException e) {
                  context.says("silent-api: the kill is not answered");
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              },
              "kill " + task);
      kill.setDaemon(true);
      kill.start();
    }

    /** Others list the tasks, and submit one. */
    void others() throws Exception {
      Overlord overlord = context.services().overlord();
      if (!ScenarioContext.await(PASSING, () -> context.api().faulted() > 0)) {
        throw new IOException(row + ": nothing was asked, so nothing was tested");
      }
      try {
        waiting += overlord.get("/druid/indexer/v1/tasks").status() == 200 ? 0 : 1;
      } catch (IOException e) {
        waiting++;
      }
      try {
        task("idle-1", 1);
      } catch (IOException e) {
        waiting++;
      }
    }

    /** The silence lasts for a while. */
    void pass() throws InterruptedException {
      Thread.sleep(PASSING.toMillis());
      end();
    }

    void end() {
      context.api().set(Fault.none());
    }

    /** Waits until it is done, and records the row. */
    void done(Question question) throws Exception {
      boolean done = ScenarioContext.await(STUCK, question::answer);
      double seconds = (System.nanoTime() - began) / 1e9;
      context.recorder().sample("stuck", labels, "1", done ? 0 : 1);
      context.recorder().sample("others-waiting", labels, "1", waiting);
      context.recorder().sample("done", labels, "s", seconds);
      context
          .row(row)
          .within(labels, ENDS, OTHERS)
          .says(
              (done
                      ? String.format(Locale.ROOT, "done after %.0f s", seconds)
                      : "stuck after " + STUCK.toSeconds() + " s")
                  + (waiting == 0
                      ? "; others are answered"
                      : "; " + waiting + " of 2 requests of others are not answered"));
    }

    /** Takes the tasks away, and the Overlord with all that it still waits for. */
    @Override
    public void close() throws IOException {
      context.api().set(Fault.none());
      for (String task : tasks) {
        context.pods().remove(task);
      }
      try {
        context.services().killOverlord();
        context.services().startOverlord(Map.of());
        context.services().awaitLeader(START);
        for (String task : tasks) {
          context.services().overlord().cancel(task);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }
}
