package io.druidpatch.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.apply.Workspace;
import io.druidpatch.build.StaticCheckReport;
import io.druidpatch.build.StaticCheckReport.CheckResult;
import io.druidpatch.build.StaticChecks;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.modules.StaticCheck;
import io.druidpatch.series.Entry;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "static-checks",
    mixinStandardHelpOptions = true,
    description = {
      "Runs Druid's own static checks on the modules that the series touches: checkstyle, pmd,"
          + " forbidden-apis, animal-sniffer, dependencies, spotbugs, strict-compilation; and"
          + " spelling, of the pages of documentation that it changes.",
      "",
      "They are those of Druid's CI, by the plugins and rules of its own source. A check that fails"
          + " runs on the base, too, and only what it does not find there is the series'. The exit"
          + " code is 17 if there is something. spotbugs runs with Java 8 or 11 (--jdk) and is left"
          + " out, with a line that says so, with Java 17.",
      ""
    })
final class StaticChecksCommand implements Callable<Integer> {
  private static final String SPELLING = "spelling";

  @Spec private CommandSpec spec;
  @Mixin private WorkspaceOptions options;
  @Mixin private BuildOptions building;

  @Option(
      names = "--each",
      description =
          "Check the tree of each entry, too, by what passes on the last: about a minute an entry.")
  private boolean each;

  @Option(
      names = "--from",
      paramLabel = "ENTRY",
      description = "With --each: begin with this entry, to go on with a run that was ended.")
  private String from;

  @Option(
      names = "--without",
      paramLabel = "CHECK",
      split = ",",
      description = "Leave a check out, such as spelling where there is no npm.")
  private List<String> without = List.of();

  @Option(names = "--json", description = "Print the results as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    requireNames();
    Workspace workspace = options.workspace();
    Set<StaticCheck> asked = EnumSet.allOf(StaticCheck.class);
    asked.removeIf(check -> without.contains(check.word()));
    StaticCheckReport report =
        new StaticChecks(
                workspace,
                building.tools(),
                asked,
                !without.contains(SPELLING),
                first(workspace),
                new Console(spec.commandLine().getErr()))
            .run();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report.json()));
    } else {
      print(report, out);
    }
    out.flush();
    return report.newlyFailing() ? ExitCode.TESTS.number() : ExitCode.DONE.number();
  }

  /** The entry from which on each is checked. */
  private Optional<String> first(Workspace workspace) {
    List<String> entries = workspace.series().entries().stream().map(Entry::id).toList();
    if (from == null) {
      return each ? Optional.of(entries.get(0)) : Optional.empty();
    }
    if (!each || !entries.contains(from)) {
      throw Failure.of(ExitCode.USAGE, "--from " + from)
          .says(each ? "the series has no such entry" : "it is for the entries' trees alone")
          .expected(each ? String.join(", ", entries) : "--each as well")
          .fix(
              each
                  ? "see the entries: " + workspace.series().command("status")
                  : Invocation.again("--each"))
          .build();
    }
    return Optional.of(from);
  }

  private void requireNames() {
    List<String> names =
        Stream.concat(Stream.of(StaticCheck.values()).map(StaticCheck::word), Stream.of(SPELLING))
            .toList();
    for (String name : without) {
      if (!names.contains(name)) {
        throw Failure.of(ExitCode.USAGE, "--without " + name)
            .says("there is no such check")
            .expected(String.join(", ", names))
            .build();
      }
    }
  }

  private static void print(StaticCheckReport report, PrintWriter out) {
    out.println("modules: " + String.join(", ", report.modules()));
    out.println("patched " + report.tip() + " against base " + report.base());
    out.println();
    int width =
        report.results().stream()
            .map(StaticChecksCommand::name)
            .mapToInt(String::length)
            .max()
            .orElse(1);
    for (CheckResult result : report.results()) {
      out.printf(Locale.ROOT, "%-" + width + "s  %s%n", name(result), result.verdict().word());
      result.findings().forEach(finding -> out.println("  " + finding));
    }
  }

  /** Of the tip the check, of an entry its id. */
  private static String name(CheckResult result) {
    return result.tree().equals(StaticCheckReport.TIP) ? result.check() : result.tree();
  }
}
