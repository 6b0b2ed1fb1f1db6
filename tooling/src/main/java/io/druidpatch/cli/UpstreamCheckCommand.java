package io.druidpatch.cli;

import io.druidpatch.upstream.UpstreamJson;
import io.druidpatch.upstream.UpstreamStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Checks that the page and the series say what upstream did.",
      "",
      "The exit code is 20 if `upstream status --write` would change the page (apart from the"
          + " head's name), or if a pick's `reverted-by` in the series differs from upstream's"
          + " history.",
      ""
    })
final class UpstreamCheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private HistoryOptions history;
  @Mixin private PageOption page;

  @Option(names = "--json", description = "Print the JSON of `upstream status`.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    UpstreamStatus status = history.report().check(page.file());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      UpstreamJson.print(UpstreamJson.of(status), out);
    } else {
      out.println(page.file() + " is what is found upstream");
    }
    out.flush();
    return 0;
  }
}
