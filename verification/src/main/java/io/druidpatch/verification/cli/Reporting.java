package io.druidpatch.verification.cli;

import io.druidpatch.verification.report.Report;
import io.druidpatch.verification.report.ReportWriter;
import io.druidpatch.verification.run.Plan;
import io.druidpatch.verification.threshold.Thresholds;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** What becomes of a run's findings. */
final class Reporting {
  private Reporting() {}

  /**
   * Compares them with the thresholds and writes the report.
   *
   * @return the exit code
   */
  static int write(Report found, Plan plan, Consumer<String> progress) throws IOException {
    List<Report.Check> checks =
        plan.tarballs().containsKey(Thresholds.SUBJECT)
            ? Thresholds.read(plan.thresholds())
                .check(found.measurements(), found.environment().get("cluster"), plan.limited())
            : List.of();
    ReportWriter.write(found.with(checks), plan.report());
    progress.accept("report: " + plan.report().resolve("report.md"));
    List<String> missed = checks.stream().filter(c -> !c.met()).map(Report.Check::name).toList();
    if (!missed.isEmpty()) {
      progress.accept("thresholds not met: " + String.join("; ", missed));
    }
    if (!found.incidents().isEmpty()) {
      progress.accept("broke off: " + found.incidents());
    }
    return missed.isEmpty() && found.incidents().isEmpty() ? 0 : Main.NOT_MET;
  }
}
