package io.druidpatch.testing;

import io.druidpatch.storage.FullDisk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A file system of its own of a few kilobytes, in memory, to see what happens when it is full. */
public final class SmallDisk implements AutoCloseable {
  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /**
   * Mounts one.
   *
   * @param folder a folder, which is made
   */
  public static SmallDisk at(Path folder, int kilobytes) throws IOException {
    Files.createDirectories(folder);
    Optional<String> why =
        refusal(
            "mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "tmpfs", folder.toString());
    if (why.isPresent()) {
      throw new IOException(why.get());
    }
    return new SmallDisk(folder);
  }

  /** Makes it larger. */
  public void grow(int kilobytes) throws IOException {
    Optional<String> why =
        refusal("mount", "-o", "remount,size=" + kilobytes + "k", folder.toString());
    if (why.isPresent()) {
      throw new IOException(why.get());
    }
  }

  /**
   * Leaves room for a folder's name, and for no content of a file.
   *
   * @return the file that takes all the space
   */
  public Path fill() throws IOException {
    Path filler = folder.resolve("filler");
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException e) {
      if (!FullDisk.says(e)) {
        throw e;
      }
    }
    return filler;
  }

  /** Why this process cannot have one; empty if it can. */
  static Optional<String> whyNot() {
    try {
      Path folder = Files.createTempDirectory("small-disk");
      try {
        at(folder, 64).close();
        return Optional.empty();
      } finally {
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      return Optional.of("no file system can be mounted: " + e.getMessage());
    }
  }

  private static Optional<String> refusal(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0
          ? Optional.empty()
          : Optional.of(said);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    Optional<String> why = refusal("umount", "-l", folder.toString());
    if (why.isPresent()) {
      throw new IOException(why.get());
    }
  }
}
