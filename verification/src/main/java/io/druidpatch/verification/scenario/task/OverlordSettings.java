package io.druidpatch.verification.scenario.task;

import io.druidpatch.verification.druid.Overlord;
import io.druidpatch.verification.embedded.EmbeddedCluster;
import io.druidpatch.verification.follow.Recording;
import io.druidpatch.verification.scenario.OverlordRestart;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tasks under settings of the Overlord that the other scenarios do not have: their logs are files,
 * and their pods are made of the Overlord's own.
 */
public final class OverlordSettings implements Scenario {
  private static final String LOG = "A log that is stored as a file is answered";
  private static final String PLACE = "A status that is missing says where it was looked for";
  private static final String PROBE = "No peon has the Overlord's startup probe";

  private static final String LOGS = "druid.indexer.logs.type";
  private static final String FOLDER = "druid.indexer.logs.directory";
  private static final String ADAPTER = "druid.indexer.runner.k8s.adapter.type";

  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration END = Duration.ofMinutes(3);

  /** How long after a task's end its log may appear. */
  private static final Duration LATE = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "overlord-settings";
  }

  @Override
  public String question() {
    return "Do tasks have logs and run where logs are files, or pods are like the Overlord's own?";
  }

  @Override
  public List<String> thresholds() {
    return List.of(LOG, PLACE, PROBE);
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    try {
      files(context);
      ownPod(context);
    } finally {
      OverlordRestart.byProxy(context, Map.of(LOGS, "s3", ADAPTER, "customTemplateAdapter"));
    }
  }

  /**
   * The Overlord has task logs in a folder. The peon pushes its status as ever, to a place where
   * the Overlord does not look: the usual mistake with a folder, which a pod does not share.
   */
  private static void files(ScenarioContext context) throws Exception {
    context.says("overlord-settings: task logs as files");
    Path folder = Files.createDirectories(context.scratch().resolve("logs"));
    OverlordRestart.byProxy(context, Map.of(LOGS, "file", FOLDER, folder.toString()));
    Overlord overlord = context.services().overlord();
    String task = ScenarioContext.id("peon");
    overlord.submitNoop(task, Duration.ofSeconds(1));
    try (ContainerLogs written = new ContainerLogs(context.pods(), task, context.scratch())) {
      context.pods().awaitStarted(task, START);
      awaitEnd(context, task);
      Overlord.Reply[] log = new Overlord.Reply[1];
      ScenarioContext.await(
          LATE,
          () -> {
            log[0] = overlord.get("/druid/indexer/v1/task/" + task + "/log");
            return log[0].status() == 200;
          });
      Optional<Recording> whole = written.last(Duration.ofSeconds(10));
      byte[] answer = log[0].body().getBytes(StandardCharsets.UTF_8);
      boolean equal =
          log[0].status() == 200
              && answer.length > 0
              && whole.isPresent()
              && Arrays.equals(answer, Files.readAllBytes(whole.get().file()));
      context.recorder().sample("file-log-differing", Map.of(), "1", equal ? 0 : 1);
      context
          .row("Task logs as files: the log of a task that has ended")
          .within(LOG)
          .says(
              log[0].status() != 200
                  ? "no log, status " + log[0].status()
                  : (equal ? "whole, " : "not what the container wrote, ")
                      + answer.length
                      + " bytes");
    }
    message(context, overlord, task, folder);
  }

  private static void message(ScenarioContext context, Overlord overlord, String task, Path folder)
      throws Exception {
    String message =
        overlord
            .get("/druid/indexer/v1/task/" + task + "/status")
            .json()
            .path("status")
            .path("errorMsg")
            .asText("");
    context
        .recorder()
        .sample("place-not-named", Map.of(), "1", names(message, folder.toString()) ? 0 : 1);
    context
        .row("A task's status is not where the Overlord looks: its message")
        .within(PLACE)
        // The place itself is a folder of this machine.
        .says("“" + message.replaceFirst("\\[.*", "[…]") + "”");
  }

  /** Whether a message has a place in brackets. Druid cuts messages, and so maybe the place. */
  private static boolean names(String message, String place) {
    int bracket = message.indexOf('[');
    String named =
        message.substring(bracket + 1).replaceFirst("\\]$", "").replaceFirst("\\.\\.\\.$", "");
    return bracket >= 0 && !named.isBlank() && place.startsWith(named);
  }

  /** The adapter that makes a peon's pod of the Overlord's. */
  private static void ownPod(ScenarioContext context) throws Exception {
    OverlordRestart.byProxy(
        context,
        Map.of(
            LOGS,
            "s3",
            ADAPTER,
            "overlordSingleContainer",
            // A peon asks for a core and 2.4 GB otherwise.
            "druid.indexer.runner.cpuCoreInMicro",
            "100",
            "druid.indexer.runner.javaOptsArray",
            "[\"-Xmx64m\",\"-XX:MaxDirectMemorySize=64m\"]",
            "druid.indexer.runner.graceTerminationPeriodSeconds",
            "1"));
    String task = ScenarioContext.id("own-pod");
    try (OverlordPod pod = OverlordPod.make(context)) {
      context.says("overlord-settings: a peon's pod like the pod " + pod.name());
      context.services().overlord().submitNoop(task, Duration.ofSeconds(1));
      context.pods().awaitStarted(task, START);
      List<Pod> pods = context.pods().of(task);
      if (pods.isEmpty()) {
        throw new IOException("the pod of " + task + " is gone, so nothing was tested");
      }
      boolean probe = hasProbe(pods);
      // The embedded kubelet has no probes.
      Optional<Integer> code =
          probe && !(context.cluster() instanceof EmbeddedCluster)
              ? exitCode(context, task)
              : Optional.empty();
      context.recorder().sample("startup-probe", Map.of(), "1", probe ? 1 : 0);
      context
          .row("A peon's pod like the Overlord's: startup probe")
          .within(PROBE)
          .says(
              (probe ? "has the Overlord's" : "none")
                  + code.map(c -> ", and the container ended with exit code " + c).orElse(""));
    } finally {
      // The Overlord would start it again, by the adapter that it has next.
      context.services().overlord().cancel(task);
      awaitEnd(context, task);
    }
  }

  private static boolean hasProbe(List<Pod> pods) {
    return pods.stream()
        .flatMap(pod -> pod.getSpec().getContainers().stream())
        .anyMatch(container -> container.getStartupProbe() != null);
  }

  /** What the task's container ended with; empty if its pod is gone before that is seen. */
  private static Optional<Integer> exitCode(ScenarioContext context, String task) throws Exception {
    int[] code = {-1};
    ScenarioContext.await(
        END,
        () -> {
          List<Pod> pods = context.pods().of(task);
          for (Pod pod : pods) {
            for (ContainerStatus container : pod.getStatus().getContainerStatuses()) {
              if (container.getState().getTerminated() != null) {
                code[0] = container.getState().getTerminated().getExitCode();
              }
            }
          }
          return code[0] >= 0 || pods.isEmpty();
        });
    return code[0] < 0 ? Optional.empty() : Optional.of(code[0]);
  }

  private static void awaitEnd(ScenarioContext context, String task) throws Exception {
    if (!ScenarioContext.await(END, () -> context.services().overlord().hasEnded(task))) {
      throw new IOException(task + " has not ended");
    }
  }
}
