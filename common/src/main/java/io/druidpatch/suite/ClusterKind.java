package io.druidpatch.suite;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The kinds of cluster that a measurement runs on, in the order in which they are tried. */
public enum ClusterKind {
  /** A Kubernetes cluster that is there. */
  KUBECONFIG,
  /** k3s in a container. */
  K3S,
  /** The Kubernetes API in the suite's process, with pods as processes of the machine. */
  EMBEDDED,
  /** No cluster: the Overlord's log resource alone, over scripted logs. */
  IN_PROCESS;

  /** The word for it in options, reports and {@code thresholds.yaml}. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The kind of a word; empty if there is none. */
  public static Optional<ClusterKind> of(String word) {
    return Stream.of(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }

  /** The words for all kinds. */
  public static List<String> words() {
    return Stream.of(values()).map(ClusterKind::word).toList();
  }
}
