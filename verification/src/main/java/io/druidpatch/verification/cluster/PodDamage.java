package io.druidpatch.verification.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Damage to a pod that can be done through the API of a real cluster. */
final class PodDamage {
  /** All processes of the container but the first, which the kernel protects, and the shell. */
  private static final String KILL =
      "for p in /proc/[0-9]*; do p=${p#/proc/}; "
          + "[ $p = 1 ] || [ $p = $$ ] || kill -9 $p 2>/dev/null; done; true";

  private final KubernetesClient client;
  private final String namespace;

  PodDamage(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  void kill(String pod) throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (ExecWatch exec =
        client
            .pods()
            .inNamespace(namespace)
            .withName(pod)
            .inContainer("main")
            .writingOutput(said)
            .writingError(said)
            .exec("sh", "-c", KILL)) {
      Integer code = exec.exitCode().get(30, TimeUnit.SECONDS);
      // No exit code: the container ended before the answer came, as asked for.
      if (code != null && code > 0 && code != 137) {
        throw new IOException(
            "pod "
                + pod
                + ": kill: exit code "
                + code
                + ": "
                + said.toString(StandardCharsets.UTF_8));
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("pod " + pod + ": its processes could not be killed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  void evict(String pod) throws IOException {
    String path = "/api/v1/namespaces/" + namespace + "/pods/" + pod + "/eviction";
    try {
      try {
        post(path, "v1", pod);
      } catch (KubernetesClientException e) {
        // Kubernetes before 1.22 has only the beta of the eviction API.
        post(path, "v1beta1", pod);
      }
    } catch (KubernetesClientException e) {
      throw new IOException("pod " + pod + ": cannot be evicted: " + e.getMessage(), e);
    }
  }

  private void post(String path, String version, String pod) {
    client.raw(
        path,
        "POST",
        Map.of(
            "apiVersion",
            "policy/" + version,
            "kind",
            "Eviction",
            "metadata",
            Map.of("name", pod, "namespace", namespace)));
  }
}
