package io.druidpatch.verification.follow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How long the lines of a {@link io.druidpatch.verification.pod.LogGenerator}'s log took from being
 * written to their last byte's arrival. The clock is that of the pod and of this machine: what is
 * between them is in every route's figure, the Kubernetes API's own too.
 */
public final class Lag implements Sink {
  private static final int HEAD = 40;

  private final int every;
  private final double opened = micros();
  private final List<Double> seconds = new ArrayList<>();
  private final StringBuilder head = new StringBuilder();
  private long lines;

  /**
   * Lines that were written before now have waited for the request, and do not count.
   *
   * @param every of how many lines one is kept
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

  /** In seconds, in the order of the lines. */
  public synchronized List<Double> seconds() {
    return List.copyOf(seconds);
  }
}
