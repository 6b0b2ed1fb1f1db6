package io.druidpatch.verification.cli;

import io.druidpatch.suite.ClusterOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "detect",
    mixinStandardHelpOptions = true,
    description = "Prints which cluster a run would take, why, and how it takes images, as JSON.")
final class DetectCommand implements Callable<Integer> {
  @Mixin private ClusterOptions clusters;

  @Override
  public Integer call() throws IOException {
    System.out.println(new ClusterChoice(clusters).choose().json());
    return 0;
  }
}
