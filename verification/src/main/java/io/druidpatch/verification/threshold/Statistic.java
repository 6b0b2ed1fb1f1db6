package io.druidpatch.verification.threshold;

import io.druidpatch.verification.measure.Statistics;
import java.util.Locale;

/** The one figure of many samples that is compared. */
enum Statistic {
  MEDIAN,
  P99,
  MAX,
  MIN,
  COUNT,
  SUM;

  double of(Statistics statistics) {
    return switch (this) {
      case MEDIAN -> statistics.median();
      case P99 -> statistics.p99();
      case MAX -> statistics.max();
      case MIN -> statistics.min();
      case COUNT -> statistics.count();
      case SUM -> statistics.sum();
    };
  }

  /** As thresholds.yaml has it. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
