package io.druidpatch.verification.embedded;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the API writes them: UTC, whole seconds. */
final class Clock {
  private Clock() {}

  static String now() {
    return text(Instant.now());
  }

  static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
