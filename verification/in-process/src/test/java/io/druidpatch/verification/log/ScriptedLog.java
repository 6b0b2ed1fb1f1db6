package io.druidpatch.verification.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A task's log that somebody still writes. Its stream gives what is there, waits for more, and ends
 * when the log does, as the stream of a pod's log does that is followed.
 */
final class ScriptedLog {
  private final StringBuilder written = new StringBuilder();
  private boolean ended;
  private Runnable change = () -> {};

  void write(String text) {
    synchronized (this) {
      written.append(text);
      notifyAll();
    }
    changed().run();
  }

  void end() {
    synchronized (this) {
      ended = true;
      notifyAll();
    }
    changed().run();
  }

  /** Runs something at each change from now on, and at once. */
  void onChange(Runnable told) {
    synchronized (this) {
      change = told;
    }
    told.run();
  }

  private synchronized Runnable changed() {
    return change;
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  synchronized String written() {
    return written.toString();
  }

  /** What is there from an offset on, or nothing if the log ended there; waits for either. */
  private synchronized byte[] await(int offset) throws IOException {
    try {
      while (written.length() <= offset && !ended) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
    return written.substring(offset).getBytes(StandardCharsets.US_ASCII);
  }

  private synchronized int available(int offset) {
    return written.length() - offset;
  }

  InputStream follow() {
    return new InputStream() {
      private int offset;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] buffer, int from, int length) throws IOException {
        byte[] more = await(offset);
        if (more.length == 0) {
          return -1;
        }
        int count = Math.min(length, more.length);
        System.arraycopy(more, 0, buffer, from, count);
        offset += count;
        return count;
      }

      @Override
      public int available() {
        return ScriptedLog.this.available(offset);
      }
    };
  }
}
