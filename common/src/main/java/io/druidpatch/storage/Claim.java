package io.druidpatch.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that says which process has something unfinished beside it. It is locked as long as that
 * process lives, so that a later one can tell what a killed process left from what a living one
 * still writes.
 */
final class Claim implements AutoCloseable {
  private static final Pattern TEXT = Pattern.compile("druidpatch, process (\\d{1,18})\n");
  private static final int LENGTH = 64;

  /** What clocks and the system's own start times may differ by. */
  private static final Duration BLUR = Duration.ofSeconds(2);

  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private Claim(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Makes the file, which must not be there. */
  static Claim make(Path file) throws IOException {
    if (!OURS.add(file)) {
      throw new IOException(file + ": this process writes there already");
    }
    FileChannel channel = null;
    boolean made = false;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      // The text comes after the lock: who reads it finds the lock taken as long as we live.
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new IOException(file + ": the new file is locked already");
      }
      String text = "druidpatch, process " + ProcessHandle.current().pid() + "\n";
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
      made = true;
      return new Claim(file, channel);
    } finally {
      if (!made) {
        if (channel != null) {
          channel.close();
          Files.deleteIfExists(file);
        }
        OURS.remove(file);
      }
    }
  }

  /** Whether there is a claim here, and the process that made it has ended. */
  static boolean isAbandoned(Path file) throws IOException {
    // Our own are not even opened: to close a file gives up this process's locks on it.
    if (OURS.contains(file)
        || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || Files.size(file) > LENGTH) {
      return false;
    }
    Matcher text = TEXT.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
    return text.matches()
        && hasEnded(Long.parseLong(text.group(1)), file)
        && !isLocked(file, Files.getLastModifiedTime(file).toInstant());
  }

  /** Whether a process that made a file has ended; another may have its number by now. */
  static boolean hasEnded(long pid, Path file) throws IOException {
    if (pid == ProcessHandle.current().pid()) {
      return !OURS.contains(file);
    }
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (process.isEmpty()) {
      return true;
    }
    Instant made = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
    return process
        .get()
        .info()
        .startInstant()
        .map(start -> start.isAfter(made.plus(BLUR)))
        .orElse(false);
  }

  /** A process of another container has no number here, but its lock is seen. */
  private static boolean isLocked(Path file, Instant made) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock == null || !Files.getLastModifiedTime(file).toInstant().equals(made);
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }

  /** Gives it up, and removes the file. */
  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(file);
    } finally {
      OURS.remove(file);
      channel.close();
    }
  }
}
