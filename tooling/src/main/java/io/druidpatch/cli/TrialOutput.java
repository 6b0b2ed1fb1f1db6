package io.druidpatch.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.apply.Onto;
import io.druidpatch.apply.OntoPage;
import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.Invocation;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a command that changed the series says what it did, and how the series goes now. */
final class TrialOutput {
  @Option(
      names = "--json",
      description =
          "Print JSON: what was done, and trials, which are what `onto --json` prints for each base.")
  private boolean json;

  void print(Map<String, ?> done, String said, List<Onto.Trial> trials, PrintWriter out)
      throws IOException {
    if (json) {
      Map<String, Object> all = new LinkedHashMap<>(done);
      all.put("trials", trials.stream().map(OntoCommand::json).toList());
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all));
    } else {
      out.println(said);
      out.println();
      OntoPage.table(trials).forEach(out::println);
      trials.forEach(trial -> OntoCommand.details(trial, out));
    }
    out.flush();
  }

  /** The command that shows the first conflict of the trials, or that applies the series. */
  static String next(Workspace workspace, List<Onto.Trial> trials) {
    String first = workspace.series().base().tag();
    String base =
        trials.stream()
            .filter(trial -> !trial.goes())
            .map(Onto.Trial::tag)
            .findFirst()
            .filter(tag -> !tag.equals(first))
            .map(tag -> " --base " + Invocation.quoted(tag))
            .orElse("");
    return Invocation.command("apply" + base);
  }
}
