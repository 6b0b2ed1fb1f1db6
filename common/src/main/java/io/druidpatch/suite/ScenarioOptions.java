package io.druidpatch.suite;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that choose what is measured, and what it is compared with. */
public final class ScenarioOptions {
  @Option(
      names = "--only",
      paramLabel = "SCENARIO",
      completionCandidates = Names.class,
      description = "Run this scenario only. Can be repeated.")
  private List<String> only = List.of();

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description = "Take at least N samples of each measurement that can be repeated.")
  private int repeat;

  @Option(
      names = "--quick",
      description = "Run the short form of each scenario: fewer samples, no long logs.")
  private boolean quick;

  @Option(
      names = "--thresholds",
      paramLabel = "FILE",
      description =
          "The file with the limits that `ours` has to meet. Default: verification/thresholds.yaml.")
  private Path thresholds;

  /** For a shell's completion. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ScenarioNames.all().iterator();
    }
  }

  /**
   * The short form of some scenarios.
   *
   * @param only their names; empty for all
   */
  public static ScenarioOptions quick(List<String> only) {
    ScenarioOptions options = new ScenarioOptions();
    options.only = only;
    options.quick = true;
    return options;
  }

  /** The names of the scenarios that were asked for; empty for all. */
  public List<String> only() {
    return only;
  }

  /** The least number of samples; 0 for each scenario's own number. */
  public int repeat() {
    return repeat;
  }

  public boolean quick() {
    return quick;
  }

  /**
   * Whether a scenario is left out on purpose, in whole or in part: it is not asked for, or it has
   * its short form, which takes some of the measurements alone.
   */
  public boolean leavesOut(String scenario) {
    return quick || (!only.isEmpty() && !only.contains(scenario));
  }

  /**
   * Checks that the file with the limits is there, before anything is built for a run.
   *
   * @throws Failure with {@link ExitCode#USAGE} if it is not
   */
  public void requireThresholds() {
    if (thresholds != null && !Files.isRegularFile(thresholds)) {
      throw Failure.of(ExitCode.USAGE, "--thresholds " + thresholds)
          .says("there is no such file")
          .fix("name a file as verification/thresholds.yaml is, or leave the option out")
          .build();
    }
  }

  /**
   * The file with the limits.
   *
   * @param home the folder of the suite, which has the default file
   */
  public Path thresholds(Path home) {
    return thresholds == null ? home.resolve("thresholds.yaml") : thresholds;
  }
}
