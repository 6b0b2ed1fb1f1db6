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
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "move",
    mixinStandardHelpOptions = true,
    description = {
      "Moves an entry to another place in the order.",
      "",
      "The new order is tried on every base first. If it does not go on, the command ends with 21"
          + " and changes nothing. `graph` shows which entries need which.",
      ""
    })
final class MoveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RepositoryOptions options;
  @Mixin private TrialOutput output;

  @Parameters(paramLabel = "ENTRY", description = "The entry's id.")
  private String id;

  @ArgGroup(multiplicity = "1")
  private Place place;

  static final class Place {
    @Option(names = "--before", paramLabel = "OTHER", description = "The entry to stand before.")
    private String before;

    @Option(names = "--after", paramLabel = "OTHER", description = "The entry to stand behind.")
    private String after;
  }

  @Option(
      names = "--upstream",
      paramLabel = "URL",
      description = "A git URL in place of the series' upstream.")
  private String upstream;

  @Override
  public Integer call() throws IOException {
    Workspace workspace = options.workspace();
    boolean before = place.before != null;
    String other = before ? place.before : place.after;
    List<Onto.Trial> trials =
        new Rearrange(
                workspace, Optional.ofNullable(upstream), new Console(spec.commandLine().getErr()))
            .move(id, before, other);
    String where = before ? "before" : "after";
    output.print(
        Map.of("moved", id, where, other),
        "moved in " + workspace.seriesFile() + ": " + id + " " + where + " " + other,
        trials,
        spec.commandLine().getOut());
    return ExitCode.DONE.number();
  }
}
