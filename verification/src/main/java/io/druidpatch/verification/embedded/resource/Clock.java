package io.druidpatch.verification.embedded.resource;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the API writes them: UTC, whole seconds. */
public final class Clock {
  private Clock() {}

  /** The present time. */
  public static String now() {
    return text(Instant.now());
  }

  static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
