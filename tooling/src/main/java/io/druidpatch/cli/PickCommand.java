package io.druidpatch.cli;

import io.druidpatch.apply.Workspace;
import io.druidpatch.edit.PickCommit;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.series.Pick;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.eclipse.jgit.lib.ObjectId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "pick",
    mixinStandardHelpOptions = true,
    description = {
      "Adds an upstream commit to the series.",
      "",
      "The entry gets the full id, the pull request and what has become of the commit upstream, and"
          + " stands in upstream's order. The series is then tried on every base. Where the pick"
          + " conflicts, the entry is added all the same, and the command ends with 7: `apply` shows"
          + " the conflicts, each with the `resolve` command that decides it. A commit that the"
          + " series or each base has, and one that takes a pick back, is refused.",
      ""
    })
final class PickCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RepositoryOptions options;
  @Mixin private HistoryQueryOptions history;
  @Mixin private TrialOutput output;

  @Parameters(
      paramLabel = "COMMIT|PR",
      description =
          "The commit's id, which may be abbreviated, or the pull request that brought it: its"
              + " number or its URL.")
  private String commit;

  @Option(
      names = "--id",
      required = true,
      paramLabel = "ID",
      description = "The entry's id: a short word of small letters, digits, dots and dashes.")
  private String id;

  @Option(
      names = "--why",
      required = true,
      paramLabel = "TEXT",
      description = "Why the series has it, for those who read it.")
  private String why;

  @Override
  public Integer call() throws IOException {
    if (why.isBlank()) {
      throw new ParameterException(spec.commandLine(), "--why: expected text, found none");
    }
    Workspace workspace = options.workspace();
    PickCommit.Result result =
        new PickCommit(
                workspace,
                new PickCommit.PickRequest(commit, id, why, history.query()),
                new Console(spec.commandLine().getErr()))
            .run();
    Pick pick = result.pick();
    Map<String, Object> done = new LinkedHashMap<>();
    done.put("id", pick.id());
    done.put("commit", pick.commit().name());
    done.put("subject", result.commit().subject());
    done.put("author", result.author());
    done.put("pullRequest", pick.pullRequest());
    done.put("fate", pick.fate());
    done.put("revertedBy", pick.revertedBy().map(ObjectId::name).orElse(null));
    String said =
        "added to "
            + workspace.seriesFile()
            + ": "
            + pick.id()
            + "\n  "
            + result.commit().shortId()
            + " "
            + result.commit().subject()
            + "\n  by "
            + result.author()
            + "\n  "
            + pick.fate();
    output.print(done, said, result.trials(), spec.commandLine().getOut());
    new Console(spec.commandLine().getErr())
        .line("next: " + TrialOutput.next(workspace, result.trials()));
    return (result.goes() ? ExitCode.DONE : ExitCode.CONFLICT).number();
  }
}
