package io.druidpatch.verification.follow;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;

/** An answer of HTTP/1.1 between two others, which is read as it passes. */
public final class CopiedAnswer {
  private static final int BUFFER_BYTES = 64 * 1024;

  private CopiedAnswer() {}

  /**
   * Where to write the answer's bytes as the server sends them. Whatever they are, writing does not
   * fail: what is no answer gives no body.
   *
   * @param sink gets the body
   */
  public static OutputStream into(Sink sink) {
    PipedOutputStream written = new PipedOutputStream();
    PipedInputStream in;
    try {
      in = new PipedInputStream(written, BUFFER_BYTES);
    } catch (IOException e) {
      throw new IllegalStateException("a new pipe is connected", e);
    }
    Thread thread = new Thread(() -> read(in, sink), "copied-answer");
    thread.setDaemon(true);
    thread.start();
    return written;
  }

  private static void read(InputStream in, Sink sink) {
    try (in) {
      long start = System.nanoTime();
      byte[] buffer = new byte[BUFFER_BYTES];
      try {
        InputStream body = Answer.read(in).decoded();
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
          sink.piece(buffer, 0, n, (System.nanoTime() - start) / 1e9);
        }
      } catch (IOException e) {
        // It ended early, which is no fault of what it brought until then.
      }
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // Nothing more is written.
    }
  }
}
