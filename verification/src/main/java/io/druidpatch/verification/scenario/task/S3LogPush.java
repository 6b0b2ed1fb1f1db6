package io.druidpatch.verification.scenario.task;

import io.druidpatch.verification.fault.Fault;
import io.druidpatch.verification.fault.FaultProxy;
import io.druidpatch.verification.follow.Recording;
import io.druidpatch.verification.scenario.Pods;
import io.druidpatch.verification.scenario.Row;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a task's log is in the object store when the task has ended, byte for byte as its
 * container wrote it, and whether the task ends at all, for several ways to end and several faults
 * while the log is saved.
 */
public final class S3LogPush implements Scenario {
  /** A task is stuck if it has not ended so long after its pod. */
  private static final Duration STUCK = Duration.ofMinutes(2);

  private static final Duration START = Duration.ofMinutes(4);

  /** How long after a task's end its log may appear. */
  private static final Duration LATE = Duration.ofSeconds(45);

  /** How long a temporary fault lasts. */
  private static final Duration PASSING = Duration.ofSeconds(20);

  private static final String ENDS = "No stuck task";
  private static final String LOG = "Logs in S3 are the pods'";

  /** Of this one nothing can be saved: {@link LivePush} asks for what was saved before. */
  private static final String SILENT = "api-silent";

  private static final String UNREADABLE = "kubelet-cannot-read";

  private static final String KUBELET_LOST = "kubelet-lost";

  private static final String LOG_DEAD = "log-connection-dead";

  private static final Set<String> FAULTS =
      Set.of(
          "api-errors",
          UNREADABLE,
          KUBELET_LOST,
          "api-away",
          "store-errors",
          "store-away",
          LOG_DEAD,
          SILENT);

  /** What is done to a task whose pod runs. */
  @FunctionalInterface
  private interface Fate {
    void befalls(ScenarioContext context, String task, String pod) throws Exception;
  }

  @Override
  public String name() {
    return "s3-log-push";
  }

  @Override
  public String question() {
    return "Is a task's log in S3 when the task has ended, and does the task end?";
  }

  @Override
  public List<String> thresholds() {
    return List.of(ENDS, LOG);
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    // Peons start slowly, so these start together.
    Map<String, Run> together = new LinkedHashMap<>();
    together.put("success", Run.noop(context, "peon", 5));
    if (!context.quick()) {
      together.put("failure", Run.failing(context));
      together.put("cancelled", Run.noop(context, "peon", 600));
      together.put("killed", Run.noop(context, "peon", 600));
      together.put("evicted", Run.noop(context, "peon", 20));
    }
    Map<String, Fate> fates =
        Map.of(
            "cancelled", (t, task, pod) -> t.services().overlord().cancel(task),
            "killed", (t, task, pod) -> t.cluster().killContainer(pod),
            "evicted", (t, task, pod) -> t.cluster().evict(pod));
    for (Map.Entry<String, Run> run : together.entrySet()) {
      String pod = context.pods().awaitStarted(run.getValue().task(), START);
      Fate fate = fates.get(run.getKey());
      if (fate != null) {
        // The task is at work: its log has lines.
        run.getValue().awaitBytes(4_000);
        fate.befalls(context, run.getValue().task(), pod);
      }
    }
    for (Map.Entry<String, Run> run : together.entrySet()) {
      finish(context, run.getKey(), run.getValue(), System.nanoTime());
    }
    if (!context.quick()) {
      one(context, "overlord-restarted", "peon", 15, S3LogPush::restartOverlord);
      // The same task without a fault, to compare with.
      one(context, "no-fault", "talk-quiet-10", 10, (t, task, pod) -> {});
      one(context, "api-errors", "talk-quiet-10", 10, onLog(Fault.answer(500)));
      one(context, UNREADABLE, "talk-quiet-10", 10, onLog(Fault.unreadableLog()));
      one(context, KUBELET_LOST, "talk-quiet-10", 10, S3LogPush::loseKubelet);
      one(
          context,
          "api-away",
          "talk-quiet-10",
          10,
          (t, task, pod) -> last(t.api(), Fault.refuse()));
      one(
          context,
          "store-errors",
          "talk-quiet-10",
          10,
          (t, task, pod) -> last(store(t), Fault.answer(503).on("/logs/" + task)));
      one(
          context,
          "store-away",
          "talk-quiet-10",
          10,
          (t, task, pod) -> last(store(t), Fault.refuse()));
    }
    one(context, "connections-dead", "talk-quiet-10", 10, S3LogPush::silenceAll);
    one(context, LOG_DEAD, "talk-quiet-10", 10, S3LogPush::silenceLog);
    // Requests for a log get no answer at all, as when a firewall drops a connection.
    one(
        context,
        SILENT,
        "talk-quiet-5",
        5,
        (t, task, pod) -> t.api().set(Fault.pause().on(Pods.logPath(pod))));
    stuck(context);
  }

