package io.druidpatch.verification.follow;

import java.io.IOException;
import java.nio.file.Path;

/**
 * One answer with all that is kept of it: its bytes, when they came, and how late each line was.
 */
public record Following(Follower follower, Recording recording, Lag lag) implements AutoCloseable {
  /**
   * Asks, and begins to read.
   *
   * @param file for the bytes
   * @param every of how many lines one's lag is kept
   */
  public static Following open(Target target, Path file, int every) throws IOException {
    Recording recording = new Recording(file);
    Lag lag = new Lag(every);
    return new Following(Follower.open(target, recording.and(lag)), recording, lag);
  }

  /** When the answer ended properly, in seconds since the request; else not a number. */
  public double ended() {
    return follower.endAfter().orElse(Double.NaN);
  }

  @Override
  public void close() throws IOException {
    follower.close();
    recording.close();
  }
}
