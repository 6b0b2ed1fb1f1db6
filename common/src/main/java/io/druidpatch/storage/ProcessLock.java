package io.druidpatch.storage;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a place to one process at a time. The system ends it with the process, even a killed one,
 * and the next one is told so.
 */
public final class ProcessLock implements AutoCloseable {
  private final FileChannel channel;
  private final boolean afterKill;

  private ProcessLock(FileChannel channel, boolean afterKill) {
    this.channel = channel;
    this.afterKill = afterKill;
  }

  /**
   * Takes the lock.
   *
   * @param file the lock's file; it stays
   * @param place what the lock is for
   * @throws Failure with {@link ExitCode#BUSY} if another run has it
   */
  public static ProcessLock take(Path file, Path place) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another thread of this process has it; to the caller that is the same.
      lock = null;
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    if (lock == null) {
      throw Failure.of(ExitCode.BUSY, place.toString())
          .says("another run works here")
          .fix("wait until it ends; a killed run holds nothing")
          .build();
    }
    ProcessLock taken = null;
    try {
      // Empty between runs: a run that ends by itself takes its number out again.
      taken = new ProcessLock(channel, channel.size() > 0);
      byte[] number = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
      channel.write(ByteBuffer.wrap(number), 0);
      channel.truncate(number.length);
      return taken;
    } finally {
      if (taken == null) {
        channel.close();
      }
    }
  }

  /** Whether the process that had it before was killed, and left things as they were then. */
  public boolean afterKill() {
    return afterKill;
  }

  @Override
  public void close() throws IOException {
    try {
      channel.truncate(0);
    } finally {
      channel.close();
    }
  }
}
