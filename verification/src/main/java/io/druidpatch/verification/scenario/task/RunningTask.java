package io.druidpatch.verification.scenario.task;

import io.druidpatch.verification.scenario.Pods;
import io.druidpatch.verification.scenario.ScenarioContext;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;

/** A task that runs, and the pod that it began in. */
final class RunningTask {
  private final ScenarioContext context;
  private final String id;
  private String uid = "";

  private RunningTask(ScenarioContext context, String id) {
    this.context = context;
    this.id = id;
  }

  /**
   * Submits one.
   *
   * @param prefix of its id, which says what its pod runs
   */
  static RunningTask submit(ScenarioContext context, String prefix, int seconds) throws Exception {
    RunningTask task = new RunningTask(context, ScenarioContext.id(prefix));
    context.services().overlord().submitNoop(task.id, Duration.ofSeconds(seconds));
    return task;
  }

  String id() {
    return id;
  }

  void awaitStarted(Duration time) throws Exception {
    context.pods().awaitStarted(id, time);
    uid = context.pods().of(id).get(0).getMetadata().getUid();
  }

  /**
   * Whether its first pod is there, and nobody has begun to delete it. The next leader runs a task
   * anew whose job is gone, which may succeed then, in another pod.
   */
  boolean isLeftAlone() {
    return context.pods().of(id).stream()
        .filter(pod -> pod.getMetadata().getUid().equals(uid))
        .filter(Pods::hasStarted)
        .map(Pod::getMetadata)
        .anyMatch(pod -> pod.getDeletionTimestamp() == null);
  }

  /** The status code with which it ends; another one if it does not end in time. */
  String awaitEnd(Duration time) throws Exception {
    ScenarioContext.await(time, () -> context.services().overlord().hasEnded(id));
    try {
      return context.services().overlord().statusCode(id);
    } catch (IOException e) {
      return "not answered";
    }
  }

  /** Has it end. */
  void cancel() throws IOException, InterruptedException {
    context.services().overlord().cancel(id);
  }
}
