package io.druidpatch.verification.report;

import io.druidpatch.verification.measure.Cell;
import io.druidpatch.verification.measure.Curve;
import io.druidpatch.verification.measure.Measurement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The findings of a run.
 *
 * @param started when, in ISO 8601, UTC
 * @param finished likewise
 * @param environment what it ran on: cores, memory, JDK, cluster kind and version, object store,
 *     this suite's version
 * @param options the options that shaped it: scenarios, repeats, quick or whole
 * @param cells the operator's table, its rows in the order of their first cell
 * @param incidents scenarios that broke off, and what was left behind
 * @param checks the outcome of each threshold
 */
public record Report(
    String started,
    String finished,
    Map<String, String> environment,
    Map<String, String> options,
    List<SubjectInfo> subjects,
    List<Cell> cells,
    List<Measurement> measurements,
    List<Curve> curves,
    List<Incident> incidents,
    List<Check> checks) {
  public Report {
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
    subjects = List.copyOf(subjects);
    cells = List.copyOf(cells);
    measurements = List.copyOf(measurements);
    curves = List.copyOf(curves);
    incidents = List.copyOf(incidents);
    checks = List.copyOf(checks);
  }

  /** This report with the outcome of the thresholds. */
  public Report with(List<Check> found) {
    return concluded(incidents, found);
  }

  /** This report with more incidents. */
  public Report withIncidents(List<Incident> more) {
    return concluded(Stream.concat(incidents.stream(), more.stream()).toList(), checks);
  }

  private Report concluded(List<Incident> wrong, List<Check> found) {
    return new Report(
        started,
        finished,
        environment,
        options,
        subjects,
        cells,
        measurements,
        curves,
        wrong,
        found);
  }

  /** A subject, as the report names it. */
  public record SubjectInfo(String name, String sha256, String tip, List<String> entries) {}

  /**
   * Something that went wrong.
   *
   * @param subject whose Druid it was; {@value #RUN} if it was no subject's
   * @param where the scenario, or the step outside of scenarios
   * @param what the problem, and the file with more about it
   */
  public record Incident(String subject, String where, String what) {
    /** In the place of a subject. */
    public static final String RUN = "the run";
  }

  /**
   * A threshold and its outcome.
   *
   * @param name as in thresholds.yaml
   * @param limit what was allowed, in words
   * @param found what was measured, in words; says so if it was not measured
   * @param met whether it holds
   * @param measured whether there was anything to compare
   */
  public record Check(String name, String limit, String found, boolean met, boolean measured) {}
}
