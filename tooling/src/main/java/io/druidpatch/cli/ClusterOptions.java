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
        "What tasks run on. kubeconfig: a Kubernetes that is there. k3s: one in a container."
            + " embedded: Kubernetes' API in the suite's process, and pods that are processes of"
            + " this machine. auto, the default: the first of these that can be had. in-process"
            + " (verify alone): no tasks, but the Overlord's log resource over logs that are"
            + " scripted; it needs Maven Central and nothing else, and is the default where the"
            + " branch is partial."
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
