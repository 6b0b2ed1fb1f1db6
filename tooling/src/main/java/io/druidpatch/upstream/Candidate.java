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
 * @param considered what somebody decided on it
 */
public record Candidate(
    UpstreamCommit commit,
    boolean inPlace,
    List<String> files,
    List<String> topics,
    Optional<Considered> considered) {}
