package io.druidpatch.cli;

import io.druidpatch.apply.Resolve;
import io.druidpatch.apply.Workspace;
import io.druidpatch.edit.HandResolution;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.series.Resolution;
import io.druidpatch.storage.InputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
      "Records in the series which lines replace a conflicting hunk.",
      "",
      "`apply` prints this command for every conflict that it finds. A decision holds for exactly"
          + " the hunk that it was made for: if one side of the hunk changes, the hunk conflicts"
          + " again. With --base, the decision is recorded for this base only.",
      ""
    })
final class ResolveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WorkspaceOptions options;

  @Parameters(index = "0", paramLabel = "ENTRY", description = "The entry that conflicts.")
  private String entry;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PATH",
      description = "The conflicting file, as `apply` prints it.")
  private String path;

  @Parameters(index = "2", arity = "0..1", paramLabel = "HUNK", description = "The hunk's hash.")
  private String hunk;

  @ArgGroup(multiplicity = "1")
  private Choice choice;

  static final class Choice {
    @Option(
        names = "--take",
        paramLabel = "base|upstream",
        description = "The side to take: the series so far, or what the entry makes.")
    private Resolution.Take side;

    @Option(
        names = "--lines",
        paramLabel = "FILE",
        description = "A file with the lines that replace the hunk.")
    private Path lines;

    @Option(
        names = "--editor",
        description =
            "Open the hunk in $GIT_EDITOR, $VISUAL or $EDITOR, the first that is set; what you leave"
                + " there replaces it. Without PATH and HUNK: the entry's first conflict.")
    private boolean editor;

    @Option(
        names = "--from",
        paramLabel = "DIR",
        description =
            "Record what stands in all marked places of the worktree that `apply --keep-going DIR`"
                + " left. Takes no PATH and HUNK.")
    private Path from;
  }

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "The reason for the decision, for readers of the series.")
  private String reason;

  @Override
  public Integer call() throws IOException {
    if (hunk != null && !hunk.matches("[0-9a-f]{64}")) {
      throw wrong("HUNK: expected 64 hex digits, found " + hunk);
    }
    if (reason.isBlank()) {
      throw wrong("--reason: expected text, found none");
    }
    if (choice.from != null && path != null) {
      throw wrong("--from DIR is for all conflicts of the entry: it takes no PATH");
    }
    Workspace workspace = options.workspace();
    HandResolution hand = new HandResolution(workspace, entry, reason);
    if (choice.from != null) {
      hand.from(choice.from);
    } else if (choice.editor) {
      hand.edit(Optional.ofNullable(path), Optional.ofNullable(hunk), editor());
    } else if (hunk == null) {
      throw wrong("--take and --lines need PATH and HUNK, which `apply` prints");
    } else {
      Resolution.Choice decision =
          choice.lines != null
              ? new Resolution.Lines(InputFile.text(choice.lines, ExitCode.USAGE))
              : choice.side;
      List<String> bases = workspace.base().map(List::of).orElse(List.of());
      new Resolve(workspace).run(entry, new Resolution(path, hunk, bases, decision, reason, 0));
    }
    spec.commandLine()
        .getOut()
        .println(
            "recorded in "
                + workspace.seriesFile()
                + "; next: "
                + workspace.series().command("apply"));
    return 0;
  }

  private String editor() {
    return Stream.of("GIT_EDITOR", "VISUAL", "EDITOR")
        .map(System.getenv()::get)
        .filter(Objects::nonNull)
        .filter(value -> !value.isBlank())
        .findFirst()
        .orElseThrow(() -> wrong("--editor: none of GIT_EDITOR, VISUAL and EDITOR is set"));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
