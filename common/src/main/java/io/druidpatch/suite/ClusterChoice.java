package io.druidpatch.suite;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The cluster that a run takes. It is chosen once: by the tool before it builds, or by the suite's
 * own {@code run}.
 *
 * @param kind a kind of Kubernetes
 * @param why why that one, in words
 * @param images how it takes the subjects' images
 */
public record ClusterChoice(ClusterKind kind, String why, Images images) {
  /** How a cluster takes images. */
  public enum Images {
    /** From the local Docker. */
    DOCKER,
    /** As files that the suite puts into it. */
    TAR,
    /** From a registry. */
    REGISTRY,
    /** It takes none: tasks are processes of this machine. */
    NONE
  }

  /**
   * Chooses the cluster that was asked for, or else the first that is available.
   *
   * @param progress is told the choice, and what takes long
   * @throws Failure with {@link ExitCode#CLUSTER} if there is a kubeconfig that cannot be read
   */
  public static ClusterChoice of(ClusterOptions options, Consumer<String> progress) {
    ClusterChoice choice = of(options, DockerEngine.found(), progress);
    progress.accept("cluster: " + choice.kind.word() + " (" + choice.why + ")");
    return choice;
  }

  static ClusterChoice of(ClusterOptions options, DockerEngine docker, Consumer<String> progress) {
    Optional<ClusterKind> asked = options.kind();
    Optional<Path> file = options.kubeconfig();
    String image = options.k3sImage();
    if (asked.equals(Optional.of(ClusterKind.KUBECONFIG))
        || (asked.isEmpty() && file.isPresent())) {
      return new ClusterChoice(
          ClusterKind.KUBECONFIG,
          asked.isPresent() ? "asked for" : "there is a kubeconfig, " + file.orElseThrow(),
          images(file, docker));
    }
    if (asked.isPresent()) {
      return without(asked.get(), "asked for");
    }
    if (!docker.answers()) {
      return without(ClusterKind.EMBEDDED, "there is no kubeconfig and no Docker engine for k3s");
    }
    if (!docker.has(image)) {
      progress.accept("pulling " + image);
      if (!docker.pull(image)) {
        return without(
            ClusterKind.EMBEDDED,
            "there is no kubeconfig, and the image " + image + " for k3s cannot be pulled");
      }
    }
    return without(ClusterKind.K3S, "there is a Docker engine, and the image " + image);
  }

  /** A cluster that the suite starts, without a kubeconfig. */
  private static ClusterChoice without(ClusterKind kind, String why) {
    return new ClusterChoice(kind, why, kind == ClusterKind.K3S ? Images.TAR : Images.NONE);
  }

  /** A cluster on this machine usually runs on its Docker; another one pulls from a registry. */
  private static Images images(Optional<Path> kubeconfig, DockerEngine docker) {
    boolean local = kubeconfig.map(ClusterChoice::isLocal).orElse(false) && docker.answers();
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
}
