package io.druidpatch.suite;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The options of the suite, as a command line gives them. */
@Command
public final class GivenOptions {
  @Mixin public ClusterOptions cluster;
  @Mixin public ScenarioOptions scenarios;
  @Mixin public KubernetesRunOptions running;

  private GivenOptions() {}

  public static GivenOptions of(String... arguments) {
    GivenOptions given = new GivenOptions();
    new CommandLine(given).parseArgs(arguments);
    return given;
  }
}
