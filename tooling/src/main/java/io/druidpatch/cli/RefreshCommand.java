package io.druidpatch.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.druidpatch.apply.Refresh;
import io.druidpatch.apply.RefreshRequest;
import io.druidpatch.failure.Invocation;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "refresh",
    mixinStandardHelpOptions = true,
    description = {
      "Takes the commits you made or amended in the worktree into the series.",
      "",
      "New commits become local patches. Amended, reordered and dropped commits change the local"
          + " patches that they came from. Commits of picks must stay as upstream made them. The"
          + " command applies the new series in a folder of its own first: it must give the"
          + " worktree's tree, and must apply to every other base that was fetched. Otherwise"
          + " nothing is written. --only and --force are for changes that do not go onto every"
          + " base.",
      "",
      "If the series has changed since the worktree was checked out, by a pull for example, the"
          + " command merges both sides and checks the worktree out again. Where both sides changed"
          + " the same entry, or a commit conflicts, nothing is written, and the message names the"
          + " command that rebases the worktree.",
      "",
      "The file of a dropped patch is removed if the project's git has a copy of it. Otherwise the"
          + " file stays, and the series no longer lists it.",
      ""
    })
final class RefreshCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WorkspaceOptions options;

  @Option(
      names = "--only",
      paramLabel = "REASON",
      description =
          "What the worktree changes holds on its base only, for this reason; not for the first base,"
              + " which patches are made on. A new commit becomes"
              + " a patch with only-on; an amended one gets a file of its own, under variants; and"
              + " a dropped one gets not-on, and stays on the other bases.")
  private String only;

  @Option(
      names = "--force",
      description =
          "Write the series although it does not go onto another base. Apply it there next, and"
              + " resolve what conflicts. For the first base only, which patches are made on.")
  private boolean force;

  @Option(names = "--json", description = "Print JSON: tip, written, removed, left, merged.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (only != null && only.isBlank()) {
      throw new ParameterException(spec.commandLine(), "expected a reason for --only");
    }
    Refresh.Result result =
        new Refresh(options.workspace()).run(new RefreshRequest(Optional.ofNullable(only), force));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectMapper mapper = new ObjectMapper();
      ObjectNode root = mapper.createObjectNode();
      root.put("tip", result.applied().tip().name());
      ArrayNode written = root.putArray("written");
      result.written().forEach(file -> written.add(file.toString()));
      ArrayNode removed = root.putArray("removed");
      result.removed().forEach(file -> removed.add(file.toString()));
      ArrayNode left = root.putArray("left");
      result.left().forEach(file -> left.add(file.toString()));
      root.put("merged", result.merged());
      out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root));
    } else {
      result.written().forEach(file -> out.println("written: " + file));
      result.removed().forEach(file -> out.println("removed: " + file));
      result
          .left()
          .forEach(
              file ->
                  out.println(
                      "out of the series: "
                          + file
                          + " (still there, for git has no copy of it; rm "
                          + Invocation.quoted(file.toString())
                          + ")"));
      if (result.merged()) {
        out.println("merged: the series had changed since the worktree was checked out");
      }
      out.println("tip: " + result.applied().tip().name());
    }
    out.flush();
    return 0;
  }
}
