package io.druidpatch.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.apply.Export;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the applied series as numbered patches, for `git am` in a tree of your own.",
      ""
    })
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WorkspaceOptions options;

  @Parameters(paramLabel = "DIR", description = "A folder that is empty or not there yet.")
  private Path folder;

  @Option(
      names = "--allow-partial",
      description = "Export a partial result too; without it that is refused (exit code 9).")
  private boolean allowPartial;

  @Option(names = "--json", description = "Print the files' paths as a JSON array.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    List<String> files =
        new Export(options.workspace())
            .run(folder, allowPartial).stream().map(Path::toString).toList();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(files));
    } else {
      files.forEach(out::println);
    }
    out.flush();
    return 0;
  }
}
