package io.druidpatch.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.review.EntryGraph;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "graph",
    mixinStandardHelpOptions = true,
    description = {
      "Shows which entries need which.",
      "",
      "An entry needs an earlier one if it does not go on without that, or adapts it. What nothing"
          + " needs can be dropped or moved by itself. That an entry goes on does not say that it"
          + " compiles: `apply --exec` does. It works on what `apply` has fetched.",
      ""
    })
final class GraphCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WorkspaceOptions options;
  @ArgGroup private Form form = new Form();

  static final class Form {
    @Option(
        names = "--json",
        description = "Print JSON: for each entry its id and needs, the ids that it needs.")
    private boolean json;

    @Option(names = "--dot", description = "Print it for Graphviz's dot.")
    private boolean dot;
  }

  @Override
  public Integer call() throws IOException {
    List<EntryGraph.Node> nodes = EntryGraph.of(options.workspace());
    PrintWriter out = spec.commandLine().getOut();
    if (form.json) {
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(nodes));
    } else if (form.dot) {
      dot(nodes, out);
    } else {
      int width = nodes.stream().mapToInt(node -> node.id().length()).max().orElse(0);
      for (EntryGraph.Node node : nodes) {
        out.printf(
            "%-" + width + "s  %s%n",
            node.id(),
            node.needs().isEmpty() ? "needs none" : "needs " + String.join(", ", node.needs()));
      }
    }
    out.flush();
    return ExitCode.DONE.number();
  }

  private static void dot(List<EntryGraph.Node> nodes, PrintWriter out) {
    out.println("digraph series {");
    out.println("  rankdir = BT;");
    for (EntryGraph.Node node : nodes) {
      out.println("  \"" + node.id() + "\";");
      node.needs().forEach(id -> out.println("  \"" + node.id() + "\" -> \"" + id + "\";"));
    }
    out.println("}");
  }
}
