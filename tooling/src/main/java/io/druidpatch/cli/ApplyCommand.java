package io.druidpatch.cli;

import io.druidpatch.apply.AppliedEntry;
import io.druidpatch.apply.AppliedSeries;
import io.druidpatch.apply.Apply;
import io.druidpatch.apply.ApplyRequest;
import io.druidpatch.apply.SourceChoice;
import io.druidpatch.apply.Status;
import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.patch.PartialBase;
import io.druidpatch.review.EntryExec;
import io.druidpatch.series.Resolution;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    description = {
      "Applies the series to its base and moves the branch patched/TAG to the result.",
      "",
      "Where no git host answers, the command applies a part of the series to the main sources on"
          + " Maven Central, on the branch partial/TAG. It says so first and last, and exits with 0;"
          + " with --whole it fails instead.",
      "",
      "The branch moves once, at the end; a failure before leaves it where it was. What was"
          + " fetched is kept, so a second run needs no network. Your git configuration applies:"
          + " url.*.insteadOf, proxies, credential helpers.",
      ""
    })
final class ApplyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WorkspaceOptions options;

  @Option(
      names = "--source",
      paramLabel = "git|central|auto",
      defaultValue = "auto",
      description = {
        "The source of the base. git: the upstream's repository. central: the source jars on Maven"
            + " Central, to which only a part of the series can be applied; the branch is partial/TAG"
            + " then, and commands that need the whole refuse it (exit code 9). auto, the default:"
            + " git, or central if no git host answers."
      })
  private SourceChoice source;

  @Option(
      names = "--upstream",
      paramLabel = "URL|PATH|BUNDLE",
      description =
          "Fetch from this git URL, local repository or bundle in place of the series' upstream.")
  private String upstream;

  @Option(
      names = "--central",
      paramLabel = "URL",
      description =
          "Use this Maven repository in place of Maven Central. The mirrors in your Maven settings"
              + " apply to either.")
  private String central;

  @Option(
      names = "--worktree",
      paramLabel = "DIR",
      description =
          "Check the result out in this folder, on the branch work/TAG, to read and edit it.")
  private Path worktree;

  @Option(
      names = "--whole",
      description =
          "Require the whole series: where no git host answers, fail with exit code 9 and move no"
              + " branch.")
  private boolean whole;

  @Option(
      names = "--keep-going",
      paramLabel = "DIR",
      description = {
        "Where an entry conflicts, leave a worktree in this folder: the entries before it, and what it"
            + " changes, with each conflict marked as git does (diff3). `resolve --from DIR` records"
            + " what you make of the marked places. The exit code is 7 all the same."
      })
  private Path keepGoing;

  @Option(
      names = "--exec",
      paramLabel = "COMMAND",
      description = {
        "Then run a command line in the tree of each entry, in order, with the entry's id in"
            + " $DRUIDPATCH_ENTRY; end with 24 and the entry's name at the first that it fails on."
            + " For a pick that local patches adapt, and for these, it runs once, on the last of them."
            + " The folder is kept warm: what a build made of unchanged files stays."
      })
  private String exec;

  @Option(names = "--json", description = "Print the result as JSON, as `status --json` does.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    requireUsed(SourceChoice.CENTRAL, "--upstream", upstream);
    requireUsed(SourceChoice.GIT, "--central", central);
    PrintWriter out = spec.commandLine().getOut();
    Console console = new Console(spec.commandLine().getErr());
    Workspace workspace = options.workspace();
    ApplyRequest request =
        new ApplyRequest(
            source,
            Optional.ofNullable(upstream),
            Optional.ofNullable(central),
            Optional.ofNullable(worktree),
            whole,
            Optional.ofNullable(keepGoing));
    AppliedSeries applied =
        new Apply(workspace, request, console).run(step -> console.line(line(step)));
    for (Resolution unused : applied.unused()) {
      console.line(
          "warning: "
              + applied.series().file()
              + ":"
              + unused.line()
              + ": no conflict asked for this resolution of "
              + unused.path());
    }
    if (exec != null) {
      new EntryExec(workspace, exec, console).run(applied);
    }
    Status.Report report = Status.of(workspace, applied);
    if (json) {
      ReportPrinter.json(report, out);
    } else {
      ReportPrinter.table(report, out, ReportPrinter.width(spec));
    }
    return ExitCode.DONE.number();
  }

  /** Refuses to name what the source that was chosen does not ask. */
  private void requireUsed(SourceChoice choice, String option, String value) {
    if (source == choice && value != null) {
      throw new ParameterException(
          spec.commandLine(), option + " has no effect with --source " + choice);
    }
  }

  private static String line(AppliedEntry step) {
    StringBuilder line = new StringBuilder("  ");
    line.append(step.entry().id()).append(": ").append(step.state().word().replace('-', ' '));
    if (!step.note().isEmpty()) {
      line.append(": ").append(step.note());
    } else if (!step.leftOut().isEmpty()) {
      line.append(": without ")
          .append(
              step.leftOut().stream()
                  .map(PartialBase.LeftOut::path)
                  .collect(Collectors.joining(", ")));
    }
    return line.toString();
  }
}
