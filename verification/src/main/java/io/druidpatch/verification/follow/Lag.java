package io.druidpatch.verification.follow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The lag of the lines of a {@link io.druidpatch.verification.pod.LogGenerator}'s log: the time
 * from when a line was written until its last byte arrived. One time is from the pod's clock and
 * one from this machine's. Their difference is in the figures of all routes, and of the Kubernetes
 * API's own stream.
 */
public final class Lag implements Sink {
  private static final int HEAD = 40;

  private final int every;
  private final double opened = micros();
  private final List<Double> seconds = new ArrayList<>();
  private final StringBuilder head = new StringBuilder();
  private long lines;

  /**
   * A recorder. Lines that were written before now do not count, since they waited for the request.
   *
   * @param every records one line in so many
   */
  public Lag(int every) {
    this.every = every;
  }

  @Override
  public synchronized void piece(byte[] buffer, int from, int length, double since) {
    double now = Double.NaN;
    for (int i = from; i < from + length; i++) {
      byte b = buffer[i];
      if (b != '\n') {
        if (head.length() < HEAD) {
          head.append((char) b);
        }
        continue;
      }
      if (lines++ % every == 0) {
        if (Double.isNaN(now)) {
          now = micros();
        }
        double written = written(head);
        if (written >= opened) {
          seconds.add((now - written) / 1e6);
        }
      }
      head.setLength(0);
    }
  }

  private static double micros() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1e6 + now.getNano() / 1e3;
  }

  private static double written(CharSequence line) {
    String[] words = line.toString().split(" ", 3);
    try {
      return words.length < 2 ? Double.NaN : Double.parseDouble(words[1]);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** The lags in seconds, in the order of the lines. */
  public synchronized List<Double> seconds() {
    return List.copyOf(seconds);
  }
}
