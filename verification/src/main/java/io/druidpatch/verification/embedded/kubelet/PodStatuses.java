package io.druidpatch.verification.embedded.kubelet;

import io.druidpatch.verification.embedded.resource.Clock;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Objects;

/** The status of a pod in the states that it goes through, as the kubelet writes them. */
final class PodStatuses {
  private PodStatuses() {}

  /** The scheduler has found a node. */
  static void scheduled(Pod pod) {
    pod.getStatus().setConditions(List.of(condition(pod, "PodScheduled", true, null)));
  }

  static void waiting(Pod pod, String hostAddress, String reason, String message) {
    PodStatus status = pod.getStatus();
    status.setHostIP(hostAddress);
    if (status.getStartTime() == null) {
      status.setStartTime(Clock.now());
    }
    ContainerState state = new ContainerStateBuilder().withNewWaiting(message, reason).build();
    status.setContainerStatuses(List.of(container(pod, state, null)));
    conditions(pod, false, false);
  }

  static void running(Pod pod, String address, String containerId, String startedAt) {
    PodStatus status = pod.getStatus();
    status.setPhase("Running");
    status.setPodIP(address);
    status.setPodIPs(List.of(new PodIP(address)));
    ContainerState state = new ContainerStateBuilder().withNewRunning(startedAt).build();
    status.setContainerStatuses(List.of(container(pod, state, containerId)));
    conditions(pod, true, false);
  }

  static void terminated(
      Pod pod, int exitCode, String containerId, String startedAt, String finishedAt) {
    boolean succeeded = exitCode == 0;
    pod.getStatus().setPhase(succeeded ? "Succeeded" : "Failed");
    ContainerState state =
        new ContainerStateBuilder()
            .withNewTerminated()
            .withExitCode(exitCode)
            .withReason(succeeded ? "Completed" : "Error")
            .withStartedAt(startedAt)
            .withFinishedAt(finishedAt)
            .withContainerID(containerId)
            .endTerminated()
            .build();
    pod.getStatus().setContainerStatuses(List.of(container(pod, state, containerId)));
    conditions(pod, false, succeeded);
  }

  private static ContainerStatus container(Pod pod, ContainerState state, String containerId) {
    boolean running = state.getRunning() != null;
    var container = pod.getSpec().getContainers().get(0);
    return new ContainerStatusBuilder()
        .withName(container.getName())
        .withState(state)
        .withNewLastState()
        .endLastState()
        .withReady(running)
        .withStarted(running)
        .withRestartCount(0)
        .withImage(container.getImage())
        .withImageID(containerId == null ? "" : "embedded://" + container.getImage())
        .withContainerID(containerId)
        .build();
  }

  private static void conditions(Pod pod, boolean ready, boolean completed) {
    String reason = completed ? "PodCompleted" : ready ? null : "ContainersNotReady";
    pod.getStatus()
        .setConditions(
            List.of(
                condition(pod, "Initialized", true, completed ? reason : null),
                condition(pod, "Ready", ready, reason),
                condition(pod, "ContainersReady", ready, reason),
                condition(pod, "PodScheduled", true, null)));
  }

  private static PodCondition condition(Pod pod, String type, boolean holds, String reason) {
    String status = holds ? "True" : "False";
    String since =
        pod.getStatus().getConditions().stream()
            .filter(c -> c.getType().equals(type) && c.getStatus().equals(status))
            .map(PodCondition::getLastTransitionTime)
            .findFirst()
            .orElseGet(Clock::now);
    String message =
        Objects.equals(reason, "ContainersNotReady")
            ? "containers with unready status: ["
                + pod.getSpec().getContainers().get(0).getName()
                + "]"
            : null;
    return new PodConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withLastTransitionTime(since)
        .withReason(reason)
        .withMessage(message)
        .build();
  }
}
