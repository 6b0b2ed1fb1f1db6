package io.druidpatch.verification.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.verification.subject.Subject;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs and their pods, through the client. */
@Timeout(60)
class EmbeddedClusterTest {
  private static EmbeddedCluster cluster;
  private static KubernetesClient client;
  private static String image;

  @BeforeAll
  static void start() throws Exception {
    cluster = EmbeddedCluster.start();
    client = new KubernetesClientBuilder().withConfig(cluster.api()).build();
    image = cluster.image(new Subject("none", Path.of("/"), "", "", List.of(), Optional.empty()));
  }

  @AfterAll
  static void end() {
    client.close();
    cluster.close();
  }

  private static Job job(String name, String script) {
    return new JobBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withBackoffLimit(0)
        .withNewTemplate()
        .withNewSpec()
        .withRestartPolicy("Never")
        .withTerminationGracePeriodSeconds(1L)
        .addNewContainer()
        .withName("main")
        .withImage(image)
        .withCommand("sh", "-c", script)
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static Pod running(String job) {
    return client
        .pods()
        .withLabel("job-name", job)
        .waitUntilCondition(
            p -> p != null && Objects.equals(p.getStatus().getPhase(), "Running"),
            30,
            TimeUnit.SECONDS);
  }

  private static Job finish(String name) {
    return client
        .batch()
        .v1()
        .jobs()
        .withName(name)
        .waitUntilCondition(
            j -> j != null && !j.getStatus().getConditions().isEmpty(), 30, TimeUnit.SECONDS);
  }

  @Test
  void runsAJobToItsEnd() {
    client.resource(job("ok", "echo first; sleep 1; printf last")).create();
    Pod running =
        client
            .pods()
            .withLabel("job-name", "ok")
            .waitUntilCondition(
                p -> p != null && Objects.equals(p.getStatus().getPhase(), "Running"),
                30,
                TimeUnit.SECONDS);
    assertThat(running.getStatus().getPodIP()).startsWith("127.").isNotEqualTo("127.0.0.1");
    Job done = finish("ok");
    assertThat(done.getStatus().getConditions().get(0).getType()).isEqualTo("Complete");
    assertThat(done.getStatus().getSucceeded()).isEqualTo(1);
    assertThat(client.batch().v1().jobs().withName("ok").inContainer("main").getLog())
        .isEqualTo("first\nlast");
  }

  @Test
  void followsALogToItsEnd() throws Exception {
    client.resource(job("follow", "for i in 1 2 3; do echo $i; sleep 0.3; done")).create();
    client
        .pods()
        .withLabel("job-name", "follow")
        // There is no log before the container has started.
        .waitUntilCondition(
            p -> p != null && !"Pending".equals(p.getStatus().getPhase()), 30, TimeUnit.SECONDS);
    try (LogWatch log =
        client.batch().v1().jobs().withName("follow").inContainer("main").watchLog()) {
      byte[] all = log.getOutput().readAllBytes();
      assertThat(new String(all, StandardCharsets.UTF_8)).isEqualTo("1\n2\n3\n");
    }
  }

  @Test
  void aFailureIsTheJobs() {
    client.resource(job("fail", "exit 3")).create();
    Job done = finish("fail");
    assertThat(done.getStatus().getConditions().get(0).getReason())
        .isEqualTo("BackoffLimitExceeded");
    Pod pod = client.pods().withLabel("job-name", "fail").list().getItems().get(0);
    assertThat(
            pod.getStatus().getContainerStatuses().get(0).getState().getTerminated().getExitCode())
        .isEqualTo(3);
  }

  @Test
  void aKilledContainerEndsWith137() throws Exception {
    client.resource(job("kill", "sleep 60 & wait $!")).create();
    Pod running = running("kill");
    Thread.sleep(200);
    cluster.killContainer(running.getMetadata().getName());
    finish("kill");
    Pod pod = client.pods().withLabel("job-name", "kill").list().getItems().get(0);
    assertThat(
            pod.getStatus().getContainerStatuses().get(0).getState().getTerminated().getExitCode())
        .isEqualTo(137);
  }

  /** As on a real node whose kubelet and container were killed together. */
  @Test
  void aPodWhoseNodeIsGoneStaysAsItWas() throws Exception {
    client.resource(job("gone", "echo a line; sleep 60 & wait $!")).create();
    Pod running = running("gone");
    PodResource pod = client.pods().withName(running.getMetadata().getName());
    Reader followed = new InputStreamReader(pod.watchLog().getOutput(), StandardCharsets.UTF_8);
    assertThat(followed.read()).isEqualTo('a');

    cluster.loseNode(running.getMetadata().getName());

    // Cut off, and not ended.
    assertThatThrownBy(() -> followed.transferTo(Writer.nullWriter()))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(pod::getLog)
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(500))
        .hasMessageContaining("connection refused");
    Thread.sleep(500);
    assertThat(pod.get().getStatus().getPhase()).isEqualTo("Running");
    pod.delete();
    Thread.sleep(500);
    assertThat(pod.get().getMetadata().getDeletionTimestamp()).isNotNull();
    pod.withGracePeriod(0).delete();
    assertThat(pod.get()).isNull();
  }
}
