package io.druidpatch.verification.report;

import io.druidpatch.verification.measure.Curve;
import io.druidpatch.verification.measure.Figure;
import io.druidpatch.verification.measure.Measurement;
import io.druidpatch.verification.measure.Statistics;
import io.druidpatch.verification.report.Chart.Group;
import io.druidpatch.verification.report.Chart.PlottedLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The charts of a report. There is a group for each chart name of its curves, with a small chart
 * for each curve name and a line in it for each subject; and a group for the lag of lines by route
 * and encoding. Each chart of a group has the line of the reference: the Kubernetes API's own
 * stream, or the log read directly.
 */
final class Charts {
  /**
   * What the scenarios call the reference, as a curve's name or a route, and what the charts call
   * it.
   */
  private static final Map<String, String> REFERENCES =
      Map.of("kubernetes", "Kubernetes API", "direct", "Log, read directly");

  /** A smaller lag is noise of the clock, and a logarithmic axis has no zero. */
  private static final double LEAST_LAG = 0.0005;

  private final Report report;
  private final List<String> subjects;

  private Charts(Report report) {
    this.report = report;
    this.subjects = ReportTables.subjects(report);
  }

  static List<Group> of(Report report) {
    Charts charts = new Charts(report);
    List<Group> groups = new ArrayList<>(charts.curves());
    groups.addAll(charts.lags());
    return groups;
  }

