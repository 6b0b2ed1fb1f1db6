package io.druidpatch.verification.report;

import io.druidpatch.suite.ClusterKind;
import java.util.List;

/** What a report covers and what it does not, which depends on where it was made. */
public enum Scope {
  /** Real Druid with tasks in pods, of one kind of Kubernetes or another. */
  KUBERNETES(
      "Druid with tasks in pods: stock and patched, side by side",
      "Tarball's SHA-256",
      "Commit",
      "A subject's digest is the SHA-256 of its tarball. Every sample is in report.json.",
      "the Kubernetes API's own answer for the same pod, or no followers.",
      ""),

  /** The Overlord's log resource alone. */
  IN_PROCESS(
      "The Overlord's log API: stock and patched, side by side",
      "SHA-256",
      "Made of",
      "A subject's digest is the SHA-256 of the released jar that has the Overlord's resource, or of"
          + " the patched sources, each file with its name before it. Every sample is in"
          + " report.json.",
      "the same log read directly, by a plain HTTP server in the same process, or no followers. A"
          + " line's lag counts from the time of writing that the line itself says.",
      """
      Kubernetes: the logs are scripted. There are no pods and no API server, and nothing of how \
      the extension follows a pod's log, shares one stream among followers, finds it again after a \
      lost connection, or keeps to an offset.
      S3: no log is saved.
      The Router: the answers are the Overlord's own.
      The picks, and what local patches change elsewhere: what is in, the table of subjects says. \
      stock answers with the log as it is, as its runner for pods does; watch-log with a stream \
      that follows, which operators try first.
      verify --cluster embedded shows all of these without a cluster; it needs the upstream's \
      git history.
      """);

  /** Comes before {@link #notShown}. */
  public static final String NOT_SHOWN = "What this does not show:";

  private final String title;
  private final String digest;
  private final String made;
  private final String digestOf;
  private final String reference;
  private final String notShown;

  Scope(
      String title,
      String digest,
      String made,
      String digestOf,
      String reference,
      String notShown) {
    this.title = title;
    this.digest = digest;
    this.made = made;
    this.digestOf = digestOf;
    this.reference = reference;
    this.notShown = notShown;
  }

  /** That of a report. */
  public static Scope of(Report report) {
    return ofCluster(report.environment().get("cluster"));
  }

  /** That of all reports made on a kind of cluster. */
  public static Scope ofCluster(String cluster) {
    return ClusterKind.IN_PROCESS.word().equals(cluster) ? IN_PROCESS : KUBERNETES;
  }

  /** What the report does not show, a sentence each; empty if it shows everything. */
  public List<String> notShown() {
    return notShown.lines().toList();
  }

  String title() {
    return title;
  }

  /** The head of the column with digests. */
  String digest() {
    return digest;
  }

  /** The head of the column that says what a subject was made of. */
  String made() {
    return made;
  }

  List<String> howToRead() {
    return List.of(
        "✓ is what an operator wants, ✗ is not, – is a figure that is neither, ! says that the"
            + " scenario broke off before it could tell.",
        "Times are seen by the client, from its request on, on the machine named above. Compare"
            + " them with each other, not with another machine's.",
        "× reference divides a median by the median of its reference in the same run: " + reference,
        "p99 is a sample, by nearest rank; of fewer than 100 samples it is the largest.",
        digestOf);
  }
}
