package io.druidpatch.suite;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that choose a cluster. */
public final class ClusterOptions {
  /** The word that leaves the choice to the suite. */
  private static final String AUTO = "auto";

  /** The image of k3s. Pinned, so that runs are comparable; the report has the version. */
  static final String K3S_IMAGE = "rancher/k3s:v1.31.5-k3s1";

  @JsonIgnore
  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--cluster",
      paramLabel = "auto|kubeconfig|k3s|embedded|in-process",
      completionCandidates = Words.class,
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
  private Path kubeconfig;

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
      names = "--node-command",
      paramLabel = "COMMAND",
      description =
          "For kubeconfig: a command that takes a node away, for the row `node gone`, which is left"
              + " out without it. It is run as COMMAND away NAMESPACE POD, to end the pod's"
              + " container and its node's kubelet together, and as COMMAND back NAMESPACE POD.")
  private String nodeCommand;

  @Option(
      names = "--k3s-image",
      paramLabel = "IMAGE",
      description = "For k3s: its container image.")
  private String k3sImage;

  /** For a shell's completion. */
  static final class Words implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.concat(Stream.of(AUTO), ClusterKind.words().stream()).iterator();
    }
  }

  /** The kind that the user asked for; empty for auto. */
  public Optional<ClusterKind> kind() {
    if (cluster == null || cluster.equals(AUTO)) {
      return Optional.empty();
    }
    Optional<ClusterKind> kind = ClusterKind.of(cluster);
    if (kind.isEmpty()) {
      throw refused(ClusterKind.words());
    }
    return kind;
  }

  /** Refuses a kind that is no Kubernetes, for a command that runs on Kubernetes only. */
  public void requireKubernetes() {
    if (kind().equals(Optional.of(ClusterKind.IN_PROCESS))) {
      throw refused(
          ClusterKind.words().stream()
              .filter(word -> !word.equals(ClusterKind.IN_PROCESS.word()))
              .toList());
    }
  }

  private ParameterException refused(List<String> words) {
    return new ParameterException(
        spec.commandLine(),
        "--cluster " + cluster + ": expected one of auto, " + String.join(", ", words));
  }

  /** The kubeconfig that was named, by the option or by $KUBECONFIG. */
  public Optional<Path> kubeconfig() {
    return Optional.ofNullable(kubeconfig)
        .or(
            () ->
                Optional.ofNullable(System.getenv("KUBECONFIG"))
                    .filter(value -> !value.isBlank())
                    .map(Path::of));
  }

  public Optional<String> context() {
    return Optional.ofNullable(context);
  }

  public Optional<String> hostAddress() {
    return Optional.ofNullable(hostAddress);
  }

  public Optional<String> nodeCommand() {
    return Optional.ofNullable(nodeCommand);
  }

  public String k3sImage() {
    return k3sImage == null ? K3S_IMAGE : k3sImage;
  }

  /** The options that were given, as a command line has them. */
  public List<String> given() {
    return Stream.of(
            given("--cluster", cluster),
            given("--kubeconfig", kubeconfig),
            given("--context", context),
            given("--host-address", hostAddress),
            given("--node-command", nodeCommand),
            given("--k3s-image", k3sImage))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<String> given(String name, Object value) {
    return Optional.ofNullable(value).map(there -> name + "=" + there);
  }
}
