package io.druidpatch.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Invocation;
import io.druidpatch.merge.Conflict;
import io.druidpatch.review.Explain;
import io.druidpatch.upstream.UpstreamJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Explains why a pick conflicts.",
      "",
      "For each conflict that no recorded resolution covers it lists the upstream commits between"
          + " the base and the pick that changed these lines and are not in the series, the newest"
          + " first. Each is tried in front of the pick, in core: nothing is checked out and no"
          + " branch is moved. The `pick` command for each is printed. With --offline, a commit that no"
          + " earlier run fetched is not tried.",
      ""
    })
final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WorkspaceOptions options;
  @Mixin private HistoryQueryOptions history;

  @Parameters(paramLabel = "ENTRY", description = "The pick that conflicts.")
  private String entry;

  @Option(
      names = "--json",
      description = {
        "Print JSON: for each conflict path, line, hunk (its hash) and commits, and for each of these"
            + " commit, date, subject, effect (goes: the pick goes on with it; hunk-goes: this hunk"
            + " does; stays; conflicts: the commit itself does; contained; not-tried), decision and"
            + " pick (the command)."
      })
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Workspace workspace = options.workspace();
    List<Explain.Explained> all =
        new Explain(workspace, history.query(), new Console(spec.commandLine().getErr()))
            .run(entry);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ArrayNode list = new ObjectMapper().createArrayNode();
      all.forEach(one -> json(one, list.addObject()));
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(list));
    } else if (all.isEmpty()) {
      out.println(entry + " goes on: it has no conflict that is open");
    } else {
      for (int i = 0; i < all.size(); i++) {
        print(all.get(i), i + 1, all.size(), out);
      }
    }
    out.flush();
    return ExitCode.DONE.number();
  }

  private void print(Explain.Explained one, int number, int of, PrintWriter out) {
    Conflict conflict = one.conflict();
    out.println(conflict.place() + " (conflict " + number + " of " + of + ")");
    if (one.causes().isEmpty()) {
      out.println(
          "  no upstream commit that the series lacks changed these lines between the base and the"
              + " pick: an entry before it did");
    }
    for (Explain.Cause cause : one.causes()) {
      out.printf(
          "  %s %s  %s%n    %s%n",
          cause.commit().shortId(),
          cause.commit().date(),
          cause.commit().subject(),
          sentence(cause.effect()));
      cause.decision().ifPresent(known -> out.println("    left out: " + known.reason()));
      if (cause.effect() != Explain.Effect.CONTAINED) {
        out.println("    " + command(cause));
      }
    }
  }

  private String sentence(Explain.Effect effect) {
    return switch (effect) {
      case GOES -> "picked first, " + entry + " goes on";
      case HUNK_GOES -> "picked first, this conflict goes away, and others stay";
      case STAYS -> "picked first, this conflict stays";
      case CONFLICTS -> "it conflicts there itself";
      case CONTAINED -> "the series so far has what it makes";
      case NOT_TRIED -> "not tried: it was not fetched yet";
    };
  }

  private String command(Explain.Cause cause) {
    return Invocation.command(
        "pick "
            + cause.commit().id().name()
            + " --id "
            + cause.slug()
            + " --why "
            + Invocation.quoted(entry + " is made on its lines."));
  }

  private void json(Explain.Explained one, ObjectNode node) {
    node.put("path", one.conflict().path());
    node.put("line", one.conflict().line());
    node.put("hunk", one.conflict().hash());
    ArrayNode commits = node.putArray("commits");
    for (Explain.Cause cause : one.causes()) {
      ObjectNode commit = UpstreamJson.put(commits.addObject(), cause.commit());
      commit.put("effect", cause.effect().word());
      commit.put("decision", cause.decision().map(known -> known.reason()).orElse(null));
      commit.put("pick", command(cause));
    }
  }
}
