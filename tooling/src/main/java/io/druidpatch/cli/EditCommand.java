package io.druidpatch.cli;

import io.druidpatch.apply.Workspace;
import io.druidpatch.edit.Rearrange;
import io.druidpatch.failure.ExitCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "edit",
    mixinStandardHelpOptions = true,
    description = {
      "Changes what the series says of an entry, or its id.",
      "",
      "An entry's id is in its commit's message: with another one, its commit and those behind it"
          + " get other ids.",
      ""
    })
final class EditCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RepositoryOptions options;

  @Parameters(paramLabel = "ENTRY", description = "The entry's id.")
  private String entry;

  @Option(names = "--id", paramLabel = "ID", description = "Another id.")
  private String id;

  @Option(names = "--why", paramLabel = "TEXT", description = "Why the series has the pick.")
  private String why;

  @Option(
      names = "--fate",
      paramLabel = "TEXT",
      description = "What became of the pick upstream, and what that means for a user.")
  private String fate;

  @Option(
      names = "--fixes",
      paramLabel = "CVE",
      description =
          "A vulnerability that the entry fixes, such as CVE-2024-12345; added to those that it has."
              + " The option can be repeated. The bill of materials and the VEX document of"
              + " distributions name it.")
  private List<String> cves = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    put(values, "why", why);
    put(values, "fate", fate);
    put(values, "id", id);
    if (values.isEmpty() && cves.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "expected one of --id, --why, --fate and --fixes, found none");
    }
    Workspace workspace = options.workspace();
    new Rearrange(workspace, Optional.empty(), new Console(spec.commandLine().getErr()))
        .edit(entry, values, cves);
    List<String> changed = new ArrayList<>(values.keySet());
    if (!cves.isEmpty()) {
      changed.add("cves");
    }
    spec.commandLine()
        .getOut()
        .println(
            "changed in "
                + workspace.seriesFile()
                + ": "
                + String.join(", ", changed)
                + " of "
                + entry);
    return ExitCode.DONE.number();
  }

  private void put(Map<String, String> values, String key, String value) {
    if (value != null && value.isBlank()) {
      throw new ParameterException(spec.commandLine(), "--" + key + ": expected text, found none");
    }
    if (value != null) {
      values.put(key, value);
    }
  }
}
