package io.druidpatch.verification.cli;

import io.druidpatch.suite.SuitePlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description =
        "Carries out the plan that the tool's `verify` has written. The run ends early when"
            + " standard input ends: the tool, which waits for the result, has ended then.")
final class PlanCommand implements Callable<Integer> {
  /** The exit code of a process that SIGTERM ended. */
  private static final int ENDED = 143;

  @Parameters(index = "0", paramLabel = "PLAN.json")
  private Path plan;

  @Override
  public Integer call() throws IOException, InterruptedException {
    SuitePlan read = SuitePlan.read(plan);
    Thread watch = new Thread(PlanCommand::awaitParent, "watches its parent");
    watch.setDaemon(true);
    watch.start();
    return PlanExecution.of(read);
  }

  private static void awaitParent() {
    try {
      while (System.in.read() >= 0) {
        // The parent writes nothing; only the end of the stream counts.
      }
    } catch (IOException e) {
      // An unreadable standard input counts as its end.
    }
    System.err.println("the process that started this one has ended: ending");
    System.exit(ENDED);
  }
}
