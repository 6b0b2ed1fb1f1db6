package io.druidpatch.verification.cluster;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.suite.ClusterKind;
import io.druidpatch.verification.subject.Subject;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** An existing cluster. It has to be able to get the subjects' images. */
public final class KubeconfigCluster implements Cluster {
  private final KubernetesClient client;
  private final String version;
  private final RunNamespace namespace;
  private final PodDamage damage;
  private final String hostAddress;
  private final Optional<String> nodeCommand;

  private KubeconfigCluster(
      KubernetesClient client, String version, String hostAddress, Optional<String> nodeCommand) {
    this.client = client;
    this.version = version;
    this.hostAddress = hostAddress;
    this.nodeCommand = nodeCommand;
    this.namespace = RunNamespace.make(client);
    this.damage = new PodDamage(client, namespace.name());
  }

  /**
   * Connects and makes a namespace.
   *
   * @param hostAddress the address at which pods reach this machine; detected if not given
   * @param nodeCommand takes a node away and brings it back, as {@code --node-command} says
   * @throws Failure with {@link ExitCode#CLUSTER} if the file cannot be used or the cluster does
   *     not answer
   */
  public static KubeconfigCluster open(
      Path kubeconfig,
      Optional<String> context,
      Optional<String> hostAddress,
      Optional<String> nodeCommand) {
    Config config;
    try {
      config = Config.fromKubeconfig(context.orElse(null), kubeconfig.toAbsolutePath().toFile());
    } catch (KubernetesClientException | IllegalArgumentException e) {
      throw Failure.of(ExitCode.CLUSTER, kubeconfig.toString())
          .says("cannot be used as a kubeconfig")
          .found(e.getMessage())
          .cause(e)
          .build();
    }
    return open(config, hostAddress, nodeCommand);
  }

  static KubeconfigCluster open(
      Config config, Optional<String> hostAddress, Optional<String> nodeCommand) {
    KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
    try {
      String version = client.getKubernetesVersion().getGitVersion();
      return new KubeconfigCluster(
          client,
          version,
          hostAddress.orElseGet(() -> HostAddress.towards(config.getMasterUrl())),
          nodeCommand);
    } catch (KubernetesClientException e) {
      client.close();
      throw Failure.of(ExitCode.CLUSTER, config.getMasterUrl())
          .says("the API server does not answer")
          .found(e.getMessage())
          .cause(e)
          .build();
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
                Failure.of(ExitCode.CLUSTER, "subject " + subject.name())
                    .says("an existing cluster needs an image of the subject")
                    .fix("name it: --image " + subject.name() + "=IMAGE")
                    .build());
  }

  @Override
  public void killContainer(String pod) throws IOException {
    damage.kill(pod);
  }

  @Override
  public boolean canLoseNode() {
    return nodeCommand.isPresent();
  }

  @Override
  public void loseNode(String pod) throws IOException {
    nodeCommand("away", pod);
  }

  @Override
  public void restoreNode(String pod) throws IOException {
    nodeCommand("back", pod);
  }

  private void nodeCommand(String what, String pod) throws IOException {
    String line = nodeCommand.orElseThrow() + " \"$@\"";
    Process process =
        new ProcessBuilder("sh", "-c", line, "sh", what, namespace(), pod)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.getOutputStream().close();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(
            "--node-command " + what + " ended with exit code " + process.exitValue());
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while --node-command " + what + " ran");
    }
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
