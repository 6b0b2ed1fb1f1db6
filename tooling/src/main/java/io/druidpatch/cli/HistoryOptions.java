package io.druidpatch.cli;

import io.druidpatch.upstream.UpstreamReport;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of every command that reads the upstream's history. */
final class HistoryOptions extends RepositoryOptions {
  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Mixin private HistoryQueryOptions history;

  UpstreamReport report() {
    return new UpstreamReport(
        workspace(), history.query(), new Console(spec.commandLine().getErr()));
  }
}
