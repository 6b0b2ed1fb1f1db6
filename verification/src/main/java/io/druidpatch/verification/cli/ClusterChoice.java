package io.druidpatch.verification.cli;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.suite.ClusterKind;
import io.druidpatch.suite.ClusterOptions;
import io.druidpatch.suite.DetectedCluster;
import io.druidpatch.suite.DetectedCluster.Images;
import io.druidpatch.verification.cluster.Cluster;
import io.druidpatch.verification.cluster.DockerEngine;
import io.druidpatch.verification.cluster.K3sCluster;
import io.druidpatch.verification.cluster.KubeconfigCluster;
import io.druidpatch.verification.embedded.EmbeddedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.utility.DockerImageName;

/**
 * Which cluster a run takes, and how to open it.
 *
 * @param options what the user asked for
 */
record ClusterChoice(ClusterOptions options) {
  /** Chooses the cluster that was asked for, or else the first that is available. */
  DetectedCluster choose() {
    Optional<ClusterKind> asked = options.kubernetes();
    if (asked.isPresent()) {
      return chosen(asked.get(), "asked for");
    }
    if (file().isPresent()) {
      return chosen(ClusterKind.KUBECONFIG, "there is a kubeconfig, " + file().get());
    }
    if (!DockerEngine.answers()) {
      return chosen(ClusterKind.EMBEDDED, "there is no kubeconfig and no Docker engine for k3s");
    }
    String image = k3sImage();
    if (DockerEngine.has(image) || canBePulled(image)) {
      return chosen(ClusterKind.K3S, "there is a Docker engine, and the image " + image);
    }
    return chosen(
        ClusterKind.EMBEDDED,
        "there is no kubeconfig, and the image " + image + " for k3s cannot be pulled");
  }

  private DetectedCluster chosen(ClusterKind kind, String why) {
    Images images =
        switch (kind) {
          case K3S -> Images.TAR;
          case EMBEDDED, IN_PROCESS -> Images.NONE;
          case KUBECONFIG -> images();
        };
    return new DetectedCluster(kind, why, images);
  }

  private static boolean canBePulled(String image) {
    try {
      new RemoteDockerImage(DockerImageName.parse(image)).get();
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** A cluster on this machine usually runs on its Docker; another one pulls from a registry. */
  private Images images() {
    boolean local = file().map(ClusterChoice::isLocal).orElse(false) && DockerEngine.answers();
    return local ? Images.DOCKER : Images.REGISTRY;
  }

  private static boolean isLocal(Path file) {
    try {
      return Files.readString(file).matches("(?s).*server:\\s*\"?https?://(127\\.|localhost).*");
    } catch (IOException e) {
      throw Failure.of(ExitCode.CLUSTER, file.toString())
          .says("the kubeconfig cannot be read")
          .found(e.getMessage())
          .cause(e)
          .build();
    }
  }

  private Optional<Path> file() {
    return options
        .kubeconfig()
        .or(
            () ->
                Optional.ofNullable(System.getenv("KUBECONFIG"))
                    .filter(value -> !value.isBlank())
                    .map(Path::of));
  }

  private String k3sImage() {
    return options.k3sImage().orElse(K3sCluster.IMAGE);
  }

  /**
   * Opens a cluster.
   *
   * @throws Failure with {@link ExitCode#CLUSTER} if it is not available
   * @throws IOException if the embedded one has no place for its files
   */
  Cluster open(ClusterKind kind) throws IOException {
    return switch (kind) {
      case KUBECONFIG ->
          KubeconfigCluster.open(
              file()
                  .orElseThrow(
                      () ->
                          Failure.of(ExitCode.CLUSTER, "--cluster kubeconfig")
                              .says("no kubeconfig is named")
                              .fix("name it: --kubeconfig FILE, or set KUBECONFIG")
                              .build()),
              options.context(),
              options.hostAddress());
      case K3S -> K3sCluster.start(k3sImage());
      case EMBEDDED -> EmbeddedCluster.start();
      case IN_PROCESS -> throw new IllegalArgumentException("no Kubernetes");
    };
  }
}
