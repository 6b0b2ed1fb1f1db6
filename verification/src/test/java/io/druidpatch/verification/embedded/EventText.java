package io.druidpatch.verification.embedded;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.util.regex.Pattern;

/** What matters of an object, in one line that is the same on every cluster. */
final class EventText {
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{9}Z");
  private static final Pattern RUN = Pattern.compile("(.)\\1{20,}");

  private EventText() {}

  static String of(Job job) {
    StringBuilder text = new StringBuilder();
    metadata(text, job.getMetadata());
    JobStatus status = job.getStatus();
    field(text, "active", status.getActive());
    field(text, "succeeded", status.getSucceeded());
    field(text, "failed", status.getFailed());
    for (JobCondition condition : status.getConditions()) {
      text.append(" ").append(condition.getType()).append("=").append(condition.getStatus());
      field(text, "reason", condition.getReason());
      field(text, "message", condition.getMessage());
    }
    flag(text, "started", status.getStartTime());
    flag(text, "completed", status.getCompletionTime());
    return text.toString();
  }

  static String of(Pod pod) {
    StringBuilder text = new StringBuilder();
    metadata(text, pod.getMetadata());
    PodStatus status = pod.getStatus();
    text.append(" ").append(status.getPhase());
    field(text, "reason", status.getReason());
    flag(text, "node", pod.getSpec().getNodeName());
    flag(text, "ip", status.getPodIP());
    flag(text, "started", status.getStartTime());
    for (ContainerStatus container : status.getContainerStatuses()) {
      state(text, container.getState());
      text.append(Boolean.TRUE.equals(container.getReady()) ? " ready" : "");
    }
    for (PodCondition condition : status.getConditions()) {
      text.append(" ").append(condition.getType()).append("=").append(condition.getStatus());
      if (condition.getReason() != null) {
        text.append("(").append(condition.getReason()).append(")");
      }
    }
    return text.toString();
  }

  /** A log's bytes or an error, on one line: with times, line ends and long runs marked. */
  static String ofLog(String log) {
    String text = TIME.matcher(log).replaceAll("(time)");
    text =
        RUN.matcher(text).replaceAll(match -> match.group(1) + "{" + match.group().length() + "}");
    return text.replace("\n", "\\n");
  }

  private static void metadata(StringBuilder text, ObjectMeta metadata) {
    if (metadata.getDeletionTimestamp() != null) {
      text.append(" deleted grace=").append(metadata.getDeletionGracePeriodSeconds());
    }
    if (!metadata.getFinalizers().isEmpty()) {
      text.append(" finalizers=").append(metadata.getFinalizers());
    }
    if (metadata.getGenerateName() != null) {
      text.append(" owners=")
          .append(metadata.getOwnerReferences().stream().map(OwnerReference::getKind).toList());
    }
  }

  private static void state(StringBuilder text, ContainerState state) {
    if (state.getWaiting() != null) {
      field(text, "waiting", state.getWaiting().getReason());
    } else if (state.getRunning() != null) {
      flag(text, "running", state.getRunning().getStartedAt());
    } else {
      field(text, "exit", state.getTerminated().getExitCode());
      field(text, "reason", state.getTerminated().getReason());
      flag(text, "ran", state.getTerminated().getStartedAt());
      flag(text, "finished", state.getTerminated().getFinishedAt());
    }
  }

  private static void field(StringBuilder text, String name, Object value) {
    if (value != null) {
      text.append(" ").append(name).append("=").append(value);
    }
  }

  private static void flag(StringBuilder text, String name, String value) {
    if (value != null && !value.isEmpty()) {
      text.append(" ").append(name);
    }
  }
}
