package io.druidpatch.cli;

import io.druidpatch.apply.Onto;
import io.druidpatch.apply.Workspace;
import io.druidpatch.edit.Rearrange;
import io.druidpatch.failure.ExitCode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "drop",
    mixinStandardHelpOptions = true,
    description = {
      "Takes an entry out of the series; a local patch's file goes with it.",
      "",
      "What is left is tried on every base first. If it does not go on, the command ends with 21,"
          + " names the entries that need this one, and changes nothing.",
      ""
    })
final class DropCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RepositoryOptions options;
  @Mixin private TrialOutput output;

  @Parameters(paramLabel = "ENTRY", description = "The entry's id.")
  private String id;

  @Option(
      names = "--upstream",
      paramLabel = "URL",
      description = "A git URL in place of the series' upstream.")
  private String upstream;

  @Override
  public Integer call() throws IOException {
    Workspace workspace = options.workspace();
    List<Onto.Trial> trials =
        new Rearrange(
                workspace, Optional.ofNullable(upstream), new Console(spec.commandLine().getErr()))
            .drop(id);
    output.print(
        Map.of("dropped", id),
        "dropped from " + workspace.seriesFile() + ": " + id,
        trials,
        spec.commandLine().getOut());
    return ExitCode.DONE.number();
  }
}
