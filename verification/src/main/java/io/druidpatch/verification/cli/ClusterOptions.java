package io.druidpatch.verification.cli;

import io.druidpatch.verification.cluster.Cluster;
import io.druidpatch.verification.cluster.DockerEngine;
import io.druidpatch.verification.cluster.K3sCluster;
import io.druidpatch.verification.cluster.KubeconfigCluster;
import io.druidpatch.verification.cluster.Unavailable;
import io.druidpatch.verification.embedded.EmbeddedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.utility.DockerImageName;
import picocli.CommandLine.Option;

/** The options that choose a cluster. */
final class ClusterOptions {
  /** The kinds of cluster. */
  enum Kind {
    auto,
    k3s,
    kubeconfig,
    embedded
  }

  @Option(
      names = "--cluster",
      paramLabel = "auto|k3s|kubeconfig|embedded",
      defaultValue = "auto",
      description = {
        "Where tasks run. kubeconfig: a cluster that is there. k3s: one in a container. embedded:"
            + " the Kubernetes API in this process, pods as processes. auto, the default: the first"
            + " of these that can be had."
      })
  private Kind cluster;

  @Option(names = "--kubeconfig", paramLabel = "FILE", description = "Default: $KUBECONFIG.")
  private Path kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "Of the kubeconfig. Default: its current one.")
  private String context;

  @Option(
      names = "--host-address",
      paramLabel = "ADDRESS",
      description = "This machine's address as pods reach it. Default: found out.")
  private String hostAddress;

  @Option(
      names = "--k3s-image",
      paramLabel = "IMAGE",
      defaultValue = K3sCluster.IMAGE,
      description = "Default: ${DEFAULT-VALUE}.")
  private String k3sImage;

  /**
   * A choice, and why.
   *
   * @param images how the cluster takes images: {@code docker}, {@code tar}, {@code registry} or
   *     {@code none}
   */
  record Choice(Kind kind, String why, String images) {}

  Choice choose() {
    return switch (cluster) {
      case kubeconfig -> kubeconfig("asked for");
      case k3s -> new Choice(Kind.k3s, "asked for", "tar");
      case embedded -> new Choice(Kind.embedded, "asked for", "none");
      case auto -> chooseByWhatIsThere();
    };
  }

  private Choice chooseByWhatIsThere() {
    if (file().isPresent()) {
      return kubeconfig("there is a kubeconfig, " + file().get());
    }
    if (!DockerEngine.answers()) {
      return new Choice(
          Kind.embedded, "there is no kubeconfig and no Docker engine for k3s", "none");
    }
    if (DockerEngine.has(k3sImage) || canBePulled()) {
      return new Choice(Kind.k3s, "there is a Docker engine, and the image " + k3sImage, "tar");
    }
    return new Choice(
        Kind.embedded,
        "there is no kubeconfig, and the image " + k3sImage + " for k3s cannot be had",
        "none");
  }

  private boolean canBePulled() {
    try {
      new RemoteDockerImage(DockerImageName.parse(k3sImage)).get();
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private Choice kubeconfig(String why) {
    // A cluster on this machine runs on its Docker, as a rule; another one pulls from a registry.
    boolean local = file().map(ClusterOptions::isLocal).orElse(false) && DockerEngine.answers();
    return new Choice(Kind.kubeconfig, why, local ? "docker" : "registry");
  }

  private static boolean isLocal(Path file) {
    try {
      return Files.readString(file).matches("(?s).*server:\\s*\"?https?://(127\\.|localhost).*");
    } catch (IOException e) {
      throw new Unavailable(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private Optional<Path> file() {
    if (kubeconfig != null) {
      return Optional.of(kubeconfig);
    }
    return Optional.ofNullable(System.getenv("KUBECONFIG"))
        .filter(value -> !value.isBlank())
        .map(Path::of);
  }

  /**
   * Opens it.
   *
   * @throws Unavailable if it cannot be had
   * @throws IOException if the embedded one has no place for its files
   */
  Cluster open(Kind kind) throws IOException {
    return switch (kind) {
      case kubeconfig ->
          KubeconfigCluster.open(
              file()
                  .orElseThrow(
                      () ->
                          new Unavailable("--cluster kubeconfig: no --kubeconfig, no KUBECONFIG")),
              Optional.ofNullable(context),
              Optional.ofNullable(hostAddress));
      case k3s -> K3sCluster.start(k3sImage);
      case embedded, auto -> EmbeddedCluster.start();
    };
  }
}
