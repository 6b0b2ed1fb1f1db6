package io.druidpatch.storage;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder that the tool made and may clean. It has the tool's mark, a file; a folder that has not
 * is somebody else's, whatever its name is.
 */
public final class OwnFolder {
  /** The name of the file that marks it. */
  public static final String MARK = ".druidpatch-mark";

  private static final int SHOWN = 5;

  private OwnFolder() {}

  /**
   * Sees that a folder is the tool's: makes and marks it if nothing is there, marks it if it is
   * empty.
   *
   * @return the folder, where a symbolic link leads to it
   * @throws Failure with {@link ExitCode#FOREIGN} if it has files and no mark
   */
  public static Path make(Path folder) throws IOException {
    Path own = require(folder);
    Files.createDirectories(own);
    mark(own);
    return own;
  }

  /**
   * Sees that a folder is the tool's, is empty or is not there, and changes nothing.
   *
   * @return the folder, where a symbolic link leads to it
   * @throws Failure with {@link ExitCode#FOREIGN} otherwise
   */
  public static Path require(Path folder) throws IOException {
    Path own = Links.followed(folder);
    if (!isMarked(own) && !isFree(own)) {
      throw Failure.of(ExitCode.FOREIGN, own.toString())
          .says("this is not the tool's own folder; nothing in it was changed")
          .expected("nothing, an empty folder, or one with the tool's mark " + MARK)
          .found(contents(own))
          .fix(
              "name another folder, or move this one; if an older build of this tool made it: touch "
                  + Invocation.quoted(own.resolve(MARK).toString()))
          .build();
    }
    return own;
  }

  /** Marks a folder that has just been made. */
  public static void mark(Path folder) throws IOException {
    Path mark = folder.resolve(MARK);
    if (!isMarked(folder)) {
      Files.writeString(
          mark,
          "druidpatch made this folder, and removes what is in it when it has no more use.\n");
    }
  }

  /** Whether it has the mark. */
  public static boolean isMarked(Path folder) {
    return Files.isRegularFile(folder.resolve(MARK), LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether nothing is there, or an empty folder. */
  public static boolean isFree(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /** The first few of a folder's files, for a message. */
  public static String contents(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return "a file";
    }
    try (Stream<Path> files = Files.list(path)) {
      List<String> names =
          files.map(file -> file.getFileName().toString()).sorted().limit(SHOWN + 1).toList();
      if (names.isEmpty()) {
        return "an empty folder";
      }
      return names.size() > SHOWN
          ? String.join(", ", names.subList(0, SHOWN)) + ", …"
          : String.join(", ", names);
    }
  }
}
