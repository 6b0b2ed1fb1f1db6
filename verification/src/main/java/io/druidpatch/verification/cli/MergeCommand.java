package io.druidpatch.verification.cli;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.suite.ReportFolder;
import io.druidpatch.verification.measure.Measurement;
import io.druidpatch.verification.report.MergedReport;
import io.druidpatch.verification.report.Report;
import io.druidpatch.verification.report.ReportJson;
import io.druidpatch.verification.report.ReportWriter;
import io.druidpatch.verification.threshold.Thresholds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "merge",
    mixinStandardHelpOptions = true,
    description = {
      "Makes one report of several runs. Where several of them measured a scenario of a subject, the"
          + " last one counts."
    })
final class MergeCommand implements Callable<Integer> {
  @Parameters(arity = "2..*", paramLabel = "REPORT.json")
  private List<Path> reports;

  @Option(names = "--report", paramLabel = "DIR", required = true)
  private Path folder;

  @Option(
      names = "--thresholds",
      paramLabel = "FILE",
      defaultValue = "verification/thresholds.yaml",
      description = "Default: ${DEFAULT-VALUE}.")
  private Path thresholds;

  @Option(
      names = "--limited",
      description =
          "Leave out the thresholds of what no report has measured, as a run with --only does.")
  private boolean limited;

  @Override
  public Integer call() throws IOException {
    ReportFolder.require(folder);
    Report merged = ReportJson.read(reports.get(0));
    for (Path report : reports.subList(1, reports.size())) {
      merged = MergedReport.of(merged, ReportJson.read(report));
    }
    List<Measurement> measurements = merged.measurements();
    boolean ours = measurements.stream().anyMatch(m -> m.subject().equals(Thresholds.SUBJECT));
    List<Report.Check> checks =
        ours
            ? Thresholds.read(thresholds)
                .check(measurements, merged.environment().get("cluster"), scenario -> limited)
            : List.of();
    ReportWriter.write(merged.with(checks), folder);
    return checks.stream().allMatch(Report.Check::met) ? 0 : ExitCode.VERIFICATION.number();
  }
}
