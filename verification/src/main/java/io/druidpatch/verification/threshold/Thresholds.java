package io.druidpatch.verification.threshold;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.verification.measure.Measurement;
import io.druidpatch.verification.report.Report.Check;
import io.druidpatch.verification.report.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** The limits of thresholds.yaml, in its order. */
public final class Thresholds {
  /** The subject that is checked unless another is asked for. */
  public static final String SUBJECT = "ours";

  private final List<Threshold> all;

  Thresholds(List<Threshold> all) {
    this.all = List.copyOf(all);
  }

  /**
   * Reads the file strictly: an unknown key, a missing one or a value of another kind is an error.
   *
   * @throws Failure with {@link ExitCode#USAGE}, the file and the line
   * @throws IOException if the file cannot be read
   */
  public static Thresholds read(Path file) throws IOException {
    return new ThresholdsReader(file).read();
  }

  /** Checks the subject {@value #SUBJECT}; see {@link #check(List, String, String, Predicate)}. */
  public List<Check> check(
      List<Measurement> measurements, String cluster, Predicate<String> leftOut) {
    return check(measurements, SUBJECT, cluster, leftOut);
  }

  /**
   * Compares a subject's measurements with each limit. A limit for what is measured in process is
   * none for what is measured on Kubernetes, and the other way round.
   *
   * @param cluster the kind of cluster that they were taken on
   * @param leftOut whether the run left a scenario out on purpose, or a part of it; then a limit
   *     with nothing to compare counts as met, otherwise as not met
   */
  public List<Check> check(
      List<Measurement> measurements, String subject, String cluster, Predicate<String> leftOut) {
    return all.stream()
        .filter(threshold -> threshold.isFor(Scope.ofCluster(cluster)))
        .map(threshold -> threshold.check(measurements, subject, cluster, leftOut))
        .toList();
  }

  /**
   * What the limit of a name says of some measurements of a subject.
   *
   * @param cluster the kind of cluster that they were taken on
   * @throws IllegalArgumentException if there is no limit of that name for such a cluster
   */
  public Check check(String name, List<Measurement> measurements, String subject, String cluster) {
    return all.stream()
        .filter(threshold -> threshold.name().equals(name))
        .filter(threshold -> threshold.isFor(Scope.ofCluster(cluster)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no threshold \"" + name + "\""))
        .check(measurements, subject, cluster, scenario -> false);
  }
}
