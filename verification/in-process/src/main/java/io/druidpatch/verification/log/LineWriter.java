package io.druidpatch.verification.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;

/**
 * Writes a log of a known shape, with lines as those of the suite's pods: each begins with its
 * number, counted from 0, and the time at which it was made, in microseconds since 1970.
 */
final class LineWriter implements Runnable {
  /** With the newline, in bytes. */
  private static final int LINE = 80;

  private final ScriptedLog log;
  private final Shape shape;
  private final long end;
  private long number;

  /** How a log grows. */
  enum Shape {
    /** 250 lines, then nothing. */
    QUIET(250, 0),
    /** A line a second. */
    SECOND(1, 1_000),
    /** 10,000 lines a second, by hundreds. */
    FAST(100, 10);

    private final int lines;
    private final long everyMillis;

    Shape(int lines, long everyMillis) {
      this.lines = lines;
      this.everyMillis = everyMillis;
    }
  }

  /**
   * Prepares to write.
   *
   * @param millis for how long, from now on; the log ends then
   */
  LineWriter(ScriptedLog log, Shape shape, long millis) {
    this.log = log;
    this.shape = shape;
    this.end = System.nanoTime() + millis * 1_000_000;
  }

  /** Writes what is there from the beginning: a log that is served is never empty. */
  void begin() {
    lines(shape.lines);
  }

  @Override
  public void run() {
    try {
      if (shape.everyMillis > 0) {
        beat();
      }
      sleepUntil(end);
    } catch (InterruptedException e) {
      // Told to end early.
      Thread.currentThread().interrupt();
    } finally {
      log.end();
    }
  }

  /** Late lines are made up for. */
  private void beat() throws InterruptedException {
    long every = shape.everyMillis * 1_000_000;
    for (long next = System.nanoTime() + every; next < end; next += every) {
      sleepUntil(next);
      lines(shape.lines);
    }
  }

  private static void sleepUntil(long time) throws InterruptedException {
    long left = time - System.nanoTime();
    if (left > 0) {
      Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
    }
  }

  /** Some lines in one write. */
  private void lines(int count) {
    byte[] all = new byte[count * LINE];
    Arrays.fill(all, (byte) '.');
    for (int i = 0; i < count; i++) {
      Instant now = Instant.now();
      long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
      byte[] head =
          String.format(Locale.ROOT, "%012d %d ", number++, micros)
              .getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(head, 0, all, i * LINE, head.length);
      all[(i + 1) * LINE - 1] = '\n';
    }
    log.write(all);
  }
}
