package io.druidpatch.verification.scenario.task;

import io.druidpatch.verification.cluster.Cluster;
import io.druidpatch.verification.scenario.ScenarioContext;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * A job that has ended and that nobody deleted. It has the label by which an Overlord finds the
 * jobs of tasks, and a task's id, but the task is nowhere: neither in an annotation nor in deep
 * storage, as when a rule of the bucket has deleted it.
 */
final class LeftJob implements AutoCloseable {
  /** What an Overlord looks for. */
  private static final String LABEL = "druid.k8s.peons";

  private static final Duration END = Duration.ofMinutes(3);

  private final KubernetesClient client;
  private final String namespace;
  private final String name;

  private LeftJob(KubernetesClient client, String namespace, String name) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
  }

  /**
   * Makes one, and waits until it has ended.
   *
   * @throws IOException if it has not ended in time
   */
  static LeftJob make(ScenarioContext context) throws Exception {
    LeftJob job =
        new LeftJob(
            context.cluster().client(), context.cluster().namespace(), ScenarioContext.id("left"));
    try {
      job.create(context.cluster().image(context.services().subject()));
      if (!ScenarioContext.await(END, job::hasEnded)) {
        throw new IOException("the job " + job.name + " has not ended");
      }
      return job;
    } catch (Exception e) {
      job.close();
      throw e;
    }
  }

  private void create(String image) {
    Map<String, String> label = Map.of(LABEL, "true");
    Job job =
        new JobBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .withLabels(label)
            .endMetadata()
            .withNewSpec()
            .withBackoffLimit(0)
            .withNewTemplate()
            .withNewMetadata()
            .withLabels(label)
            .withAnnotations(Map.of("task.id", name))
            .endMetadata()
            .withNewSpec()
            .withRestartPolicy("Never")
            .addNewContainer()
            .withName("main")
            .withImage(image)
            .withImagePullPolicy(Cluster.pullPolicy(image))
            .withCommand("sh", "-c", "true")
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    client.resource(job).create();
  }

  private Job find() {
    return client.batch().v1().jobs().inNamespace(namespace).withName(name).get();
  }

  private boolean hasEnded() {
    Job job = find();
    return job != null && job.getStatus() != null && job.getStatus().getSucceeded() != null;
  }

  String name() {
    return name;
  }

  /** Whether somebody has deleted it. */
  boolean isGone() {
    Job job = find();
    return job == null || job.getMetadata().getDeletionTimestamp() != null;
  }

  @Override
  public void close() {
    try (client) {
      client.batch().v1().jobs().inNamespace(namespace).withName(name).delete();
    }
  }
}
