package io.druidpatch.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * The suite's options that decide which cluster it takes; it says itself what is wrong with one.
 */
final class ClusterOptions {
  @Option(
      names = "--cluster",
      paramLabel = "auto|k3s|kubeconfig|embedded",
      description = {
        "What tasks run on. kubeconfig: a Kubernetes that is there. k3s: one in a container."
            + " embedded: Kubernetes' API in the suite's process, and pods that are processes of"
            + " this machine. auto, the default: the first of these that can be had."
      })
  private String cluster;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "kubeconfig: the file. Default: $KUBECONFIG.")
  private String kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "kubeconfig: the context. Default: the file's current one.")
  private String context;

  @Option(
      names = "--host-address",
      paramLabel = "ADDRESS",
      description = "This machine's address as pods reach it. Default: found out.")
  private String hostAddress;

  @Option(names = "--k3s-image", paramLabel = "IMAGE", description = "k3s: its image.")
  private String k3sImage;

  /** As the suite takes them. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    add(arguments, "--cluster", cluster);
    add(arguments, "--kubeconfig", kubeconfig);
    add(arguments, "--context", context);
    add(arguments, "--host-address", hostAddress);
    add(arguments, "--k3s-image", k3sImage);
    return arguments;
  }

  /** The kind that was asked for. */
  Optional<String> kind() {
    return Optional.ofNullable(cluster);
  }

  static void add(List<String> arguments, String option, Object value) {
    if (value != null) {
      arguments.add(option);
      arguments.add(value.toString());
    }
  }
}
