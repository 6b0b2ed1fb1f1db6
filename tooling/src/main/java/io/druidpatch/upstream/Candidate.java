package io.druidpatch.upstream;

import io.druidpatch.series.Considered;
import java.util.List;
import java.util.Optional;

/**
 * An upstream commit that may concern the series.
 *
 * @param inPlace whether it changes what the series changes, not only the same files
 * @param files the carried files that it changes, by their paths behind it
 * @param topics the series' topics that its subject matches
 * @param mentions the picks that its message names, by their ids in the series
 * @param reports what users reported that it may be about
 * @param considered what somebody decided on it
 */
public record Candidate(
    UpstreamCommit commit,
    boolean inPlace,
    List<String> files,
    List<String> topics,
    List<String> mentions,
    List<String> reports,
    Optional<Considered> considered) {
  /** The best of the reasons, in a word or two. */
  public String how() {
    if (inPlace) {
      return "same place";
    }
    if (!mentions.isEmpty()) {
      return "mention";
    }
    if (!files.isEmpty()) {
      return "same file";
    }
    return reports.isEmpty() ? "topic" : "report";
  }

  /** A page of documentation or a pom is everybody's: alone it is no reason. */
  boolean concerns() {
    return inPlace
        || !topics.isEmpty()
        || !mentions.isEmpty()
        || !reports.isEmpty()
        || !files.stream().allMatch(path -> path.startsWith("docs/") || path.endsWith("pom.xml"));
  }
}
