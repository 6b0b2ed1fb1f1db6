package io.druidpatch.verification.report;

import io.druidpatch.verification.measure.Cell;
import io.druidpatch.verification.measure.Figure;
import io.druidpatch.verification.measure.Measurement;
import io.druidpatch.verification.measure.Statistics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What report.md and index.html both say, in the same order and words. */
final class ReportTables {
  /** The heads of the columns of a {@link MeasurementRow}. */
  static final List<String> MEASUREMENT_COLUMNS =
      List.of(
          "Measurement", "Labels", "Subject", "n", "Median", "Min .. max", "p99", "× reference");

  private ReportTables() {}

  /** A row of the operator's table; a subject that has no cell in it is not in the map. */
  record OperatorRow(String title, Map<String, Cell> cells) {}

  /** A row of a scenario's table, as text. */
  record MeasurementRow(
      String measurement,
      String labels,
      String subject,
      String count,
      String median,
      String spread,
      String p99,
      String ratio) {}

  static List<OperatorRow> operatorRows(Report report) {
    Map<String, Map<String, Cell>> rows = new LinkedHashMap<>();
    for (Cell cell : report.cells()) {
      rows.computeIfAbsent(cell.row(), row -> new LinkedHashMap<>()).put(cell.subject(), cell);
    }
    return rows.entrySet().stream()
        .map(row -> new OperatorRow(row.getKey(), row.getValue()))
        .toList();
  }

  /** The report's subjects, and after them any that only its figures name. */
  static List<String> subjects(Report report) {
    Set<String> names = new LinkedHashSet<>();
    report.subjects().forEach(subject -> names.add(subject.name()));
    report.cells().forEach(cell -> names.add(cell.subject()));
    report.measurements().forEach(measurement -> names.add(measurement.subject()));
    report.curves().forEach(curve -> names.add(curve.subject()));
    return List.copyOf(names);
  }

  /** By scenario; the same quantity of all subjects is side by side. */
  static Map<String, List<MeasurementRow>> scenarios(Report report) {
    List<String> subjects = subjects(report);
    List<String> order =
        report.measurements().stream().map(ReportTables::quantity).distinct().toList();
    Map<String, Integer> names = new LinkedHashMap<>();
    report.measurements().forEach(m -> names.putIfAbsent(m.name(), names.size()));
    List<Measurement> sorted = new ArrayList<>(report.measurements());
    sorted.sort(
        Comparator.comparing((Measurement m) -> names.get(m.name()))
            .thenComparing(m -> order.indexOf(quantity(m)))
            .thenComparing(m -> subjects.indexOf(m.subject())));
    Map<String, List<MeasurementRow>> scenarios = new LinkedHashMap<>();
    report.measurements().forEach(m -> scenarios.putIfAbsent(m.scenario(), new ArrayList<>()));
    sorted.forEach(m -> scenarios.get(m.scenario()).add(line(report, m)));
    return scenarios;
  }

  private static String quantity(Measurement measurement) {
    return measurement.name() + " " + labels(measurement);
  }

  private static MeasurementRow line(Report report, Measurement measurement) {
    String unit = measurement.unit();
    if (measurement.samples().isEmpty()) {
      return new MeasurementRow(
          measurement.name(), labels(measurement), measurement.subject(), "0", "–", "–", "–", "–");
    }
    Statistics statistics = Statistics.of(measurement.samples());
    String min = Figure.of(statistics.min(), unit);
    String max = Figure.of(statistics.max(), unit);
    return new MeasurementRow(
        measurement.name(),
        labels(measurement),
        measurement.subject(),
        Figure.number(statistics.count()),
        Figure.of(statistics.median(), unit),
        min.equals(max) ? min : min + " .. " + max,
        Figure.of(statistics.p99(), unit),
        ratio(report, measurement, statistics.median()).map(Figure::times).orElse("–"));
  }

  /** How many times the reference's median this one is, where there is a reference. */
  private static Optional<Double> ratio(Report report, Measurement measurement, double median) {
    return reference(report, measurement)
        .filter(reference -> !reference.samples().isEmpty())
        .map(reference -> Statistics.of(reference.samples()).median())
        .filter(base -> base > 0)
        .map(base -> median / base);
  }

  private static Optional<Measurement> reference(Report report, Measurement measurement) {
    if (!measurement.unit().equals("s")) {
      return Optional.empty();
    }
    Map<String, String> wanted = new LinkedHashMap<>(measurement.labels());
    switch (measurement.scenario()) {
      case "first-byte" -> {
        // The reference's measurement may have no encoding, since the API ignores it.
        wanted.keySet().retainAll(List.of("pod", "log"));
        wanted.put("route", Scope.of(report) == Scope.IN_PROCESS ? "direct" : "kubernetes");
      }
      case "followers" -> wanted.put("followers", "0");
      default -> {
        return Optional.empty();
      }
    }
    List<Measurement> found =
        report.measurements().stream()
            .filter(
                m ->
                    m.scenario().equals(measurement.scenario())
                        && m.name().equals(measurement.name())
                        && m.labels().entrySet().containsAll(wanted.entrySet()))
            .toList();
    if (found.contains(measurement)) {
      return Optional.empty();
    }
    // Prefers the reference that was measured beside the same subject; the API itself is the same
    // for all.
    Optional<Measurement> own =
        found.stream().filter(m -> m.subject().equals(measurement.subject())).findFirst();
    return own.isPresent() || measurement.scenario().equals("followers")
        ? own
        : found.stream().findFirst();
  }

  static String labels(Measurement measurement) {
    return measurement.labels().entrySet().stream()
        .map(label -> label.getKey() + "=" + label.getValue())
        .collect(Collectors.joining(", "));
  }

  static String mark(Cell.Verdict verdict) {
    return switch (verdict) {
      case GOOD -> "✓";
      case BAD -> "✗";
      case NEUTRAL -> "–";
      case BROKEN -> "!";
    };
  }

  /** How a threshold came out, in one or two words. */
  static String outcome(Report.Check check) {
    if (!check.measured()) {
      return check.met() ? "left out" : "not measured";
    }
    return check.met() ? "met" : "not met";
  }

  static String outcomeMark(Report.Check check) {
    if (!check.met()) {
      return "✗";
    }
    return check.measured() ? "✓" : "–";
  }

  /** The sentence that comes before the thresholds. */
  static String thresholds(Report report) {
    List<Report.Check> checks = report.checks();
    if (checks.isEmpty()) {
      return "No thresholds were checked.";
    }
    Map<String, Long> counts =
        checks.stream()
            .collect(
                Collectors.groupingBy(
                    ReportTables::outcome, LinkedHashMap::new, Collectors.counting()));
    String text = counts.getOrDefault("met", 0L) + " of " + checks.size() + " thresholds met";
    for (String outcome : List.of("not met", "not measured", "left out")) {
      if (counts.containsKey(outcome)) {
        text += ", " + counts.get(outcome) + " " + outcome;
      }
    }
    return text + ".";
  }

  static String incidents(Report report) {
    return switch (report.incidents().size()) {
      case 0 -> "No incidents.";
      case 1 -> "1 incident.";
      default -> report.incidents().size() + " incidents.";
    };
  }
}
