package io.druidpatch.verify;

import io.druidpatch.build.BuildEnvironment;
import io.druidpatch.image.ImageName;
import io.druidpatch.suite.ClusterOptions;
import io.druidpatch.suite.KubernetesRunOptions;
import io.druidpatch.suite.ScenarioOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to measure, and with what.
 *
 * @param project the project's folder
 * @param subjects the subjects to restrict it to; empty for all
 * @param tarballs distributions that are there, by the name of their subject
 * @param output the folder for distributions and images
 * @param imageBase the image below the subjects' images
 * @param push what the names of images in a registry begin with; given, that is where they go
 * @param report the folder for the suite's report
 * @param toolVersion this tool's, for the provenance
 */
public record VerifyRequest(
    Path project,
    List<String> subjects,
    Map<String, Path> tarballs,
    BuildEnvironment tools,
    Path output,
    ImageName imageBase,
    Optional<String> push,
    Path report,
    ClusterOptions cluster,
    ScenarioOptions scenarios,
    KubernetesRunOptions running,
    String toolVersion) {}
