package io.druidpatch.verification.follow;

import java.io.IOException;

/** Takes a log's decoded bytes as they come. */
@FunctionalInterface
public interface Sink {
  /**
   * A piece.
   *
   * @param seconds since the request was sent
   * @throws IOException if it cannot be kept, which ends the following
   */
  void piece(byte[] buffer, int from, int length, double seconds) throws IOException;

  /** Both, one after the other. */
  default Sink and(Sink other) {
    return (buffer, from, length, seconds) -> {
      piece(buffer, from, length, seconds);
      other.piece(buffer, from, length, seconds);
    };
  }

  /** Lets the bytes go. */
  static Sink none() {
    return (buffer, from, length, seconds) -> {};
  }
}
