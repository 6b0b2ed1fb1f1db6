package io.druidpatch.verification.cli;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.verification.report.Report;
import io.druidpatch.verification.report.ReportWriter;
import io.druidpatch.verification.run.RunPlan;
import io.druidpatch.verification.threshold.Thresholds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Checks the findings of a run against the thresholds and writes the report. */
final class Reporting {
  private Reporting() {}

  /**
   * Compares them with the thresholds and writes the report.
   *
   * @return the exit code
   */
  static int write(Report found, RunPlan plan, Consumer<String> progress) throws IOException {
    return write(checked(found, plan.thresholds(), plan.limited()), plan.report(), progress);
  }

  /**
   * The report with the outcome of the thresholds, if it has the subject that has to meet them.
   *
   * @param limited as for {@link Thresholds#check(List, String, String, boolean)}
   */
  static Report checked(Report found, Thresholds thresholds, boolean limited) {
    boolean ours = found.subjects().stream().anyMatch(s -> s.name().equals(Thresholds.SUBJECT));
    return ours
        ? found.with(
            thresholds.check(found.measurements(), found.environment().get("cluster"), limited))
        : found;
  }

  /**
   * Writes a report, and tells the user where it is and what is wrong.
   *
   * @return the exit code
   */
  static int write(Report report, Path folder, Consumer<String> progress) throws IOException {
    ReportWriter.write(report, folder);
    progress.accept("report: " + folder.resolve("report.md"));
    List<String> missed =
        report.checks().stream().filter(c -> !c.met()).map(Report.Check::name).toList();
    if (!missed.isEmpty()) {
      progress.accept("thresholds not met: " + String.join("; ", missed));
    }
    if (!report.incidents().isEmpty()) {
      progress.accept("broke off: " + report.incidents());
    }
    return missed.isEmpty() && report.incidents().isEmpty() ? 0 : ExitCode.VERIFICATION.number();
  }
}
