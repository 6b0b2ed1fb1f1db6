package io.druidpatch.cli;

import io.druidpatch.distribution.Difference;
import io.druidpatch.failure.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compares two distributions, and names the first file that differs, down into their jars.",
      "",
      "Use it to check a rebuild on another machine. The exit code is 0 if the two are the same"
          + " bytes, and 16 if not.",
      ""
    })
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "TARBALL", description = "A distribution.")
  private Path first;

  @Parameters(index = "1", paramLabel = "TARBALL", description = "Another.")
  private Path second;

  @Override
  public Integer call() throws IOException {
    Optional<Difference> difference = Difference.between(first, second);
    PrintWriter out = spec.commandLine().getOut();
    out.println(difference.map(Difference::toString).orElse("the same bytes"));
    out.flush();
    return (difference.isEmpty() ? ExitCode.DONE : ExitCode.DIFFERENT).number();
  }
}
