package io.druidpatch.verify;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The subjects to measure in process, and the options of the suite.
 *
 * @param project the project's folder
 * @param subjects the subjects to restrict it to; empty for all
 * @param report the folder for the suite's report
 * @param options the suite's options that are passed on
 * @param centralUrl the Maven repository that stands for Central, if another
 */
public record InProcessRequest(
    Path project,
    List<String> subjects,
    Path report,
    List<String> options,
    Optional<String> centralUrl) {}
