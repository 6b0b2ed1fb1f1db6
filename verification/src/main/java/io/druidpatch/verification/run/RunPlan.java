package io.druidpatch.verification.run;

import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.threshold.Thresholds;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run does.
 *
 * @param tarballs the subjects' distributions by name, in the order of the report's columns
 * @param images the subjects' images by name: a name, or a tar file to load
 * @param routers the distributions of the routers that are not the subject's own, by its name
 * @param conf the folder of configuration templates
 * @param report the folder for the report and the processes' logs
 * @param thresholds the limits that ours has to meet, and that verdicts follow
 * @param keep whether to keep the data of Druid's processes and the unpacked subjects
 */
public record RunPlan(
    Map<String, Path> tarballs,
    Map<String, String> images,
    Map<String, Path> routers,
    List<Scenario> scenarios,
    Path conf,
    Path report,
    Thresholds thresholds,
    boolean quick,
    boolean limited,
    int repeat,
    boolean keep) {
  Optional<String> image(String subject) {
    return Optional.ofNullable(images.get(subject));
  }
}
