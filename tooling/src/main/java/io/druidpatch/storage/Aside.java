package io.druidpatch.storage;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A place beside a file or folder in which it is written before it gets its name, so that nothing
 * half written ever has that name. Unlike a temporary file it has the permissions of any new file.
 * Closing it removes what was not put into place.
 */
public final class Aside implements AutoCloseable {
  private final Path target;
  private final Path path;

  private Aside(Path target, Path path) {
    this.target = target;
    this.path = path;
  }

  /** A place on the target's own file system; the target's folder is made if it is not there. */
  public static Aside of(Path target) throws IOException {
    Path whole = target.toAbsolutePath().normalize();
    Files.createDirectories(whole.getParent());
    Path path =
        whole.resolveSibling("." + whole.getFileName() + ".part-" + ProcessHandle.current().pid());
    delete(path);
    return new Aside(whole, path);
  }

  /** Where to write. */
  public Path path() {
    return path;
  }

  /** Gives what was written its name, in one step. */
  public void putInPlace() throws IOException {
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    delete(path);
  }

  /** Removes a file, or a folder and all in it, if it is there. */
  public static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
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
