package io.druidpatch.verification.run;

import io.druidpatch.verification.measure.Cell;
import io.druidpatch.verification.measure.Curve;
import io.druidpatch.verification.measure.Measurement;
import io.druidpatch.verification.measure.Recorder;
import io.druidpatch.verification.report.Report;
import io.druidpatch.verification.subject.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What a run has found so far: what becomes its report, whatever goes wrong later. */
final class Findings {
  private final Consumer<String> progress;
  private final List<Report.SubjectInfo> subjects = new ArrayList<>();
  private final List<Cell> cells = new ArrayList<>();
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<Curve> curves = new ArrayList<>();
  private final List<Report.Incident> incidents = new ArrayList<>();

  Findings(Consumer<String> progress) {
    this.progress = progress;
  }

  void add(Subject subject) {
    subjects.add(
        new Report.SubjectInfo(subject.name(), subject.sha256(), subject.tip(), subject.entries()));
  }

  void add(Recorder recorder) {
    cells.addAll(recorder.cells());
    measurements.addAll(recorder.measurements());
    curves.addAll(recorder.curves());
  }

  /** Whether no subject could be unpacked. */
  boolean hasNoSubject() {
    return subjects.isEmpty();
  }

  /**
   * Adds an incident.
   *
   * @param where the scenario, or the step outside of scenarios
   */
  void broken(String subject, String where, Exception e) {
    broken(subject, where, e.toString());
    if (System.getenv("VERIFICATION_TRACE") != null) {
      e.printStackTrace();
    }
  }

  void broken(String subject, String where, String what) {
    progress.accept(subject + ": " + where + " broke off: " + what);
    incidents.add(new Report.Incident(subject, where, what));
  }

  Report report(
      String started,
      String finished,
      Map<String, String> environment,
      Map<String, String> options) {
    return new Report(
        started,
        finished,
        environment,
        options,
        subjects,
        cells,
        measurements,
        curves,
        incidents,
        List.of());
  }
}
