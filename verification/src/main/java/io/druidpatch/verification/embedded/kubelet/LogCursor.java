package io.druidpatch.verification.embedded.kubelet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/** Reads through a log for one request, by one thread at a time. */
final class LogCursor {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final PodLog log;
  private final boolean timestamps;

  /** The file that is read. */
  private int file;

  /** Bytes that may still be given. */
  private long left;

  /** With timestamps, the next entry; without, the next byte. */
  private int entry;

  private long position;

  LogCursor(PodLog log, LogQuery query) {
    this.log = log;
    this.timestamps = query.timestamps();
    this.left = query.limit().orElse(Long.MAX_VALUE);
    this.file = log.file();
    int entries = log.entries();
    int first = log.firstOf(file);
    if (query.tail().isPresent()) {
      first = (int) Math.max(first, entries - query.tail().getAsLong());
    }
    if (query.since().isPresent()) {
      Instant since = query.since().get();
      first = Math.max(first, log.since(since));
    }
    entry = first;
    position = log.start(first);
  }

  /** Whether nothing more will come, whatever the container writes. */
  boolean exhausted() {
    return left == 0;
  }

  /**
   * What comes next.
   *
   * @param most about how many bytes at once
   * @return empty if there is no more at present
   */
  byte[] next(int most) throws IOException {
    goOn();
    byte[] bytes = timestamps ? stamped(most) : plain(most);
    if (bytes.length > left) {
      bytes = Arrays.copyOf(bytes, (int) left);
    }
    left -= bytes.length;
    return bytes;
  }

  /**
   * Goes on with the newest file at the end of an older one, as kubelets since 1.29 do. A reader
   * that is two rotations behind does not get what is between.
   */
  private void goOn() {
    int newest = log.file();
    int after = log.firstOf(Math.min(file + 1, newest));
    boolean atEnd = timestamps ? entry >= after : position >= log.start(after);
    if (file < newest && atEnd && !log.leavesStreams(file)) {
      file = newest;
      entry = log.firstOf(newest);
      position = log.start(entry);
    }
  }

  private byte[] plain(int most) throws IOException {
    int length = (int) Math.min(most, log.published(file) - position);
    byte[] bytes = length == 0 ? new byte[0] : log.read(position, length);
    position += length;
    return bytes;
  }

  private byte[] stamped(int most) throws IOException {
    int end = entry;
    int entries = log.entries();
    long from = log.start(entry);
    long published = log.published(file);
    while (end < entries
        && log.start(end + 1) <= published
        && log.start(end + 1) - from <= Math.max(most, PodLog.LONGEST)) {
      end++;
    }
    byte[] bytes = end == entry ? new byte[0] : log.read(from, (int) (log.start(end) - from));
    ByteArrayOutputStream all = new ByteArrayOutputStream(bytes.length * 2);
    for (; entry < end; entry++) {
      all.writeBytes((TIME.format(log.time(entry)) + " ").getBytes(StandardCharsets.US_ASCII));
      int at = (int) (log.start(entry) - from);
      all.write(bytes, at, (int) (log.start(entry + 1) - from) - at);
    }
    return all.toByteArray();
  }
}
