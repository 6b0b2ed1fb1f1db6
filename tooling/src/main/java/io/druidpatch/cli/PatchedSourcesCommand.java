package io.druidpatch.cli;

import io.druidpatch.build.PatchedSources;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "patched-sources",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the files that local patches change in the modules whose source jars are on Maven"
          + " Central. No git host is needed.",
      "",
      "Compiled in front of the released jars, these files give the modules that the series gives."
          + " Of a patch that changes other files too, only the part in these modules is written, and"
          + " the output names the other files. Picks are left out."
          + " The folder gets java/, classes/ with the resources, and "
          + PatchedSources.NOTE
          + " with what is printed too.",
      ""
    })
final class PatchedSourcesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WorkspaceOptions options;

  @Parameters(
      paramLabel = "DIR",
      description = "A new folder, or one that this command wrote; its files are replaced.")
  private Path folder;

  @Option(
      names = "--central",
      paramLabel = "URL",
      description =
          "Use this Maven repository in place of Maven Central. The mirrors in your Maven settings"
              + " apply to either.")
  private String central;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    new PatchedSources(
            options.workspace(),
            Optional.ofNullable(central),
            new Console(spec.commandLine().getErr()))
        .run(folder)
        .forEach(out::println);
    out.flush();
    return 0;
  }
}
