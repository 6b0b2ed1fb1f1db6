package io.druidpatch.verification.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder in the temporary folder for one run. It has a file that is locked as long as this
 * process lives. What a killed run left is removed by the next one, as soon as none of the
 * processes that it had started works there any more.
 */
public final class WorkFolder implements AutoCloseable {
  private static final String CLAIM = ".lock";
  private static final byte[] TEXT = "druid-verification\n".getBytes(StandardCharsets.US_ASCII);

  private final Path path;
  private final FileChannel claim;

  private WorkFolder(Path path, FileChannel claim) {
    this.path = path;
    this.claim = claim;
  }

  /**
   * Makes it, and removes those of the same name that killed runs left.
   *
   * @param name what its name begins with
   */
  public static WorkFolder make(String name) throws IOException {
    Path path = Files.createTempDirectory(name + "-").toRealPath();
    FileChannel claim =
        FileChannel.open(
            path.resolve(CLAIM), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    // The text comes after the lock: who reads it finds the lock taken as long as we live.
    if (claim.tryLock() == null) {
      throw new IOException(path.resolve(CLAIM) + ": the new file is locked already");
    }
    claim.write(ByteBuffer.wrap(TEXT));
    try (DirectoryStream<Path> others = Files.newDirectoryStream(path.getParent(), name + "-*")) {
      for (Path other : others) {
        if (!other.equals(path)) {
          sweep(other, path);
        }
      }
    }
    return new WorkFolder(path, claim);
  }

  public Path path() {
    return path;
  }

  private static void sweep(Path other, Path mine) {
    try {
      if (Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS)
          && Files.getOwner(other, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(mine))
          && isAbandoned(other.resolve(CLAIM))
          && !isUsed(other)) {
        delete(other);
      }
    } catch (IOException e) {
      // Another run removes it at the same time, or it cannot be read: then it stays.
      return;
    }
  }

  private static boolean isAbandoned(Path claim) throws IOException {
    if (!Files.isRegularFile(claim, LinkOption.NOFOLLOW_LINKS)
        || Files.size(claim) != TEXT.length) {
      return false;
    }
    try (FileChannel channel =
            FileChannel.open(claim, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      ByteBuffer text = ByteBuffer.allocate(TEXT.length);
      channel.read(text);
      return lock != null && Arrays.equals(text.array(), TEXT);
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Whether a process of the killed run has been left too: it works in the folder or names it. */
  private static boolean isUsed(Path folder) {
    return ProcessHandle.allProcesses()
        .anyMatch(
            process ->
                process.info().commandLine().orElse("").contains(folder.toString())
                    || workingFolder(process).startsWith(folder.toString()));
  }

  private static String workingFolder(ProcessHandle process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", String.valueOf(process.pid()), "cwd"))
          .toString();
    } catch (IOException | UnsupportedOperationException e) {
      // It has ended, is another user's, or the system has no /proc.
      return "";
    }
  }

  /** Leaves it there, for a person; no later run removes it. */
  public void keep() throws IOException {
    Files.deleteIfExists(path.resolve(CLAIM));
    claim.close();
  }

  /** Removes it. Symbolic links in it are removed and not followed. */
  @Override
  public void close() throws IOException {
    claim.close();
    if (Files.exists(path)) {
      delete(path);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = new ArrayList<>(walk.sorted(Comparator.reverseOrder()).toList());
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
