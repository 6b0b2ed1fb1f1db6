package io.druidpatch.verification.measure;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Samples of one quantity.
 *
 * @param scenario the scenario's name, for example {@code first-byte}
 * @param subject the subject's name
 * @param name the quantity, for example {@code first-decoded-byte}
 * @param labels what else tells it apart, for example {@code route=overlord, encoding=gzip}
 * @param unit {@code s}, {@code bytes}, {@code 1} for a count
 * @param samples in the order in which they were taken
 */
public record Measurement(
    String scenario,
    String subject,
    String name,
    Map<String, String> labels,
    String unit,
    List<Double> samples) {
  public Measurement {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    samples = List.copyOf(samples);
  }
}
