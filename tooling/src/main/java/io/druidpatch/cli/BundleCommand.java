package io.druidpatch.cli;

import io.druidpatch.apply.Workspace;
import io.druidpatch.apply.WriteBundle;
import io.druidpatch.failure.Invocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "bundle",
    mixinStandardHelpOptions = true,
    description = {
      "Writes all that the series needs of the upstream into one git bundle.",
      "",
      "Carry it into a network without the upstream, and use it there with"
          + " `apply --upstream FILE`: the result has the same commit ids.",
      ""
    })
final class BundleCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WorkspaceOptions options;

  @Parameters(paramLabel = "FILE", description = "The bundle to write.")
  private Path file;

  @Override
  public Integer call() throws IOException {
    Console console = new Console(spec.commandLine().getErr());
    Workspace workspace = options.workspace();
    long bytes = new WriteBundle(workspace, console).run(file);
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%s: %d bytes; use it with %s%n",
            file,
            bytes,
            workspace.series().command("apply --upstream " + Invocation.quoted(file.toString())));
    return 0;
  }
}
