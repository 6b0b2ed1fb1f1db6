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
      "",
      "--undo has the entry on the base again. It ends with 7 if it conflicts there; `apply --base`"
          + " then shows the conflict.",
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
      description = "The base on which the entry is not wanted; it needs --reason or --undo.")
  private String base;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why it is not wanted there. The series keeps it under not-on.")
  private String reason;

  @Option(
      names = "--undo",
      description = "Take the entry back on --base, where an earlier drop, or `onto`, left it out.")
  private boolean undo;

  @Option(
      names = "--upstream",
      paramLabel = "URL",
      description = "A git URL in place of the series' upstream.")
  private String upstream;

  @Override
  public Integer call() throws IOException {
    boolean oneBase = base != null && undo == (reason == null);
    boolean all = base == null && reason == null && !undo;
    if ((!oneBase && !all) || (reason != null && reason.isBlank())) {
      throw new ParameterException(
          spec.commandLine(), "expected --base with either --reason or --undo, or none of them");
    }
    Workspace workspace = options.workspace();
    Console console = new Console(spec.commandLine().getErr());
    Rearrange rearrange = new Rearrange(workspace, Optional.ofNullable(upstream), console);
    List<Onto.Trial> trials =
        undo
            ? rearrange.undrop(id, base)
            : base == null ? rearrange.drop(id) : rearrange.drop(id, base, reason);
    String done = undo ? "restored" : "dropped";
    output.print(
        base == null ? Map.of(done, id) : Map.of(done, id, "base", base),
        (undo ? "restored in " : "dropped from ")
            + workspace.seriesFile()
            + ": "
            + id
            + (base == null ? "" : " on " + base),
        trials,
        spec.commandLine().getOut());
    if (undo && !trials.stream().allMatch(Onto.Trial::goes)) {
      console.line("next: " + TrialOutput.next(workspace, trials));
      return ExitCode.CONFLICT.number();
    }
    return ExitCode.DONE.number();
  }
}
