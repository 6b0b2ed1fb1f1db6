package io.druidpatch.verification.cli;

import io.druidpatch.verification.report.Comparison;
import io.druidpatch.verification.report.ReportJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = "Prints two reports' tables side by side, as Markdown.")
final class CompareCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "REPORT.json")
  private Path first;

  @Parameters(index = "1", paramLabel = "REPORT.json")
  private Path second;

  @Override
  public Integer call() throws IOException {
    System.out.print(new Comparison(ReportJson.read(first), ReportJson.read(second)).markdown());
    return 0;
  }
}
