package io.druidpatch.cli;

import io.druidpatch.failure.Invocation;
import io.druidpatch.series.Considered;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "decide",
    mixinStandardHelpOptions = true,
    description = {"Records in the series that an upstream commit is left out, and why.", ""})
final class UpstreamDecideCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private HistoryOptions history;

  @Parameters(paramLabel = "COMMIT", description = "The upstream commit.")
  private String commit;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "The reason why the series leaves the commit out.")
  private String reason;

  @Override
  public Integer call() throws IOException {
    if (reason.isBlank()) {
      throw new ParameterException(spec.commandLine(), "--reason: expected text, found none");
    }
    Considered decision = history.report().decide(commit, reason);
    spec.commandLine()
        .getOut()
        .println(
            decision.commit().name()
                + " recorded in "
                + history.workspace().seriesFile()
                + "; next: "
                + Invocation.command("upstream status --write"));
    return 0;
  }
}
