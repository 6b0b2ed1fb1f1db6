package io.druidpatch.verification.follow;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes a log's bytes to a file, and records how many there were at which time. */
public final class Recording implements Sink, AutoCloseable {
  private static final int POINTS = 200;

  private final Path file;
  private final OutputStream out;
  private final List<double[]> growth = new ArrayList<>();
  private double spacing = 0.01;
  private long bytes;

  public Recording(Path file) throws IOException {
    this.file = file;
    this.out = Files.newOutputStream(file);
  }

  @Override
  public synchronized void piece(byte[] buffer, int from, int length, double seconds)
      throws IOException {
    out.write(buffer, from, length);
    bytes += length;
    int last = growth.size() - 1;
    if (last >= 0 && seconds - growth.get(last)[0] < spacing) {
      growth.get(last)[1] = bytes;
      return;
    }
    growth.add(new double[] {seconds, bytes});
    if (growth.size() > POINTS) {
      // Drops every other point; from now on points are twice as far apart.
      spacing *= 2;
      for (int i = growth.size() - 2; i > 0; i -= 2) {
        growth.remove(i);
      }
    }
  }

  /** The file, whole once this is closed. */
  public Path file() {
    return file;
  }

  public synchronized long bytes() {
    return bytes;
  }

  /** Pairs of seconds and bytes, by rising time, at most a few hundred. */
  public synchronized List<double[]> growth() {
    return growth.stream().map(double[]::clone).toList();
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }

  /**
   * The position of the first byte in which another log differs from this one.
   *
   * @param other a log that may be longer
   * @return -1 if the other log begins with this one
   */
  public long firstDifference(Path other) throws IOException {
    try (InputStream mine = new BufferedInputStream(Files.newInputStream(file));
        InputStream theirs = new BufferedInputStream(Files.newInputStream(other))) {
      for (long at = 0; ; at++) {
        int byteOfMine = mine.read();
        if (byteOfMine < 0) {
          return -1;
        }
        if (byteOfMine != theirs.read()) {
          return at;
        }
      }
    }
  }
}
