package io.druidpatch.verification.follow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which lines of a {@link io.druidpatch.verification.pod.LogGenerator}'s log arrived, and when. The
 * lines are numbered from 0, so a line that is lost or repeated is noticed without another copy of
 * the log. Times are seconds since 1970.
 */
public final class Arrivals implements Sink {
  private static final Pattern LINE = Pattern.compile("(\\d{12}) (\\d{16}) (end)?.*");
  private static final int HEAD = 40;

  /** Arrivals closer together than this, in seconds, count as one for {@link #silence}. */
  private static final double SPACING = 0.01;

  /**
   * A line.
   *
   * @param number counted from 0
   * @param written when the generator wrote it, by its own text
   * @param arrived when its last byte arrived
   */
  public record LogLine(long number, double written, double arrived) {
    /** The time from when the line was written until it arrived, in seconds. */
    public double lag() {
      return arrived - written;
    }
  }

  private final int every;
  private final List<LogLine> lines = new ArrayList<>();
  private final List<Double> times = new ArrayList<>();
  private final StringBuilder head = new StringBuilder();
  private long next;
  private long width = -1;
  private long length;
  private final BitSet received = new BitSet();
  private long unexpectedBytes;

  /** The bytes of what is no whole line, by its length and beginning. */
  private final Map<String, Long> torn = new HashMap<>();

  private boolean ended;

  /**
   * An empty record.
   *
   * @param every keeps the times of one line in so many
   */
  public Arrivals(int every) {
    this.every = every;
  }

  /** The lines of a log that is there as a whole. */
  public static Arrivals of(byte[] log) {
    Arrivals found = new Arrivals(1);
    found.piece(log, 0, log.length, 0);
    return found;
  }

  /** Now, in seconds since 1970. */
  public static double now() {
    Instant now = Instant.now();
    return now.getEpochSecond() + now.getNano() / 1e9;
  }

  @Override
  public synchronized void piece(byte[] buffer, int from, int count, double seconds) {
    double now = now();
    for (int i = from; i < from + count; i++) {
      byte b = buffer[i];
      if (b == '\n') {
        line(now, head, length + 1);
        head.setLength(0);
        length = 0;
        continue;
      }
      if (head.length() < HEAD) {
        head.append((char) b);
      }
      length++;
    }
  }

  /** A whole line, without its line end. */
  public synchronized void line(double arrived, String text) {
    line(arrived, text, text.length() + 1);
  }

  private void line(double arrived, CharSequence text, long bytes) {
    Matcher parts = LINE.matcher(text);
    if (!parts.matches() || (width >= 0 && bytes != width)) {
      unexpectedBytes += bytes;
      torn.merge(bytes + " " + text, bytes, Long::sum);
      return;
    }
    width = bytes;
    ended |= parts.group(3) != null;
    long number = Long.parseLong(parts.group(1));
    if (number < next) {
      unexpectedBytes += bytes;
      return;
    }
    received.set(Math.toIntExact(number));
    next = number + 1;
    if (times.isEmpty() || arrived - times.get(times.size() - 1) >= SPACING) {
      times.add(arrived);
    }
    if (number % every == 0) {
      lines.add(new LogLine(number, Long.parseLong(parts.group(2)) / 1e6, arrived));
    }
  }

  /** The lines whose times are kept, in order. */
  public synchronized List<LogLine> lines() {
    return List.copyOf(lines);
  }

  /** The kept lines that were written within a period. */
  public synchronized List<LogLine> writtenBetween(double from, double until) {
    return lines.stream().filter(l -> l.written() >= from && l.written() < until).toList();
  }

  /** The number of the next line: how many lines have arrived or are missing. */
  public synchronized long next() {
    return next;
  }

  /** Whether the log's last line has arrived. */
  public synchronized boolean ended() {
    return ended;
  }

  /** How many bytes so far were lost, were repeated, or belong to no line. */
  public synchronized long wrongBytes() {
    return unexpectedBytes() + (next - received.cardinality()) * width;
  }

  /**
   * How many bytes so far were repeated or belong to no line, and how many of the lines that other
   * readers of the same log got are missing here. A line that none of them got is not missing: it
   * may be that nobody could have it. What another one got torn in the same way is torn in the log:
   * containerd tears a line that it is writing when the log is rotated.
   */
  public long wrongBytes(Collection<Arrivals> others) {
    BitSet missing = union(others);
    long wide = wide(others);
    Map<String, Long> tornElsewhere = new HashMap<>();
    for (Arrivals other : others) {
      other.torn().forEach((what, bytes) -> tornElsewhere.merge(what, bytes, Math::max));
    }
    synchronized (this) {
      missing.andNot(received);
      long tornInTheLog = 0;
      for (Map.Entry<String, Long> one : torn.entrySet()) {
        tornInTheLog += Math.min(one.getValue(), tornElsewhere.getOrDefault(one.getKey(), 0L));
      }
      return unexpectedBytes() - tornInTheLog + missing.cardinality() * wide;
    }
  }

  /**
   * How many bytes of the lines before {@link #next} some readers got, and none of others did, nor
   * this one: lines that were left out of the others' streams. What came here all the same is not
   * left out.
   */
  public long leftOut(Collection<Arrivals> streams, Collection<Arrivals> readers) {
    BitSet missing = union(readers);
    missing.andNot(union(streams));
    missing.andNot(received());
    return bytesBeforeNext(missing);
  }

  /** How many bytes of the lines before {@link #next} are missing here and in what others got. */
  public long inNone(Collection<Arrivals> others) {
    BitSet found = union(others);
    found.or(received());
    BitSet missing = new BitSet();
    missing.set(0, Math.toIntExact(next()));
    missing.andNot(found);
    return bytesBeforeNext(missing);
  }

  private synchronized long bytesBeforeNext(BitSet lines) {
    return lines.get(0, Math.toIntExact(next)).cardinality() * Math.max(0, width);
  }

  /** A line's bytes, as whoever got one knows; 0 if nobody did. */
  private long wide(Collection<Arrivals> others) {
    long wide = Math.max(0, width());
    for (Arrivals other : others) {
      wide = Math.max(wide, other.width());
    }
    return wide;
  }

  private synchronized long width() {
    return width;
  }

  private static BitSet union(Collection<Arrivals> all) {
    BitSet lines = new BitSet();
    all.forEach(one -> lines.or(one.received()));
    return lines;
  }

  private synchronized Map<String, Long> torn() {
    return Map.copyOf(torn);
  }

  private synchronized BitSet received() {
    return (BitSet) received.clone();
  }

  private long unexpectedBytes() {
    return unexpectedBytes + (ended ? length : 0);
  }

  /** How many lines of one set are missing in the other. */
  public static long missing(List<LogLine> of, List<LogLine> in) {
    Set<Long> numbers = in.stream().map(LogLine::number).collect(Collectors.toSet());
    return of.stream().filter(line -> !numbers.contains(line.number())).count();
  }

  /** The longest time without a new line within a period, in seconds. */
  public synchronized double silence(double from, double until) {
    double longest = 0;
    double last = from;
    for (double time : times) {
      if (time > from && time < until) {
        longest = Math.max(longest, time - last);
        last = time;
      }
    }
    return Math.max(longest, until - last);
  }
}