  private static void one(
      ScenarioContext context, String outcome, String prefix, int seconds, Fate fate)
      throws Exception {
    Run run = Run.noop(context, prefix, seconds);
    try {
      String pod = context.pods().awaitStarted(run.task(), START);
      run.awaitBytes(1_000);
      long began = System.nanoTime();
      fate.befalls(context, run.task(), pod);
      finish(context, outcome, run, began);
    } finally {
      context.api().set(Fault.none());
      context.store().ifPresent(store -> store.set(Fault.none()));
      // A stuck task would disturb what comes next.
      context.pods().remove(run.task());
      run.close();
    }
  }

  private static void restartOverlord(ScenarioContext context, String task, String pod)
      throws Exception {
    context.services().killOverlord();
    context.services().startOverlord(Map.of());
    context.services().awaitLeader(START);
  }

  /** While the task runs, each connection dies and nobody is told; new ones work. */
  private static void silenceAll(ScenarioContext context, String task, String pod)
      throws IOException {
    if (context.api().silence(request -> true) == 0) {
      throw new IOException("no connection was open, so nothing was tested");
    }
  }

  /** The same of the one by which the log is fetched when the task has ended. */
  private static void silenceLog(ScenarioContext context, String task, String pod)
      throws Exception {
    context.api().set(Fault.slow(PASSING).on(Pods.logPath(pod)));
    if (!ScenarioContext.await(START, () -> context.api().faulted() > 0)) {
      throw new IOException("the log of " + task + " is not asked for, so nothing was tested");
    }
    int hit = context.api().silence(request -> request.contains(Pods.logPath(pod)));
    context.api().set(Fault.none());
    if (hit == 0) {
      throw new IOException(
          "the log of " + task + " is on no connection anymore, so nothing was tested");
    }
  }

  /** A fault of the Kubernetes API's answers to requests for the task's log. */
  private static Fate onLog(Fault fault) {
    return (context, task, pod) -> last(context.api(), fault.on(Pods.logPath(pod)));
  }

  /**
   * The API server loses kubelet while it passes the log on. It does not look at the error, and
   * ends its answer as if that were whole (StreamObject in kubernetes' responsewriters).
   */
  private static void loseKubelet(ScenarioContext context, String task, String pod)
      throws InterruptedException {
    String start = context.pods().start(pod, 1_000);
    last(
        context.api(),
        Fault.answer(200, "text/plain", start).on(Pods.logPath(pod)).notOn("tailLines"));
  }

  private static FaultProxy store(ScenarioContext context) throws IOException {
    return context.store().orElseThrow(() -> new IOException("no fault can be put on this store"));
  }

  /** Makes a fault happen from before the pod's end until some time after. */
  private static void last(FaultProxy proxy, Fault fault) throws InterruptedException {
    proxy.set(fault);
    Thread.sleep(PASSING.toMillis());
    proxy.set(Fault.none());
  }

