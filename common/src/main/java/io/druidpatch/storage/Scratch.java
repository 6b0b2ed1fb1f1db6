package io.druidpatch.storage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder in the temporary folder, for one job of this process. Closing it removes it. What a
 * killed process left is removed by the next process that makes such a folder, as soon as no
 * process that the killed one had started works there any more.
 */
public final class Scratch implements AutoCloseable {
  private static final String CLAIM = ".lock";
  private static final Pattern NAME = Pattern.compile("druidpatch-[a-z]+-(\\d{1,18})-\\d+");

  private final Path folder;
  private final Claim claim;
  private boolean kept;

  private Scratch(Path folder, Claim claim) {
    this.folder = folder;
    this.claim = claim;
  }

  /**
   * Makes a temporary folder that is removed when it is closed.
   *
   * @param job what it is for, in small letters: a part of its name
   */
  public static Scratch make(String job) throws IOException {
    Path folder =
        Files.createTempDirectory("druidpatch-" + job + "-" + ProcessHandle.current().pid() + "-")
            .toRealPath();
    Claim claim = Claim.make(folder.resolve(CLAIM));
    sweep(folder);
    return new Scratch(folder, claim);
  }

  public Path folder() {
    return folder;
  }

  /** Removes what others of the same user left beside. */
  private static void sweep(Path mine) throws IOException {
    try (DirectoryStream<Path> folders =
        Files.newDirectoryStream(mine.getParent(), "druidpatch-*")) {
      for (Path folder : folders) {
        Matcher name = NAME.matcher(folder.getFileName().toString());
        if (name.matches() && !folder.equals(mine)) {
          sweep(folder, Long.parseLong(name.group(1)), mine);
        }
      }
    }
  }

  private static void sweep(Path folder, long pid, Path mine) {
    try {
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
          || !Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(mine))) {
        return;
      }
      Path claim = folder.resolve(CLAIM);
      if (Claim.isAbandoned(claim)) {
        if (!isUsed(folder)) {
          AtomicFile.delete(folder);
        }
      } else if (pid != ProcessHandle.current().pid()
          && OwnFolder.isFree(folder)
          && Claim.hasEnded(pid, folder)) {
        Files.delete(folder);
      }
    } catch (IOException e) {
      // Another process removes it at the same time. It is nobody's result.
      return;
    }
  }

  /** Whether a process works in the folder or names it on its command line. */
  private static boolean isUsed(Path folder) {
    return ProcessHandle.allProcesses()
        .anyMatch(
            process ->
                process.info().commandLine().orElse("").contains(folder.toString())
                    || workingFolder(process).startsWith(folder));
  }

  private static Path workingFolder(ProcessHandle process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", String.valueOf(process.pid()), "cwd"));
    } catch (IOException | UnsupportedOperationException e) {
      // It has ended, is another user's, or the system has no /proc.
      return Path.of("");
    }
  }

  /**
   * Leaves the folder there for a person; neither {@link #close} nor a later process removes it.
   */
  public void keep() throws IOException {
    kept = true;
    claim.close();
  }

  @Override
  public void close() throws IOException {
    if (!kept) {
      claim.close();
      AtomicFile.delete(folder);
    }
  }
}
