package io.druidpatch.verify;

import io.druidpatch.build.BuildEnvironment;
import io.druidpatch.image.ImageName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to measure, and with what.
 *
 * @param subjects the subjects to restrict it to; empty for all
 * @param tarballs distributions that are there, by the name of their subject
 * @param watchLog the patch that makes the subject {@code watch-log}
 * @param output the folder for distributions and images
 * @param imageBase the image below the subjects' images
 * @param push what the names of images in a registry begin with; given, that is where they go
 * @param report the folder for the suite's report
 * @param clusterOptions the suite's options that decide which cluster it takes
 * @param options all others that it gets
 * @param toolVersion this tool's, for the provenance
 */
public record VerifyRequest(
    List<String> subjects,
    Map<String, Path> tarballs,
    Path watchLog,
    BuildEnvironment tools,
    Path output,
    ImageName imageBase,
    Optional<String> push,
    Path report,
    List<String> clusterOptions,
    List<String> options,
    String toolVersion) {}
