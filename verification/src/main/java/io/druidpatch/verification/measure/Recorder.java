package io.druidpatch.verification.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects what the scenarios find, for one subject. */
public final class Recorder {
  private final String subject;
  private final String scenario;
  private final Map<Key, List<Double>> samples = new LinkedHashMap<>();
  private final List<Curve> curves = new ArrayList<>();
  private final List<Cell> cells = new ArrayList<>();

  private record Key(String name, Map<String, String> labels, String unit) {}

  public Recorder(String subject, String scenario) {
    this.subject = subject;
    this.scenario = scenario;
  }

  /** Adds a sample. */
  public synchronized void sample(
      String name, Map<String, String> labels, String unit, double value) {
    samples
        .computeIfAbsent(new Key(name, new TreeMap<>(labels), unit), key -> new ArrayList<>())
        .add(value);
  }

  /** Adds several. */
  public void samples(String name, Map<String, String> labels, String unit, List<Double> values) {
    values.forEach(value -> sample(name, labels, unit, value));
  }

  /** The samples so far of a quantity. */
  public synchronized List<Double> of(String name, Map<String, String> labels) {
    return samples.entrySet().stream()
        .filter(e -> e.getKey().name().equals(name))
        .filter(e -> e.getKey().labels().equals(new TreeMap<>(labels)))
        .flatMap(e -> e.getValue().stream())
        .toList();
  }

  /** The sample that was taken last; not a number if there is none. */
  public double latest(String name, Map<String, String> labels) {
    List<Double> samples = of(name, labels);
    return samples.isEmpty() ? Double.NaN : samples.get(samples.size() - 1);
  }

  public synchronized void curve(
      String chart, String name, String xUnit, String yUnit, List<double[]> points) {
    curves.add(new Curve(scenario, subject, chart, name, xUnit, yUnit, points));
  }

  public synchronized void cell(String row, Cell.Verdict verdict, String figure) {
    cells.add(new Cell(scenario, row, subject, verdict, figure));
  }

  public synchronized List<Measurement> measurements() {
    return samples.entrySet().stream()
        .map(
            e ->
                new Measurement(
                    scenario,
                    subject,
                    e.getKey().name(),
                    e.getKey().labels(),
                    e.getKey().unit(),
                    e.getValue()))
        .toList();
  }

  public synchronized List<Curve> curves() {
    return List.copyOf(curves);
  }

  public synchronized List<Cell> cells() {
    return List.copyOf(cells);
  }
}
