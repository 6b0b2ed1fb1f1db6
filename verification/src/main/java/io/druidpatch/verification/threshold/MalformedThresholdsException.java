package io.druidpatch.verification.threshold;

/** thresholds.yaml is not as it has to be; the message names the file, the line and the mistake. */
public final class MalformedThresholdsException extends RuntimeException {
  MalformedThresholdsException(String message) {
    super(message);
  }
}
