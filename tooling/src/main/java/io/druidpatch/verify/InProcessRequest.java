package io.druidpatch.verify;

import io.druidpatch.suite.ScenarioOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The subjects to measure in process, and by what.
 *
 * @param project the project's folder
 * @param subjects the subjects to restrict it to; empty for all
 * @param report the folder for the suite's report
 * @param centralUrl the Maven repository that stands for Central, if another
 */
public record InProcessRequest(
    Path project,
    List<String> subjects,
    Path report,
    ScenarioOptions scenarios,
    Optional<String> centralUrl) {}