  private List<Group> curves() {
    Map<List<String>, List<Curve>> byChart =
        report.curves().stream()
            .filter(curve -> !curve.points().isEmpty())
            .collect(
                Collectors.groupingBy(
                    curve -> List.of(curve.scenario(), curve.chart()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return byChart.values().stream().map(this::curves).toList();
  }

  private Group curves(List<Curve> curves) {
    Curve first = curves.get(0);
    boolean bytes = first.yUnit().equals("bytes");
    Axis x = Axis.of(first.xUnit(), curves, 0);
    Axis y = Axis.of(first.yUnit(), curves, 1);
    Function<Curve, PlottedLine> line =
        curve ->
            new PlottedLine(
                reference(curve.name()).orElse(curve.subject()),
                style(isReference(curve.name()), curve.subject()),
                thin(scaled(curve.points(), x.factor(), y.factor())),
                says(curve));
    List<Chart> charts =
        panels(curves, Curve::name, Curve::subject, line).entrySet().stream()
            .map(
                panel ->
                    new Chart(panel.getKey(), x.title(), y.title(), false, bytes, panel.getValue()))
            .toList();
    String title =
        bytes
            ? "Bytes received over time, " + what() + " " + first.chart()
            : heading(first.chart()) + " over " + first.xUnit();
    String caption =
        bytes
            ? "What a client has received of one log, from its request on. A line that rises late"
                + " and at once is a log that was held back."
            : "Scenario " + first.scenario() + ".";
    return new Group(title, caption, charts);
  }

  private List<Group> lags() {
    Map<String, List<Measurement>> byPod =
        report.measurements().stream()
            .filter(m -> m.name().equals("line-lag") && !m.samples().isEmpty())
            .collect(
                Collectors.groupingBy(
                    m -> m.labels().getOrDefault(what(), ""),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return byPod.entrySet().stream().map(pod -> lags(pod.getKey(), pod.getValue())).toList();
  }

  private Group lags(String pod, List<Measurement> measurements) {
    Function<Measurement, PlottedLine> line =
        m ->
            new PlottedLine(
                reference(route(m)).orElse(m.subject()),
                style(isReference(route(m)), m.subject()),
                distribution(m.samples()),
                says(m));
    List<Chart> charts =
        panels(measurements, Charts::route, Measurement::subject, line).entrySet().stream()
            .map(
                panel ->
                    new Chart(
                        panel.getKey(),
                        "lag of a line",
                        "% of lines",
                        true,
                        true,
                        panel.getValue()))
            .toList();
    return new Group(
        "How late lines come" + (pod.isEmpty() ? "" : ", " + what() + " " + pod),
        "The share of lines that came no later than so long after they were written. Further left"
            + " is better.",
        charts);
  }

  /**
   * A panel for each name but the reference's, and the reference's line first in each. Without any
   * other name the reference has a panel of its own.
   */
  private <T> Map<String, List<PlottedLine>> panels(
      List<T> all,
      Function<T, String> name,
      Function<T, String> subject,
      Function<T, PlottedLine> line) {
    Optional<T> reference =
        all.stream()
            .filter(one -> isReference(name.apply(one)))
            // The one beside the last subject: by the list's custom, the one in question.
            .max(Comparator.comparing(one -> subjects.indexOf(subject.apply(one))));
    Set<String> names = new LinkedHashSet<>();
    all.forEach(one -> names.add(name.apply(one)));
    if (names.stream().anyMatch(one -> !isReference(one))) {
      names.removeIf(Charts::isReference);
    }
    Map<String, List<PlottedLine>> panels = new LinkedHashMap<>();
    for (String panel : names) {
      List<PlottedLine> lines = new ArrayList<>();
      reference.ifPresent(one -> lines.add(line.apply(one)));
      all.stream()
          .filter(one -> name.apply(one).equals(panel) && !isReference(panel))
          .sorted(Comparator.comparing(one -> subjects.indexOf(subject.apply(one))))
          .forEach(one -> lines.add(line.apply(one)));
      panels.put(panel, lines);
    }
    return panels;
  }

  /** What writes a log: the name of a label, too. */
  private String what() {
    return Scope.of(report) == Scope.IN_PROCESS ? "log" : "pod";
  }

  private LineStyle style(boolean reference, String subject) {
    return reference
        ? LineStyle.REFERENCE
        : LineStyle.ofSubject(subjects.indexOf(subject), subjects.size());
  }

  private static boolean isReference(String name) {
    return reference(name).isPresent();
  }

  private static Optional<String> reference(String name) {
    return REFERENCES.entrySet().stream()
        .filter(reference -> name.startsWith(reference.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static String route(Measurement measurement) {
    String route = measurement.labels().getOrDefault("route", "all routes");
    String encoding = measurement.labels().get("encoding");
    return encoding == null ? route : route + " " + encoding;
  }

  private static String says(Curve curve) {
    double[] first = curve.points().get(0);
    double[] last = curve.points().get(curve.points().size() - 1);
    return Figure.of(first[1], curve.yUnit())
        + " at "
        + Figure.of(first[0], curve.xUnit())
        + ", "
        + Figure.of(last[1], curve.yUnit())
        + " at "
        + Figure.of(last[0], curve.xUnit());
  }

  private static String says(Measurement measurement) {
    Statistics statistics = Statistics.of(measurement.samples());
    return "median "
        + Figure.of(statistics.median(), measurement.unit())
        + ", p99 "
        + Figure.of(statistics.p99(), measurement.unit());
  }

  /** The cumulative distribution, a point for each percent. */
  private static List<double[]> distribution(List<Double> samples) {
    List<Double> sorted = samples.stream().sorted().toList();
    int steps = Math.min(sorted.size(), 100);
    List<double[]> points = new ArrayList<>();
    for (int i = 1; i <= steps; i++) {
      double sample = sorted.get((int) Math.ceil((double) i * sorted.size() / steps) - 1);
      double x = Math.max(sample, LEAST_LAG);
      if (i == 1) {
        points.add(new double[] {x, 0});
      }
      points.add(new double[] {x, 100.0 * i / steps});
    }
    return points;
  }

  private static List<double[]> scaled(List<double[]> points, double x, double y) {
    return points.stream().map(point -> new double[] {point[0] * x, point[1] * y}).toList();
  }

  /** Leaves out points that look the same as the one before. */
  private static List<double[]> thin(List<double[]> points) {
    double x = range(points, 0) / 400;
    double y = range(points, 1) / 400;
    List<double[]> kept = new ArrayList<>();
    double[] last = null;
    for (int i = 0; i < points.size(); i++) {
      double[] point = points.get(i);
      if (last == null
          || i == points.size() - 1
          || Math.abs(point[0] - last[0]) > x
          || Math.abs(point[1] - last[1]) > y) {
        kept.add(point);
        last = point;
      }
    }
    return kept;
  }

  private static double range(List<double[]> points, int coordinate) {
    double[] values = points.stream().mapToDouble(point -> point[coordinate]).sorted().toArray();
    return values[values.length - 1] - values[0];
  }

  private static String heading(String chart) {
    String text = chart.replace('-', ' ').replaceFirst("^api\\b", "API");
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /**
   * An axis in a unit of fitting size.
   *
   * @param factor from the curve's unit to this one
   */
  private record Axis(String title, double factor) {
    static Axis of(String unit, List<Curve> curves, int coordinate) {
      double max =
          curves.stream()
              .flatMap(curve -> curve.points().stream())
              .mapToDouble(point -> point[coordinate])
              .max()
              .orElse(0);
      if (unit.equals("bytes")) {
        return max >= 1_000_000
            ? new Axis("MB", 1e-6)
            : max >= 10_000 ? new Axis("kB", 1e-3) : new Axis("bytes", 1);
      }
      if (unit.equals("s")) {
        return max < 1 ? new Axis("ms", 1000) : new Axis("s", 1);
      }
      return new Axis(unit, 1);
    }
  }
}
