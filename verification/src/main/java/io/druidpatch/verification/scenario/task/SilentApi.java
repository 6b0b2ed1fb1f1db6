package io.druidpatch.verification.scenario.task;

import io.druidpatch.verification.druid.Overlord;
import io.druidpatch.verification.fault.Fault;
import io.druidpatch.verification.follow.Follower;
import io.druidpatch.verification.follow.Sink;
import io.druidpatch.verification.follow.Target;
import io.druidpatch.verification.scenario.Pods;
import io.druidpatch.verification.scenario.Row;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What is done to tasks while the Kubernetes API accepts some kind of request and never answers it.
 * A task is killed, ends, is submitted or has its log read, and the Overlord is restarted. Does it
 * come to its end, and does anybody else have to wait?
 */
public final class SilentApi implements Scenario {
  private static final String ENDS = "Nothing stuck by a silent Kubernetes API";
  private static final String OTHERS = "Nobody else waits for a silent Kubernetes API";
  private static final String PROPER_END = "No proper end of a log that cannot be read";

  private static final Duration START = Duration.ofMinutes(3);

  /** How long an answer that nothing hinders may take. */
  private static final Duration ANSWERED = Duration.ofSeconds(10);

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
    return List.of(ENDS, OTHERS, PROPER_END);
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

  /**
   * The answer may be an error: to say nothing is what holds a client and a thread. The log is
   * answered once before: an Overlord that does not know yet where the task runs asks nobody.
   */
  private static void log(ScenarioContext context) throws Exception {
    try (Case silent = new Case(context, "log", "a running task's log is read")) {
      String task = silent.task("beat-600", 600);
      String pod = context.pods().awaitStarted(task, START);
      Target log = Target.of(context.services().overlord().log(task, ""));
      if (!ScenarioContext.await(START, () -> isAnswered(log))) {
        throw new IOException(
            "the log of " + task + " is not answered before, so nothing was tested");
      }
      silent.begin(Fault.pause().on(Pods.logPath(pod)));
      try (Follower reader = Follower.open(log, Sink.none())) {
        silent.others();
        silent.awaitDone(() -> reader.endAfter().isPresent() || reader.failure().isPresent());
        // No line came through, so that an answer like that of a whole log is none.
        boolean falseEnd = reader.status() == 200 && reader.endAfter().isPresent();
        context.recorder().sample("false-end", silent.labels, "1", falseEnd ? 1 : 0);
        silent.row(words(reader), PROPER_END);
      }
    }
  }

  private static boolean isAnswered(Target log) throws InterruptedException {
    try (Follower reader = Follower.open(log, Sink.none())) {
      return reader.awaitEnd(ANSWERED) && reader.status() == 200 && reader.bytes() > 0;
    }
  }

  private static String words(Follower reader) {
    if (reader.status() == 0) {
      return ", no answer";
    }
    return String.format(
        Locale.ROOT,
        ", status %d, %d bytes%s",
        reader.status(),
        reader.bytes(),
        reader.failure().map(why -> ", broken off").orElse(""));
  }

  /** Its log is watched first, so that it can be saved, and its job deleted. */
  private static void kill(ScenarioContext context) throws Exception {
    try (Case silent = new Case(context, "kill", "a task is killed")) {
      String task = silent.task("idle-600", 600);
      String pod = context.pods().awaitStarted(task, START);
      silent.begin(Fault.pause().on(Pods.logPath(pod)));
      silent.cancel(task);
      silent.others();
      silent.done(() -> context.pods().of(task).isEmpty());
    }
  }

  private static void delete(ScenarioContext context) throws Exception {
    try (Case silent = new Case(context, "delete", "a task is killed, its job not deleted")) {
      String task = silent.task("idle-600", 600);
      context.pods().awaitStarted(task, START);
      silent.begin(Fault.pause().on("DELETE ", "/jobs/" + context.pods().job(task)));
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
      silent.begin(Fault.pause().on("/pods?", context.pods().job(task)));
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
      refused.begin(Fault.answer(403).on("/pods?", context.pods().job(task)));
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

  /** Without a leader, there is nobody whom others could ask meanwhile. */
  private static void restart(ScenarioContext context) throws Exception {
    try (Case silent = new Case(context, "restart", "the Overlord is restarted")) {
      String task = silent.task("idle-60", 60);
      context.pods().awaitStarted(task, START);
      context.services().killOverlord();
      silent.begin(Fault.pause().on("/jobs"));
      context.services().startOverlord(Map.of());
      silent.awaitAsked(START);
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
    private OptionalInt waiting = OptionalInt.empty();
    private long began;
    private boolean done;
    private double seconds;

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
      awaitAsked(PASSING);
      int unanswered = 0;
      try {
        Overlord overlord = context.services().overlord();
        unanswered += overlord.get("/druid/indexer/v1/tasks").status() == 200 ? 0 : 1;
      } catch (IOException e) {
        unanswered++;
      }
      try {
        task("idle-1", 1);
      } catch (IOException e) {
        unanswered++;
      }
      waiting = OptionalInt.of(unanswered);
    }

    /** Waits until a request meets the silence. */
    void awaitAsked(Duration time) throws Exception {
      if (!ScenarioContext.await(time, () -> context.api().faulted() > 0)) {
        throw new IOException(row + ": nothing was asked, so nothing was tested");
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
      awaitDone(question);
      row("");
    }

    void awaitDone(Question question) throws Exception {
      done = ScenarioContext.await(STUCK, question::answer);
      seconds = (System.nanoTime() - began) / 1e9;
      context.recorder().sample("stuck", labels, "1", done ? 0 : 1);
      context.recorder().sample("done", labels, "s", seconds);
      waiting.ifPresent(n -> context.recorder().sample("others-waiting", labels, "1", n));
    }

    /**
     * Records the row.
     *
     * @param how more words for how it was done
     * @param limits more than those that each has
     */
    void row(String how, String... limits) {
      Row made = context.row(row).within(labels, ENDS).within(labels, limits);
      String others = "";
      if (waiting.isPresent()) {
        made.within(labels, OTHERS);
        others =
            waiting.getAsInt() == 0
                ? "; others are answered"
                : "; " + waiting.getAsInt() + " of 2 requests of others are not answered";
      }
      made.says(
          (done
                  ? String.format(Locale.ROOT, "done after %.0f s", seconds)
                  : "stuck after " + STUCK.toSeconds() + " s")
              + how
              + others);
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
