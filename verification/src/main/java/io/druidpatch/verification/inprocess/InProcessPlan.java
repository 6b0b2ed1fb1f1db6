package io.druidpatch.verification.inprocess;

import io.druidpatch.verification.report.Report;
import java.nio.file.Path;
import java.util.List;

/**
 * What a run in process is to do.
 *
 * @param subjects in the order of the report's columns
 * @param only the scenarios' names; empty for all
 * @param repeat how often to take a sample that is worth repeating, at least
 * @param report the folder for the report, and for the servers' logs
 */
public record InProcessPlan(
    List<Served> subjects, List<String> only, boolean quick, int repeat, Path report) {

  /**
   * A subject.
   *
   * @param info as the report names it
   * @param server how it is started; its folder is {@link #folder} of the report and the subject
   */
  public record Served(Report.SubjectInfo info, ServerSetup server) {}

  /** Where a subject's server works. */
  public static Path folder(Path report, String subject) {
    return report.resolve("log").resolve(subject);
  }
}
