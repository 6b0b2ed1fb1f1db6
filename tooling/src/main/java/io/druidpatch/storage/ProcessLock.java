package io.druidpatch.storage;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a place to one process at a time. The system ends it with the process, even a killed one.
 */
public final class ProcessLock implements AutoCloseable {
  private final FileChannel channel;

  private ProcessLock(FileChannel channel) {
    this.channel = channel;
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
          .mend("wait until it ends; a killed run holds nothing")
          .build();
    }
    return new ProcessLock(channel);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
