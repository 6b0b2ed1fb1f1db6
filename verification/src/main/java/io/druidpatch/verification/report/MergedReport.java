package io.druidpatch.verification.report;

import io.druidpatch.verification.measure.Cell;
import io.druidpatch.verification.measure.Curve;
import io.druidpatch.verification.measure.Measurement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One report of two runs on the same kind of cluster, for a run that was completed later: where
 * both ran a subject's scenario, the second one's figures and rows stand, and none of the first
 * one's. A row keeps the verdict that its own run gave it.
 */
public final class MergedReport {
  private MergedReport() {}

  /** A scenario of a subject. */
  private record Part(String subject, String scenario) {}

  /**
   * Merges.
   *
   * @throws IllegalArgumentException if both have a subject of one name that is not the same build
   */
  public static Report of(Report first, Report second) {
    Set<Part> again = parts(second);
    Set<List<String>> rows = new HashSet<>();
    second.cells().forEach(cell -> rows.add(List.of(cell.subject(), cell.row())));
    Map<String, String> environment = new TreeMap<>(first.environment());
    second.environment().forEach((key, value) -> environment.merge(key, value, MergedReport::both));
    Map<String, String> options = new TreeMap<>(first.options());
    second.options().forEach((key, value) -> options.merge(key, value, MergedReport::both));

    List<Report.SubjectInfo> subjects = new ArrayList<>(first.subjects());
    for (Report.SubjectInfo subject : second.subjects()) {
      List<Report.SubjectInfo> same =
          subjects.stream().filter(s -> s.name().equals(subject.name())).toList();
      if (same.isEmpty()) {
        subjects.add(subject);
      } else if (!same.get(0).equals(subject)) {
        throw new IllegalArgumentException(
            subject.name() + " is " + same.get(0).sha256() + " and " + subject.sha256());
      }
    }
    List<Cell> cells = new ArrayList<>(first.cells());
    cells.removeIf(
        cell ->
            rows.contains(List.of(cell.subject(), cell.row()))
                || again.contains(new Part(cell.subject(), scenario(cell))));
    cells.addAll(second.cells());
    List<Measurement> measurements = new ArrayList<>(first.measurements());
    measurements.removeIf(m -> again.contains(new Part(m.subject(), m.scenario())));
    measurements.addAll(second.measurements());
    List<Curve> curves = new ArrayList<>(first.curves());
    curves.removeIf(c -> again.contains(new Part(c.subject(), c.scenario())));
    curves.addAll(second.curves());
    List<Report.Incident> incidents = new ArrayList<>(first.incidents());
    Set<String> subjectsBefore = subjects(parts(first));
    Set<String> subjectsAgain = subjects(again);
    incidents.removeIf(
        i ->
            again.contains(new Part(i.subject(), i.where()))
                // Nothing of it was measured, since it did not start.
                || (!subjectsBefore.contains(i.subject()) && subjectsAgain.contains(i.subject())));
    incidents.addAll(second.incidents());
    return new Report(
        Collections.min(List.of(first.started(), second.started())),
        Collections.max(List.of(first.finished(), second.finished())),
        environment,
        options,
        subjects,
        cells,
        measurements,
        curves,
        incidents,
        List.of());
  }

  /** Whether a report has figures or rows of a subject's scenario. */
  public static boolean ran(Report report, String subject, String scenario) {
    return parts(report).contains(new Part(subject, scenario));
  }

  /** What a run did, also where it broke off before it had measured anything. */
  private static Set<Part> parts(Report report) {
    Set<Part> parts = new HashSet<>();
    report.measurements().forEach(m -> parts.add(new Part(m.subject(), m.scenario())));
    report.curves().forEach(c -> parts.add(new Part(c.subject(), c.scenario())));
    report.cells().forEach(cell -> parts.add(new Part(cell.subject(), scenario(cell))));
    return parts;
  }

  private static Set<String> subjects(Set<Part> parts) {
    return parts.stream().map(Part::subject).collect(Collectors.toSet());
  }

  /** Of a row that does not say its scenario: the one in its title if it is of a whole one. */
  private static String scenario(Cell cell) {
    return cell.scenario().isEmpty() ? cell.row().replace(" (whole)", "") : cell.scenario();
  }

  private static String both(String one, String other) {
    return one.equals(other) ? one : one + "; then " + other;
  }
}
