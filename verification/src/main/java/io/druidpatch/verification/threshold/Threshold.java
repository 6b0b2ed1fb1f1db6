package io.druidpatch.verification.threshold;

import io.druidpatch.verification.measure.Figure;
import io.druidpatch.verification.measure.Measurement;
import io.druidpatch.verification.measure.Statistics;
import io.druidpatch.verification.report.Report.Check;
import io.druidpatch.verification.report.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * One limit.
 *
 * @param name what the report calls it
 * @param statistic of all samples of the measurements that are meant, taken together
 * @param reference what it is compared with, if the figure alone does not say enough
 * @param bound on which side of the limit it has to be
 * @param limit in the measurement's unit; a number of times for a ratio
 * @param clusters the kinds of cluster on which it says something; empty for all of Kubernetes
 * @param ifMeasured whether a run may leave it unmeasured
 */
record Threshold(
    String name,
    Selector selector,
    Statistic statistic,
    Optional<Reference> reference,
    Bound bound,
    double limit,
    Set<String> clusters,
    boolean ifMeasured) {

  /**
   * The other figure.
   *
   * @param subject whose, if not that of the subject that is checked
   */
  record Reference(Comparison comparison, Selector selector, Optional<String> subject) {}

  enum Comparison {
    /** The figure is divided by the reference. */
    OVER,
    /** The reference is subtracted from the figure. */
    ABOVE
  }

  enum Bound {
    AT_MOST("at-most", "at most"),
    AT_LEAST("at-least", "at least"),
    EQUALS("equals", "exactly");

    private final String key;
    private final String words;

    Bound(String key, String words) {
      this.key = key;
      this.words = words;
    }

    /** As thresholds.yaml has it. */
    String key() {
      return key;
    }

    boolean holds(double value, double limit) {
      return switch (this) {
        case AT_MOST -> value <= limit;
        case AT_LEAST -> value >= limit;
        case EQUALS -> value == limit;
      };
    }
  }

  /** Whether it is about what reports of this scope measure. */
  boolean isFor(Scope scope) {
    return clusters.isEmpty()
        ? scope == Scope.KUBERNETES
        : clusters.stream().anyMatch(cluster -> Scope.ofCluster(cluster) == scope);
  }

  /**
   * Compares.
   *
   * @param leftOut whether a scenario was left out on purpose, in whole or in part
   */
  Check check(List<Measurement> all, String subject, String cluster, Predicate<String> leftOut) {
    List<Measurement> own = selector.of(all, subject);
    String unit = statistic == Statistic.COUNT ? "1" : unit(own);
    if (!clusters.isEmpty() && !clusters.contains(cluster)) {
      String found = "asked on " + String.join(", ", new TreeSet<>(clusters)) + " alone";
      return new Check(name, limitText(unit), found, true, false);
    }
    Optional<Double> value = figure(own);
    if (value.isEmpty()) {
      return missing(selector, subject, unit, leftOut);
    }
    if (reference.isEmpty()) {
      return measured(unit, Figure.of(value.get(), unit), value.get());
    }
    Reference other = reference.get();
    String otherSubject = other.subject().orElse(subject);
    Optional<Double> base = figure(other.selector().of(all, otherSubject));
    if (base.isEmpty()) {
      return missing(other.selector(), otherSubject, unit, leftOut);
    }
    String from = Figure.of(value.get(), unit) + " against " + Figure.of(base.get(), unit);
    if (other.comparison() == Comparison.ABOVE) {
      double above = value.get() - base.get();
      return measured(unit, Figure.of(above, unit) + " above: " + from, above);
    }
    if (base.get() == 0) {
      return new Check(name, limitText(unit), "no ratio: " + from, false, true);
    }
    double ratio = value.get() / base.get();
    return measured(unit, Figure.times(ratio) + ": " + from, ratio);
  }

  private Check measured(String unit, String found, double value) {
    return new Check(name, limitText(unit), found, bound.holds(value, limit), true);
  }

  /** What a scenario that ran whole should have measured, and did not, is not met. */
  private Check missing(Selector what, String subject, String unit, Predicate<String> leftOut) {
    String found = "not measured: no samples of " + what + " for " + subject;
    boolean met = ifMeasured || leftOut.test(what.scenario());
    return new Check(name, limitText(unit), found, met, false);
  }

  private Optional<Double> figure(List<Measurement> measurements) {
    List<Double> samples = new ArrayList<>();
    measurements.forEach(measurement -> samples.addAll(measurement.samples()));
    return samples.isEmpty() ? Optional.empty() : Optional.of(statistic.of(Statistics.of(samples)));
  }

  private String limitText(String unit) {
    String text = statistic.key() + " of " + selector + " " + bound.words + " ";
    if (reference.isEmpty()) {
      return text + Figure.of(limit, unit);
    }
    Reference other = reference.get();
    // Of the reference only what tells it from the figure itself.
    boolean sameName =
        other.selector().scenario().equals(selector.scenario())
            && other.selector().measurement().equals(selector.measurement());
    String of = sameName ? other.selector().labelText() : other.selector().toString();
    if (other.subject().isPresent()) {
      of = (of + " of " + other.subject().get()).strip();
    }
    return other.comparison() == Comparison.OVER
        ? text + Figure.times(limit) + " that of " + of
        : text + Figure.of(limit, unit) + " above that of " + of;
  }

  private static String unit(List<Measurement> measurements) {
    return measurements.isEmpty() ? "1" : measurements.get(0).unit();
  }
}
