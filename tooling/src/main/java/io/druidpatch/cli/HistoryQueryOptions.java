package io.druidpatch.cli;

import io.druidpatch.upstream.HistoryQuery;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which history of the upstream a command reads, and from where. */
final class HistoryQueryOptions {
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

  HistoryQuery query() {
    return new HistoryQuery(Optional.ofNullable(upstream), head, offline);
  }
}
