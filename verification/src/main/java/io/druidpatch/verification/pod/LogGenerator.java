package io.druidpatch.verification.pod;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;

/**
 * Writes a log of a known shape. Each line begins with its number, counted from 0, and the time at
 * which it was made, in microseconds since 1970, in decimal:
 *
 * <pre>000000000042 1732464000123456 ……</pre>
 *
 * <p>The last line of all has the word {@code end} in the place of dots.
 */
public final class LogGenerator {
  /** Without the newline, in bytes. */
  private static final int LINE = 79;

  private static final int LONG_LINE = 799;

  private static final int WIDE_LINE = 64 * 1024 - 1;

  private final OutputStream out = new FileOutputStream(FileDescriptor.out);
  private long number;
  private int width = LINE;

  private LogGenerator() {}

  /**
   * Writes the log.
   *
   * @param arguments the shape and for how many seconds. {@code quiet}: 250 lines, then nothing;
   *     {@code second}: a line a second; {@code tick}: ten a second; {@code fast}: 10,000 lines a
   *     second; {@code long}: 1,000 lines of 800 bytes a second; {@code wide}: five lines of 64 KiB
   *     a second; {@code bulk}: 12 MB, then nothing
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    LogGenerator generator = new LogGenerator();
    long end = System.nanoTime() + Long.parseLong(arguments[1]) * 1_000_000_000L;
    switch (arguments[0]) {
      case "quiet" -> {
        generator.lines(250, LINE);
        sleepUntil(end);
      }
      case "second" -> generator.beat(end, 1_000, 1, LINE);
      case "tick" -> generator.beat(end, 100, 1, LINE);
      case "bulk" -> {
        generator.lines(150_000, LINE);
        sleepUntil(end);
      }
      case "fast" -> generator.beat(end, 10, 100, LINE);
      case "long" -> generator.beat(end, 10, 10, LONG_LINE);
      case "wide" -> generator.beat(end, 200, 1, WIDE_LINE);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    generator.out.write(generator.line("end", generator.width));
  }

  /** Writes some lines every so many milliseconds; late lines are caught up. */
  private void beat(long end, long millis, int lines, int width)
      throws IOException, InterruptedException {
    for (long next = System.nanoTime(); next < end; next += millis * 1_000_000L) {
      sleepUntil(next);
      lines(lines, width);
    }
  }

  private static void sleepUntil(long time) throws InterruptedException {
    long left = time - System.nanoTime();
    if (left > 0) {
      Thread.sleep(left / 1_000_000L, (int) (left % 1_000_000L));
    }
  }

  /** Some lines in one write. */
  private void lines(int count, int width) throws IOException {
    this.width = width;
    byte[] all = new byte[count * (width + 1)];
    for (int i = 0; i < count; i++) {
      System.arraycopy(line("", width), 0, all, i * (width + 1), width + 1);
    }
    out.write(all);
  }

  private byte[] line(String word, int width) {
    Instant now = Instant.now();
    long micros = now.getEpochSecond() * 1_000_000L + now.getNano() / 1_000;
    byte[] line = new byte[width + 1];
    Arrays.fill(line, (byte) '.');
    byte[] head =
        String.format(Locale.ROOT, "%012d %d %s", number++, micros, word)
            .getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(head, 0, line, 0, head.length);
    line[width] = '\n';
    return line;
  }
}
