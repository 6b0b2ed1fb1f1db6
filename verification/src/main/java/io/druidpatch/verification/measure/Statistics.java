package io.druidpatch.verification.measure;

import java.util.Collection;

/**
 * The statistics of the samples of one quantity. All except the count are in the samples' unit.
 *
 * @param count how many samples there are, at least one
 * @param median the middle one, or the mean of the two in the middle
 * @param p99 the 99th percentile as {@link #percentile} defines it
 */
public record Statistics(int count, double median, double min, double max, double p99, double sum) {

  /**
   * Of some samples, in any order.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Statistics of(Collection<Double> samples) {
    double[] sorted = sorted(samples);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    double sum = 0;
    for (double sample : sorted) {
      sum += sample;
    }
    return new Statistics(
        sorted.length, median, sorted[0], sorted[sorted.length - 1], nearestRank(sorted, 99), sum);
  }

  /**
   * A percentile by nearest rank: the smallest sample that at least so many percent of all samples
   * do not exceed. It is always one of the samples, and of fewer than 100 samples the 99th is the
   * largest.
   *
   * @param percent above 0 and at most 100
   * @throws IllegalArgumentException if there are no samples, or for another percentage
   */
  public static double percentile(Collection<Double> samples, double percent) {
    if (!(percent > 0 && percent <= 100)) {
      throw new IllegalArgumentException("a percentage above 0 and at most 100, not " + percent);
    }
    return nearestRank(sorted(samples), percent);
  }

  /** The distance from the least sample to the largest. */
  public double spread() {
    return max - min;
  }

  private static double nearestRank(double[] sorted, double percent) {
    // Before dividing, so that 99 of 100 samples is rank 99 and not a rounding above it.
    int rank = (int) Math.ceil(percent * sorted.length / 100);
    return sorted[Math.max(rank, 1) - 1];
  }

  private static double[] sorted(Collection<Double> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("no samples");
    }
    return samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }
}
