package io.druidpatch.cli;

import io.druidpatch.verify.ScenarioNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/**
 * The options that the suite gets as they are, besides those of its cluster; it says itself what is
 * wrong with one.
 */
final class SuiteOptions {
  @Option(
      names = "--s3",
      paramLabel = "auto|s3proxy|minio|URL",
      completionCandidates = Stores.class,
      description = {
        "The object store for task logs. s3proxy, the default: a store in the suite's process."
            + " minio: a store in a container. URL: http(s)://HOST[:PORT]/BUCKET of an existing store,"
            + " with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment."
      })
  private String s3;

  @Option(
      names = "--only",
      paramLabel = "SCENARIO",
      completionCandidates = Scenarios.class,
      description = "Run this scenario only. Can be repeated.")
  private List<String> only = List.of();

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description = "Take at least N samples of each measurement that can be repeated.")
  private Integer repeat;

  @Option(
      names = "--quick",
      description = "Run the short form of each scenario: fewer samples, no long logs.")
  private boolean quick;

  @Option(
      names = "--keep",
      description = "Keep the data folders of Druid's processes after the run.")
  private boolean keep;

  @Option(
      names = "--thresholds",
      paramLabel = "FILE",
      description =
          "The file with the limits that `ours` has to meet. Default: verification/thresholds.yaml.")
  private String thresholds;

  /** For a shell's completion, as the one after it. */
  static final class Scenarios implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      try {
        ScenarioNames names = ScenarioNames.read(RepositoryOptions.home());
        return Stream.of(ScenarioNames.Where.values())
            .flatMap(where -> names.of(where).stream())
            .distinct()
            .sorted()
            .iterator();
      } catch (IOException e) {
        // The suite is not there, so it has no scenarios.
        return Collections.emptyIterator();
      }
    }
  }

  static final class Stores implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("auto", "s3proxy", "minio").iterator();
    }
  }

  /** The scenarios that were asked for; empty for all. */
  List<String> only() {
    return only;
  }

  /** As the suite takes them. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    ClusterOptions.add(arguments, "--s3", s3);
    only.forEach(scenario -> ClusterOptions.add(arguments, "--only", scenario));
    ClusterOptions.add(arguments, "--repeat", repeat);
    add(arguments, "--quick", quick);
    add(arguments, "--keep", keep);
    ClusterOptions.add(arguments, "--thresholds", thresholds);
    return arguments;
  }

  private static void add(List<String> arguments, String option, boolean given) {
    if (given) {
      arguments.add(option);
    }
  }
}
