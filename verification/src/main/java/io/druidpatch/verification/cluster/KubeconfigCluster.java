package io.druidpatch.verification.cluster;

import io.druidpatch.suite.ClusterKind;
import io.druidpatch.verification.subject.Subject;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** An existing cluster. It has to be able to get the subjects' images. */
public final class KubeconfigCluster implements Cluster {
  private final KubernetesClient client;
  private final String version;
  private final RunNamespace namespace;
  private final PodDamage damage;
  private final String hostAddress;

  private KubeconfigCluster(KubernetesClient client, String version, String hostAddress) {
    this.client = client;
    this.version = version;
    this.hostAddress = hostAddress;
    this.namespace = RunNamespace.make(client);
    this.damage = new PodDamage(client, namespace.name());
  }

  /**
   * Connects and makes a namespace.
   *
   * @param hostAddress the address at which pods reach this machine; detected if not given
   * @throws Unavailable if the file cannot be used or the cluster does not answer
   */
  public static KubeconfigCluster open(
      Path kubeconfig, Optional<String> context, Optional<String> hostAddress) {
    Config config;
    try {
      config = Config.fromKubeconfig(context.orElse(null), kubeconfig.toAbsolutePath().toFile());
    } catch (KubernetesClientException | IllegalArgumentException e) {
      throw new Unavailable(kubeconfig + ": cannot be used as a kubeconfig: " + e.getMessage(), e);
    }
    return open(config, hostAddress);
  }

  static KubeconfigCluster open(Config config, Optional<String> hostAddress) {
    KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
    try {
      String version = client.getKubernetesVersion().getGitVersion();
      return new KubeconfigCluster(
          client, version, hostAddress.orElseGet(() -> HostAddress.towards(config.getMasterUrl())));
    } catch (KubernetesClientException e) {
      client.close();
      throw new Unavailable(
          "the API server at " + config.getMasterUrl() + " does not answer: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  @Override
  public ClusterKind kind() {
    return ClusterKind.KUBECONFIG;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public Config api() {
    return client.getConfiguration();
  }

  @Override
  public String namespace() {
    return namespace.name();
  }

  @Override
  public String hostAddress() {
    return hostAddress;
  }

  @Override
  public String image(Subject subject) {
    return subject
        .image()
        .orElseThrow(
            () ->
                new Unavailable(
                    "subject " + subject.name() + ": an existing cluster needs an image of it"));
  }

  @Override
  public void killContainer(String pod) throws IOException {
    damage.kill(pod);
  }

  @Override
  public void evict(String pod) throws IOException {
    damage.evict(pod);
  }

  @Override
  public void close() {
    try {
      namespace.close();
    } finally {
      client.close();
    }
  }
}
