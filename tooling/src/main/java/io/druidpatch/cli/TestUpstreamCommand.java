package io.druidpatch.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.build.TestUpstream;
import io.druidpatch.build.TestUpstream.TestComparison;
import io.druidpatch.build.TestUpstream.Verdict;
import io.druidpatch.failure.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "test-upstream",
    mixinStandardHelpOptions = true,
    description = {
      "Runs upstream's own tests of the modules that the series touches, on the patched tree and on"
          + " the base, and compares.",
      "",
      "Of an extension that the series touches, all tests run; of a larger module, those of the"
          + " touched classes. A test that fails is run again up to three times, and is called flaky"
          + " if it passes then. The exit code is 17 if a test fails that passes on the base.",
      ""
    })
final class TestUpstreamCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WorkspaceOptions options;
  @Mixin private BuildOptions building;

  @Option(names = "--json", description = "Print every test's outcome as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    TestUpstream.Report report =
        new TestUpstream(
                options.workspace(), building.tools(), new Console(spec.commandLine().getErr()))
            .run();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report.json()));
    } else {
      print(report, out);
    }
    out.flush();
    return report.of(Verdict.NEWLY_FAILING).isEmpty()
        ? ExitCode.DONE.number()
        : ExitCode.TESTS.number();
  }

  private static void print(TestUpstream.Report report, PrintWriter out) {
    out.println("modules: " + String.join(", ", report.modules()));
    out.println("patched " + report.tip() + " against base " + report.base());
    out.println();
    for (Verdict verdict : Verdict.values()) {
      out.printf(Locale.ROOT, "%-14s %5d%n", verdict.word(), report.of(verdict).size());
    }
    out.printf(Locale.ROOT, "%-14s %5d%n", "in all", report.lines().size());
    for (TestComparison line : report.lines()) {
      if (line.verdict() == Verdict.PASSES || line.verdict() == Verdict.SKIPPED) {
        continue;
      }
      out.println();
      out.println(line.verdict().word() + ": " + line.test());
      out.println("  patched: " + TestUpstream.describe(line.patched()));
      out.println("  base:    " + TestUpstream.describe(line.base()));
    }
  }
}
