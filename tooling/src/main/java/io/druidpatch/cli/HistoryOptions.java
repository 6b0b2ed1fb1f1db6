package io.druidpatch.cli;

import io.druidpatch.upstream.HistoryQuery;
import io.druidpatch.upstream.UpstreamReport;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of every command that reads the upstream's history. */
final class HistoryOptions extends RepositoryOptions {
  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--upstream",
      paramLabel = "URL|PATH",
      description = "Read this git URL or local repository in place of the series' upstream.")
  private String upstream;

  @Option(
      names = "--head",
      paramLabel = "REF",
      defaultValue = "master",
      description = "The branch or tag to look at. Default: ${DEFAULT-VALUE}.")
  private String head;

  @Option(
      names = "--offline",
      description = "Read the history that earlier runs fetched, and use no network.")
  private boolean offline;

  UpstreamReport report() {
    return new UpstreamReport(
        workspace(),
        new HistoryQuery(Optional.ofNullable(upstream), head, offline),
        new Console(spec.commandLine().getErr()));
  }
}
