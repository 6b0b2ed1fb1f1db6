package io.druidpatch.verification.cli;

import io.druidpatch.failure.Failure;
import java.util.Locale;
import java.util.TimeZone;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The suite's entry. Its exit codes are those of the tool's {@code verify}. */
@Command(
    name = "verification",
    subcommands = {
      PlanCommand.class,
      RunCommand.class,
      CompareCommand.class,
      MergeCommand.class,
      CommandLine.HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    description = "Runs real Druid, stock and patched, on Kubernetes and S3, and measures it.")
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    // The report is the same on every machine.
    Locale.setDefault(Locale.US);
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    CommandLine line = new CommandLine(new Main());
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          if (e instanceof Failure failure) {
            System.err.println("error: " + failure.getMessage());
            return failure.code().number();
          }
          e.printStackTrace();
          return 1;
        });
    // Libraries may have left threads that keep the JVM alive.
    System.exit(line.execute(arguments));
  }
}
