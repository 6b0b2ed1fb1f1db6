package io.druidpatch.verification.cluster;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/** The namespace of one run: made by it, and deleted with all that is in it. */
final class RunNamespace implements AutoCloseable {
  /**
   * The label of everything that a run made. An object without the run's own value is never
   * deleted.
   */
  private static final String RUN = "druidpatch.io/verification-run";

  /** How long a cluster may take to delete it, in seconds. Pods have a grace period of 30. */
  private static final long DELETION = 120;

  private final KubernetesClient client;
  private final String name;
  private final String uid;

  private RunNamespace(KubernetesClient client, Namespace made) {
    this.client = client;
    this.name = made.getMetadata().getName();
    this.uid = made.getMetadata().getUid();
  }

  static RunNamespace make(KubernetesClient client) {
    byte[] random = new byte[4];
    new SecureRandom().nextBytes(random);
    String run = HexFormat.of().formatHex(random);
    Namespace namespace =
        new NamespaceBuilder()
            .withNewMetadata()
            .withName("druid-verification-" + run)
            .addToLabels(RUN, run)
            .endMetadata()
            .build();
    try {
      return new RunNamespace(client, client.namespaces().resource(namespace).create());
    } catch (KubernetesClientException e) {
      throw Failure.of(ExitCode.CLUSTER, client.getMasterUrl().toString())
          .says("the cluster does not let this run make a namespace of its own")
          .found(e.getMessage())
          .cause(e)
          .build();
    }
  }

  String name() {
    return name;
  }

  /**
   * Deletes the namespace and waits until it is gone. A namespace of the same name that somebody
   * else made stays.
   */
  @Override
  public void close() {
    Namespace now = client.namespaces().withName(name).get();
    if (now == null || !now.getMetadata().getUid().equals(uid)) {
      return;
    }
    // Polls in place of a watch, since a fault of the API server may just have ended.
    client.pods().inNamespace(name).withGracePeriod(0).delete();
    client.namespaces().withName(name).delete();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(DELETION);
    while (client.namespaces().withName(name).get() != null) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException(
            "namespace " + name + " is still there " + DELETION + " s after its deletion");
      }
      try {
        Thread.sleep(500);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
