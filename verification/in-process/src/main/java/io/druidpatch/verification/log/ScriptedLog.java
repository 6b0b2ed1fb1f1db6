package io.druidpatch.verification.log;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A task's log that somebody still writes. What reads it gets what is there, and, if it follows,
 * what comes until the log ends, as the stream of a pod's log does that is followed.
 */
final class ScriptedLog {
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicInteger readers = new AtomicInteger();
  private byte[] bytes = new byte[4096];
  private int length;
  private boolean ended;

  void write(String text) {
    write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Adds bytes; does nothing once the log has ended. */
  void write(byte[] more) {
    synchronized (this) {
      if (ended) {
        return;
      }
      if (length + more.length > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more.length));
      }
      System.arraycopy(more, 0, bytes, length, more.length);
      length += more.length;
      notifyAll();
    }
    listeners.forEach(Runnable::run);
  }

  void end() {
    synchronized (this) {
      ended = true;
      notifyAll();
    }
    listeners.forEach(Runnable::run);
  }

  /** Runs something at each change from now on, and at once. */
  void onChange(Runnable told) {
    listeners.add(told);
    told.run();
  }

  /** Runs it no more. */
  void forget(Runnable told) {
    listeners.remove(told);
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  synchronized String written() {
    return new String(bytes, 0, length, StandardCharsets.US_ASCII);
  }

  /** How many read it and have not closed what they read by. */
  int readers() {
    return readers.get();
  }

  /**
   * Tells of a reader.
   *
   * @return what the reader calls when it has done, once or more often
   */
  Runnable reader() {
    readers.incrementAndGet();
    AtomicBoolean reads = new AtomicBoolean(true);
    return () -> {
      if (reads.getAndSet(false)) {
        readers.decrementAndGet();
      }
    };
  }

  /**
   * What is there from an offset on, without waiting.
   *
   * @return how many bytes were copied; 0 if there are none now, -1 if the log ended there
   */
  synchronized int read(int offset, byte[] buffer, int from, int most) {
    int count = Math.min(most, length - offset);
    System.arraycopy(bytes, offset, buffer, from, count);
    return count == 0 && ended ? -1 : count;
  }

  /** The same, but waits for something or the end. */
  private synchronized int await(int offset, byte[] buffer, int from, int most) throws IOException {
    try {
      while (length <= offset && !ended) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
    return read(offset, buffer, from, most);
  }

  private synchronized int available(int offset) {
    return length - offset;
  }

  /** The log as it is now. */
  synchronized InputStream snapshot() {
    Runnable done = reader();
    return new ByteArrayInputStream(bytes, 0, length) {
      @Override
      public void close() {
        done.run();
      }
    };
  }

  /** The log from its beginning to its end, whenever that is. */
  InputStream follow() {
    Runnable done = reader();
    return new InputStream() {
      private int offset;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] buffer, int from, int most) throws IOException {
        int count = await(offset, buffer, from, most);
        offset += Math.max(count, 0);
        return count;
      }

      @Override
      public int available() {
        return ScriptedLog.this.available(offset);
      }

      @Override
      public void close() {
        done.run();
      }
    };
  }
}
