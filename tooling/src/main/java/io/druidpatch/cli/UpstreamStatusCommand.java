package io.druidpatch.cli;

import io.druidpatch.upstream.StatusTable;
import io.druidpatch.upstream.UpstreamJson;
import io.druidpatch.upstream.UpstreamReport;
import io.druidpatch.upstream.UpstreamStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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
      "Shows which picks upstream reverted, how many of their lines are left, which releases have"
          + " them, and the later commits to the same lines.",
      ""
    })
final class UpstreamStatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private HistoryOptions history;
  @Mixin private PageOption page;

  @Option(names = "--write", description = "Write the table into the page.")
  private boolean write;

  @Option(
      names = "--json",
      description = {
        "Print JSON: upstream, answered (the URL that did), head, newestRelease, picks (commit,"
            + " reverts, touching, added, left, releases, releasesReverted) and locals (touches,"
            + " gone, lostHunks)."
      })
  private boolean json;

  @Override
  public Integer call() throws IOException {
    UpstreamReport report = history.report();
    Path file = page.file();
    UpstreamStatus status = write ? report.write(file) : report.status();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      UpstreamJson.print(UpstreamJson.of(status), out);
    } else if (write) {
      out.println(file + " is written");
    } else {
      StatusTable.lines(status).forEach(out::println);
      status.answered().ifPresent(url -> out.println("\nanswered by " + url));
    }
    out.flush();
    return 0;
  }
}
