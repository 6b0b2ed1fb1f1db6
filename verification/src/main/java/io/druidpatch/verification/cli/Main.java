package io.druidpatch.verification.cli;

import io.druidpatch.failure.Failure;
import io.druidpatch.storage.FullDisk;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
          Optional<Failure> failure = failure(e);
          if (failure.isPresent()) {
            System.err.println("error: " + failure.get().getMessage());
            return failure.get().code().number();
          }
          e.printStackTrace();
          return 1;
        });
    // Libraries may have left threads that keep the JVM alive.
    System.exit(line.execute(arguments));
  }

  /** What the user has to mend; empty if it is the suite that is wrong. */
  private static Optional<Failure> failure(Exception e) {
    if (e instanceof Failure failure) {
      return Optional.of(failure);
    }
    if (FullDisk.says(e)) {
      Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
      return Optional.of(FullDisk.failure(List.of(temporary), e.getMessage(), e));
    }
    return Optional.empty();
  }
}
