package io.druidpatch.cli;

import io.druidpatch.verify.VerifyInProcess;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The suite's options that decide which cluster it takes; it says itself what is wrong with one.
 */
final class ClusterOptions {
  /** The kinds of Kubernetes. */
  static final List<String> KUBERNETES = List.of("auto", "k3s", "kubeconfig", "embedded");

  /** What {@code verify} takes. */
  static final List<String> ALL =
      Stream.concat(KUBERNETES.stream(), Stream.of(VerifyInProcess.KIND)).toList();

  @Option(
      names = "--cluster",
      paramLabel = "auto|k3s|kubeconfig|embedded|in-process",
      completionCandidates = Kinds.class,
      description = {
        "The cluster that tasks run on. kubeconfig: an existing Kubernetes cluster. k3s: a cluster"
            + " in a container. embedded: the Kubernetes API in the suite's process, with pods as"
            + " processes of this machine. auto, the default: the first of these that is available."
            + " in-process (verify only): no tasks, but the Overlord's log resource over scripted"
            + " logs; it needs Maven Central and nothing else, and is the default where the branch"
            + " is partial."
      })
  private String cluster;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "For kubeconfig: the file to read. Default: $KUBECONFIG.")
  private String kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "For kubeconfig: the context to use. Default: the file's current context.")
  private String context;

  @Option(
      names = "--host-address",
      paramLabel = "ADDRESS",
      description = "The address at which pods reach this machine. Default: the tool detects it.")
  private String hostAddress;

  @Option(
      names = "--k3s-image",
      paramLabel = "IMAGE",
      description = "For k3s: its container image.")
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

  /**
   * Refuses a kind that there is not, before anything is compiled.
   *
   * @param kinds those that the command takes
   */
  void require(CommandSpec spec, List<String> kinds) {
    if (cluster != null && !kinds.contains(cluster)) {
      throw new ParameterException(
          spec.commandLine(),
          "--cluster " + cluster + ": expected one of " + String.join(", ", kinds));
    }
  }

  /** For a shell's completion. */
  static final class Kinds implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ALL.iterator();
    }
  }

  static void add(List<String> arguments, String option, Object value) {
    if (value != null) {
      arguments.add(option);
      arguments.add(value.toString());
    }
  }
}
