package io.druidpatch.cli;

import io.druidpatch.apply.Resolve;
import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.series.Resolution;
import io.druidpatch.storage.InputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "resolve",
    mixinStandardHelpOptions = true,
    description = {
      "Records in the series what is to stand in the place of a conflicting hunk.",
      "",
      "`apply` prints the command for every conflict it meets, and for none other a decision is"
          + " taken. It holds for exactly the hunk it was made for; if a side of it changes, it is a"
          + " conflict again. With --base, it is recorded as one that only this base asks for.",
      ""
    })
final class ResolveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WorkspaceOptions options;

  @Parameters(index = "0", paramLabel = "ENTRY", description = "The pick that conflicts.")
  private String entry;

  @Parameters(index = "1", paramLabel = "PATH", description = "The conflicting file.")
  private String path;

  @Parameters(index = "2", paramLabel = "HUNK", description = "The hunk's hash.")
  private String hunk;

  @ArgGroup(multiplicity = "1")
  private Choice choice;

  static final class Choice {
    @Option(names = "--take", paramLabel = "base|upstream", description = "The side to take.")
    private Resolution.Take side;

    @Option(
        names = "--lines",
        paramLabel = "FILE",
        description = "A file with the lines that are to stand there.")
    private Path lines;
  }

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why that is right, for those who read the series.")
  private String reason;

  @Override
  public Integer call() throws IOException {
    if (!hunk.matches("[0-9a-f]{64}")) {
      throw wrong("HUNK: expected 64 hex digits, found " + hunk);
    }
    if (reason.isBlank()) {
      throw wrong("--reason: expected text, found none");
    }
    Resolution.Choice decision =
        choice.lines != null
            ? new Resolution.Lines(InputFile.text(choice.lines, ExitCode.USAGE))
            : choice.side;
    Workspace workspace = options.workspace();
    List<String> bases = workspace.base().map(List::of).orElse(List.of());
    new Resolve(workspace).run(entry, new Resolution(path, hunk, bases, decision, reason, 0));
    spec.commandLine()
        .getOut()
        .println(
            "recorded in "
                + workspace.seriesFile()
                + "; next: "
                + workspace.series().command("apply"));
    return 0;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
