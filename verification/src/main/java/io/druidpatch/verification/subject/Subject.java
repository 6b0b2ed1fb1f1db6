package io.druidpatch.verification.subject;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A Druid to measure.
 *
 * @param name what the report calls it: {@code stock}, {@code picks}, {@code watch-log}, {@code
 *     ours}
 * @param home the distribution, unpacked
 * @param sha256 of its tarball
 * @param tip the commit that it was built from
 * @param entries the series' entries in it, in order
 * @param image the container image that has it, where the cluster needs one
 */
public record Subject(
    String name,
    Path home,
    String sha256,
    String tip,
    List<String> entries,
    Optional<String> image) {}
