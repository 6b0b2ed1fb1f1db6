package io.druidpatch.storage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place beside a file or folder in which it is written before it gets its name, so that nothing
 * half written ever has that name. Unlike a temporary file it has the permissions of any new file.
 * Closing it removes what was not put into place; what a killed process left in a folder, the next
 * process that writes there removes.
 */
public final class AtomicFile implements AutoCloseable {
  private static final String CLAIM = ".lock";
  private static final String OLD = ".old";
  private static final Pattern CLAIMED = Pattern.compile("(\\..+\\.part-(\\d{1,18}))\\.lock");

  private final Path target;
  private final Path path;
  private final Claim claim;

  private AtomicFile(Path target, Path path, Claim claim) {
    this.target = target;
    this.path = path;
    this.claim = claim;
  }

  /**
   * A place on the target's own file system; the target's folder is made if it is not there. If the
   * target is a symbolic link, what it leads to is replaced, and not the link.
   */
  public static AtomicFile of(Path target) throws IOException {
    Path whole = Links.followed(target);
    Files.createDirectories(whole.getParent());
    sweep(whole.getParent());
    Path path =
        whole.resolveSibling("." + whole.getFileName() + ".part-" + ProcessHandle.current().pid());
    Claim claim = Claim.make(beside(path, CLAIM));
    return new AtomicFile(whole, path, claim);
  }

  /**
   * Removes what processes that have ended left half written in a folder. What a living process
   * writes there, and what has a name like that by chance, stays.
   */
  public static void sweep(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> claims = Files.newDirectoryStream(folder, ".*.part-*" + CLAIM)) {
      for (Path claim : claims) {
        Matcher name = CLAIMED.matcher(claim.getFileName().toString());
        if (name.matches()) {
          sweep(claim, claim.resolveSibling(name.group(1)), Long.parseLong(name.group(2)));
        }
      }
    }
  }

  private static void sweep(Path claim, Path part, long pid) {
    try {
      if (Claim.isAbandoned(claim)) {
        delete(part);
        restore(beside(part, OLD));
        delete(claim);
      } else if (Files.size(claim) == 0 && Claim.hasEnded(pid, claim)) {
        // Killed before it had written that it is a claim: nothing else is there yet.
        delete(claim);
      }
    } catch (IOException e) {
      // Another process removes it at the same time, or it is not ours to remove. It is nobody's
      // result; what the user asked for does not depend on it.
      return;
    }
  }

  /** Puts a folder back that was moved away for a new one which never came; else removes it. */
  private static void restore(Path old) throws IOException {
    String name = old.getFileName().toString();
    Path target = old.resolveSibling(name.substring(1, name.lastIndexOf(".part-")));
    if (Files.isDirectory(old) && !Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
    } else {
      delete(old);
    }
  }

  private static Path beside(Path path, String ending) {
    return path.resolveSibling(path.getFileName() + ending);
  }

  /** The path to write to until {@link #putInPlace}. */
  public Path path() {
    return path;
  }

  /** Gives what was written its name, in one step. */
  public void putInPlace() throws IOException {
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Gives a folder that was written its name, in the place of a folder that is not empty. The old
   * one is removed only when the new one is there.
   */
  public void replaceFolder() throws IOException {
    Path old = beside(path, OLD);
    if (Files.isDirectory(target)) {
      Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
    }
    boolean placed = false;
    try {
      putInPlace();
      placed = true;
    } finally {
      if (!placed && Files.exists(old)) {
        Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    delete(old);
  }

  @Override
  public void close() throws IOException {
    try {
      delete(path);
    } finally {
      claim.close();
    }
  }

  /**
   * Removes a file, or a folder and all in it, if it is there. A symbolic link is removed and never
   * followed.
   */
  public static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
