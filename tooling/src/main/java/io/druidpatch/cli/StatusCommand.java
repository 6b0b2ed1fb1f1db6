package io.druidpatch.cli;

import io.druidpatch.apply.Status;
import io.druidpatch.failure.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Compares the branch with what the series makes now. Nothing is fetched and nothing is moved.",
      "",
      "The exit code is 0 if the branch is what the series makes, 9 if that is only a part of the"
          + " series, 13 if the branch is missing or different, and 7 or 8 if an entry cannot be"
          + " applied.",
      ""
    })
final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WorkspaceOptions options;

  @Option(
      names = "--json",
      description = {
        "Print JSON: repository, base, branch, tip, upToDate, partial, source, toTheWhole (where,"
            + " command), and for each entry id, kind, commit, tree, state, files, resolutions,"
            + " leftOut (path, why)."
      })
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Status.Report report = new Status(options.workspace()).run();
    if (json) {
      ReportPrinter.json(report, out);
    } else {
      ReportPrinter.table(report, out, ReportPrinter.width(spec));
    }
    if (report.problem() != null) {
      throw report.problem();
    }
    if (!report.upToDate()) {
      return ExitCode.STALE.number();
    }
    return report.partial() ? ExitCode.PARTIAL.number() : ExitCode.DONE.number();
  }
}
