package io.druidpatch.verification.threshold;

import io.druidpatch.verification.measure.Measurement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which measurements are meant: all of that scenario and name that have at least these labels.
 *
 * @param measurement the measurement's name
 */
record Selector(String scenario, String measurement, Map<String, String> labels) {
  Selector {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  List<Measurement> of(List<Measurement> all, String subject) {
    return all.stream()
        .filter(
            m ->
                m.subject().equals(subject)
                    && m.scenario().equals(scenario)
                    && m.name().equals(measurement)
                    && m.labels().entrySet().containsAll(labels.entrySet()))
        .toList();
  }

  @Override
  public String toString() {
    String where = scenario + "/" + measurement;
    return labels.isEmpty() ? where : where + " " + labelText();
  }

  String labelText() {
    return labels.entrySet().stream()
        .map(label -> label.getKey() + "=" + label.getValue())
        .collect(Collectors.joining(" "));
  }
}
