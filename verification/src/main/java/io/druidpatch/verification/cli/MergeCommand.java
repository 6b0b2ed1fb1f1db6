package io.druidpatch.verification.cli;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.suite.ReportFolder;
import io.druidpatch.verification.report.MergedReport;
import io.druidpatch.verification.report.Report;
import io.druidpatch.verification.report.ReportJson;
import io.druidpatch.verification.run.Progress;
import io.druidpatch.verification.threshold.Thresholds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "merge",
    mixinStandardHelpOptions = true,
    description = {
      "Makes one report of several runs on one kind of cluster. Where several of them ran a scenario"
          + " of a subject, the last one counts, with all its rows and no others. A row keeps the"
          + " verdict of its own run; the thresholds are checked anew."
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
          "Leave out the thresholds of the scenarios that no report has, as a run with --only does;"
              + " and those of what was not measured, if a report is of a --quick run.")
  private boolean limited;

  @Override
  public Integer call() throws IOException {
    ReportFolder.require(folder);
    Thresholds limits = Thresholds.read(thresholds);
    Map<Path, Report> read = new LinkedHashMap<>();
    for (Path file : reports) {
      Report report = ReportJson.read(file);
      read.forEach((earlierFile, earlier) -> requireAlike(earlierFile, earlier, file, report));
      read.put(file, report);
    }
    Report merged = read.values().stream().reduce(MergedReport::of).orElseThrow();
    Report checked =
        PlanExecution.checked(
            merged, limits, scenario -> limited && leavesOut(read.values(), merged, scenario));
    return PlanExecution.write(
        checked.withIncidents(changed(read.values(), checked.checks())),
        folder,
        new Progress(System.err));
  }

  /** A row keeps its run's verdict, which says nothing of a limit that has changed since. */
  private static List<Report.Incident> changed(Collection<Report> all, List<Report.Check> checks) {
    Map<String, String> limits = new HashMap<>();
    all.stream()
        .flatMap(report -> report.checks().stream())
        .filter(Report.Check::measured)
        .forEach(check -> limits.put(check.name(), check.limit()));
    return checks.stream()
        .filter(Report.Check::measured)
        .filter(check -> !limits.getOrDefault(check.name(), check.limit()).equals(check.limit()))
        .map(
            check ->
                new Report.Incident(
                    Report.Incident.RUN,
                    "limit \"" + check.name() + "\"",
                    "rows were judged by \""
                        + limits.get(check.name())
                        + "\", and it is \""
                        + check.limit()
                        + "\" now: run its scenario again"))
        .toList();
  }

  /** Whether no report has a scenario of the checked subject, or one of them its short form. */
  private static boolean leavesOut(Collection<Report> all, Report merged, String scenario) {
    return all.stream().anyMatch(report -> "true".equals(report.options().get("quick")))
        || !MergedReport.ran(merged, Thresholds.SUBJECT, scenario);
  }

  /**
   * Checks that two reports can be one.
   *
   * @throws Failure with {@link ExitCode#USAGE} if they are of different kinds of cluster, which
   *     have different limits, or of different builds of a subject
   */
  private static void requireAlike(Path firstFile, Report first, Path secondFile, Report second) {
    String cluster = first.environment().get("cluster");
    String other = second.environment().get("cluster");
    if (!Objects.equals(cluster, other)) {
      throw Failure.of(ExitCode.USAGE, secondFile.toString())
          .says("was made on another kind of cluster than " + firstFile)
          .expected("a report made on " + cluster)
          .found("one made on " + other)
          .fix("merge the reports of one kind alone; `compare` shows two kinds side by side")
          .build();
    }
    for (Report.SubjectInfo subject : second.subjects()) {
      for (Report.SubjectInfo before : first.subjects()) {
        if (before.name().equals(subject.name()) && !before.equals(subject)) {
          throw Failure.of(ExitCode.USAGE, secondFile.toString())
              .says("has another build of " + subject.name() + " than " + firstFile)
              .expected(before.sha256())
              .found(subject.sha256())
              .fix("measure with the same distribution: --tarball " + subject.name() + "=FILE")
              .build();
        }
      }
    }
  }
}
