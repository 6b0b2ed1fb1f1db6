package io.druidpatch.verification.follow;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An answer with what is recorded of it: its bytes, when they arrived, and the lag of its lines.
 */
public record Following(Follower follower, Recording recording, Lag lag) implements AutoCloseable {
  /**
   * Sends the request and begins to read.
   *
   * @param file for the bytes
   * @param every records the lag of one line in so many
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
