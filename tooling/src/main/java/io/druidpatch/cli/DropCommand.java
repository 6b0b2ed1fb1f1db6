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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "drop",
    mixinStandardHelpOptions = true,
    description = {
      "Takes an entry out of the series; a local patch's file goes with it. With --base, takes it"
          + " out on that base only.",
      "",
      "What is left is tried on every base first. If an entry does not go on that does now, the"
          + " command ends with 21, names the entries that need this one, and changes nothing.",
      ""
    })
final class DropCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RepositoryOptions options;
  @Mixin private TrialOutput output;

  @Parameters(paramLabel = "ENTRY", description = "The entry's id.")
  private String id;

  @Option(
      names = "--base",
      paramLabel = "TAG",
      completionCandidates = WorkspaceOptions.Bases.class,
      description = "The base on which the entry is not wanted; it needs --reason.")
  private String base;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why it is not wanted there. The series keeps it under not-on.")
  private String reason;

  @Option(
      names = "--upstream",
      paramLabel = "URL",
      description = "A git URL in place of the series' upstream.")
  private String upstream;

  @Override
  public Integer call() throws IOException {
    if ((base == null) != (reason == null) || (reason != null && reason.isBlank())) {
      throw new ParameterException(
          spec.commandLine(), "expected both --base and --reason, or neither of them");
    }
    Workspace workspace = options.workspace();
    Rearrange rearrange =
        new Rearrange(
            workspace, Optional.ofNullable(upstream), new Console(spec.commandLine().getErr()));
    List<Onto.Trial> trials = base == null ? rearrange.drop(id) : rearrange.drop(id, base, reason);
    output.print(
        base == null ? Map.of("dropped", id) : Map.of("dropped", id, "base", base),
        "dropped from " + workspace.seriesFile() + ": " + id + (base == null ? "" : " on " + base),
        trials,
        spec.commandLine().getOut());
    return ExitCode.DONE.number();
  }
}
