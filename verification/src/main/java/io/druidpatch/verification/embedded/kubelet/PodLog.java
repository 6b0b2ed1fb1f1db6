package io.druidpatch.verification.embedded.kubelet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The output of a container, on disk, in entries with a time each, as Docker stores it: an entry is
 * a line with its end, 16 KB of a longer one, or what is left when the container ends. Readers see
 * whole entries only. One thread writes, any number reads.
 *
 * <p>A rotation begins a new file, and later requests see only that one. Earlier files stay on disk
 * for their open readers.
 */
public final class PodLog implements AutoCloseable {
  /** The longest entry, in bytes. */
  static final int LONGEST = 16 * 1024;

  private final FileChannel file;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  // Of each entry, where it ends in the file, and its time in nanoseconds since 1970.
  private long[] ends = new long[1024];
  private long[] times = new long[1024];
  private int entries;

  /** Written to the file, with the entry that has no end yet. */
  private long written;

  private boolean ended;
  private volatile boolean lost;
  private boolean closed;
  private int readers;

  /** The first entry of each file, and whether a stream that was open at its end stays there. */
  private final List<Integer> files = new ArrayList<>(List.of(0));

  private final List<Boolean> left = new ArrayList<>();

  PodLog(Path path) throws IOException {
    file =
        FileChannel.open(
            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Appends what the container wrote. */
  void write(byte[] bytes, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
    long at = written;
    while (buffer.hasRemaining()) {
      at += file.write(buffer, at);
    }
    synchronized (this) {
      long now = now();
      long start = entries == 0 ? 0 : ends[entries - 1];
      for (int i = 0; i < length; i++) {
        long end = written + i + 1;
        if (bytes[i] == '\n' || end - start == LONGEST) {
          add(end, now);
          start = end;
        }
      }
      written += length;
    }
    listeners.forEach(Runnable::run);
  }

  /** Says that no more comes. */
  void end() {
    synchronized (this) {
      if (written > published()) {
        add(written, now());
      }
      ended = true;
    }
    listeners.forEach(Runnable::run);
  }

  /** Cuts off whoever reads it. */
  void lose() {
    lost = true;
    listeners.forEach(Runnable::run);
  }

  boolean isLost() {
    return lost;
  }

  private static long now() {
    return ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now());
  }

  private void add(long end, long time) {
    if (entries == ends.length) {
      ends = Arrays.copyOf(ends, entries * 2);
      times = Arrays.copyOf(times, entries * 2);
    }
    ends[entries] = end;
    // Times in a log never go back, even if the clock does.
    times[entries] = entries == 0 ? time : Math.max(time, times[entries - 1]);
    entries++;
  }

  synchronized int entries() {
    return entries;
  }

  synchronized boolean ended() {
    return ended;
  }

  /**
   * Begins a new file if the present one has so many bytes.
   *
   * @param leavesStreams whether a stream that is open stays on the old file
   */
  synchronized void rotate(long size, boolean leavesStreams) {
    int first = files.get(files.size() - 1);
    if (!ended && entries > first && published() - start(first) >= size) {
      files.add(entries);
      left.add(leavesStreams);
    }
  }

  /** Which file is written, counted from 0. */
  synchronized int file() {
    return files.size() - 1;
  }

  /** The first entry of a file. */
  synchronized int firstOf(int file) {
    return files.get(file);
  }

  /** Whether a stream that has come to the end of a file stays there. */
  synchronized boolean leavesStreams(int file) {
    return file < left.size() && left.get(file);
  }

  /** Where the whole entries of a file end. */
  synchronized long published(int file) {
    return file + 1 < files.size() ? start(files.get(file + 1)) : published();
  }

  /** How many bytes are in whole entries. */
  synchronized long published() {
    return entries == 0 ? 0 : ends[entries - 1];
  }

  /** Where an entry starts. That of the next entry is where the last one ends. */
  synchronized long start(int entry) {
    return entry == 0 ? 0 : ends[entry - 1];
  }

  synchronized Instant time(int entry) {
    return Instant.EPOCH.plusNanos(times[entry]);
  }

  /** The first entry that is not older than a time. */
  synchronized int since(Instant time) {
    long nanoseconds = ChronoUnit.NANOS.between(Instant.EPOCH, time);
    int low = 0;
    int high = entries;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] < nanoseconds) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  byte[] read(long from, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      int count = file.read(buffer, from + buffer.position());
      if (count < 0) {
        throw new IOException("the log is shorter than " + (from + length) + " bytes");
      }
    }
    return buffer.array();
  }

  /**
   * Calls a listener, on the writer's thread, after each change.
   *
   * @return ends it
   */
  Runnable listen(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Keeps the file readable until {@link #release()}, also if the pod is deleted meanwhile. */
  synchronized void hold() {
    readers++;
  }

  void release() {
    boolean last;
    synchronized (this) {
      last = --readers == 0 && closed;
    }
    if (last) {
      closeFile();
    }
  }

  @Override
  public void close() {
    boolean last;
    synchronized (this) {
      last = !closed && readers == 0;
      closed = true;
    }
    if (last) {
      closeFile();
    }
  }

  private void closeFile() {
    try {
      file.close();
    } catch (IOException e) {
      // It is a file that is about to be deleted.
    }
  }
}
