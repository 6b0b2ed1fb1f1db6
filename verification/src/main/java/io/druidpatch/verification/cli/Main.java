package io.druidpatch.verification.cli;

import io.druidpatch.verification.cluster.Unavailable;
import java.util.Locale;
import java.util.TimeZone;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The suite's entry. Its exit codes are those of the tool's {@code verify}. */
@Command(
    name = "verification",
    subcommands = {
      RunCommand.class,
      InProcessCommand.class,
      DetectCommand.class,
      CompareCommand.class,
      MergeCommand.class,
      CommandLine.HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    description = "Runs real Druid, stock and patched, on Kubernetes and S3, and measures it.")
public final class Main {
  /** Ours does not meet the thresholds, or a scenario broke off. */
  static final int NOT_MET = 18;

  /** No cluster, object store or image that was asked for can be had. */
  static final int UNAVAILABLE = 19;

  private Main() {}

  public static void main(String[] arguments) {
    // The same report whatever the machine's own are.
    Locale.setDefault(Locale.US);
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    CommandLine line = new CommandLine(new Main());
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          if (e instanceof Unavailable) {
            System.err.println("error: " + e.getMessage());
            return UNAVAILABLE;
          }
          e.printStackTrace();
          return 1;
        });
    // Threads of libraries may be left.
    System.exit(line.execute(arguments));
  }
}
