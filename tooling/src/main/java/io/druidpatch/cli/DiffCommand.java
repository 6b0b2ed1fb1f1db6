package io.druidpatch.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.review.SeriesDiff;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what a change of the series changes in Druid's source, entry by entry.",
      "",
      "The series as it was at a revision of this project is applied in core beside the one in the"
          + " files now. For each entry the two results are compared: not two patches, but the"
          + " source that they make. It works on what `apply` has fetched.",
      ""
    })
final class DiffCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WorkspaceOptions options;

  @Parameters(
      paramLabel = "REV",
      arity = "0..1",
      defaultValue = "HEAD",
      description = "A commit, branch or tag of this project. Default: HEAD.")
  private String revision;

  @Option(names = "--stat", description = "Only what has become of each entry, without the lines.")
  private boolean stat;

  @Option(
      names = "--json",
      description = {
        "Print JSON: before and after (the tips), and for each entry id, change (added, removed,"
            + " changed, reworded, same), diff, and whole: the old entry does not go on any more,"
            + " so the two results were compared as they are."
      })
  private boolean json;

  @Override
  public Integer call() throws IOException {
    SeriesDiff.Result result = new SeriesDiff(options.workspace(), revision).run();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      List<Map<String, Object>> entries = new ArrayList<>();
      for (SeriesDiff.EntryDiff entry : result.entries()) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("id", entry.id());
        node.put("change", entry.change().word());
        node.put("diff", entry.diff());
        node.put("whole", entry.whole());
        entries.add(node);
      }
      Map<String, Object> root = new LinkedHashMap<>();
      root.put("before", result.before().name());
      root.put("after", result.after().name());
      root.put("entries", entries);
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root));
    } else {
      for (SeriesDiff.EntryDiff entry : result.entries()) {
        out.println(
            entry.change().word()
                + ": "
                + entry.id()
                + (entry.whole() ? " (the old one does not go on; both results compared)" : ""));
        if (!stat && !entry.diff().isEmpty()) {
          out.println(entry.diff());
        }
      }
    }
    out.flush();
    return ExitCode.DONE.number();
  }
}
