package io.druidpatch.verification.follow;

import java.io.IOException;

/** Receives a log's decoded bytes as they arrive. */
@FunctionalInterface
public interface Sink {
  /**
   * Receives a piece.
   *
   * @param seconds the time since the request was sent
   * @throws IOException if the piece cannot be stored; the follower then ends
   */
  void piece(byte[] buffer, int from, int length, double seconds) throws IOException;

  /** A sink that passes each piece to this one and then to another. */
  default Sink and(Sink other) {
    return (buffer, from, length, seconds) -> {
      piece(buffer, from, length, seconds);
      other.piece(buffer, from, length, seconds);
    };
  }

  /** A sink that discards the bytes. */
  static Sink none() {
    return (buffer, from, length, seconds) -> {};
  }
}