  /**
   * Waits for a task's end and checks its log.
   *
   * @param began when the task's event or fault began
   */
  private static void finish(ScenarioContext context, String outcome, Run run, long began)
      throws Exception {
    context.says("s3-log-push: " + outcome);
    Map<String, String> labels = Map.of("outcome", outcome);
    try (run) {
      boolean ended =
          ScenarioContext.await(STUCK, () -> context.services().overlord().hasEnded(run.task()));
      Optional<byte[]> saved = saved(context, run.task(), ended);
      if (FAULTS.contains(outcome)) {
        int faulted = (outcome.startsWith("store") ? store(context) : context.api()).faulted();
        if (faulted == 0) {
          throw new IOException(outcome + ": the fault hit no request, so nothing was tested");
        }
        context.recorder().sample("faulted-requests", labels, "1", faulted);
      }
      context.recorder().sample("stuck-tasks", labels, "1", ended ? 0 : 1);
      context.recorder().sample("end-of-task", labels, "s", (System.nanoTime() - began) / 1e9);
      Optional<Recording> written = run.logs().last(Duration.ofSeconds(10));
      run.close();
      boolean equal =
          saved.isPresent()
              && written.filter(recording -> recording.bytes() > 0).isPresent()
              && Arrays.equals(saved.get(), Files.readAllBytes(written.get().file()));
      context.recorder().sample("log-missing", labels, "1", saved.isPresent() ? 0 : 1);
      if (!outcome.equals(SILENT)) {
        context.recorder().sample("log-differing", labels, "1", equal ? 0 : 1);
      }
      context.recorder().sample("pods", labels, "1", run.logs().pods());
      long have = saved.map(bytes -> (long) bytes.length).orElse(0L);
      long all = written.map(Recording::bytes).orElse(0L);
      String end = ended ? "" : "; the task is stuck after " + STUCK.toSeconds() + " s";
      Row row = context.row("Log in S3: " + outcome.replace('-', ' ')).within(labels, ENDS);
      (outcome.equals(SILENT) ? row : row.within(labels, LOG))
          .says(
              (saved.isEmpty()
                      ? "no log"
                      : equal
                          ? String.format(Locale.ROOT, "whole, %d bytes", have)
                          : String.format(
                              Locale.ROOT, "%d bytes, the container wrote %d", have, all))
                  + end);
    }
  }

  /**
   * The log in the store. A peon reports its end itself, so the log may appear after the task has
   * ended.
   */
  private static Optional<byte[]> saved(ScenarioContext context, String task, boolean ended)
      throws Exception {
    String key = context.services().logKey(task);
    Duration patience = ended ? LATE : Duration.ZERO;
    ScenarioContext.await(patience, () -> context.objects().get(key).isPresent());
    return context.objects().get(key);
  }

  private static void stuck(ScenarioContext context) {
    List<String> which = new ArrayList<>();
    context.recorder().measurements().stream()
        .filter(m -> m.name().equals("stuck-tasks") && m.samples().contains(1.0))
        .forEach(m -> which.add(m.labels().get("outcome")));
    context
        .row("Tasks stuck after " + STUCK.toSeconds() + " s")
        .within(ENDS)
        .says(which.isEmpty() ? "0" : which.size() + " (" + String.join(", ", which) + ")");
  }

  /** A task of this scenario, with what its containers write. */
  private record Run(String task, ContainerLogs logs) implements AutoCloseable {
    static Run noop(ScenarioContext context, String prefix, int seconds) throws Exception {
      String task = ScenarioContext.id(prefix);
      context.services().overlord().submitNoop(task, Duration.ofSeconds(seconds));
      return new Run(task, new ContainerLogs(context.pods(), task, context.scratch()));
    }

    /** An ingestion whose input does not match its specification. */
    static Run failing(ScenarioContext context) throws Exception {
      String task = ScenarioContext.id("peon");
      context.services().overlord().submit(Ingestion.of(task, "not JSON at all"));
      return new Run(task, new ContainerLogs(context.pods(), task, context.scratch()));
    }

    void awaitBytes(long count) throws Exception {
      if (!ScenarioContext.await(
          START,
          () -> logs.lastSoFar().map(recording -> recording.bytes() >= count).orElse(false))) {
        throw new IOException(task + " has not written " + count + " bytes");
      }
    }

    @Override
    public void close() throws IOException {
      logs.close();
    }
  }
}
