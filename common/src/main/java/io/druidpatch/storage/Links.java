package io.druidpatch.storage;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Symbolic links among the files and folders that a user names. */
public final class Links {
  private Links() {}

  /**
   * The absolute path of a file or folder, which need not be there; of a symbolic link, that of
   * what it leads to.
   *
   * @throws Failure with {@link ExitCode#FOREIGN} if the link leads to nothing
   */
  public static Path followed(Path path) throws IOException {
    Path whole = path.toAbsolutePath().normalize();
    if (!Files.isSymbolicLink(whole)) {
      return whole;
    }
    if (!Files.exists(whole)) {
      throw Failure.of(ExitCode.FOREIGN, whole.toString())
          .says("is a symbolic link whose target does not exist")
          .found(Files.readSymbolicLink(whole))
          .fix("make what it leads to, remove the link, or name another path")
          .build();
    }
    return whole.toRealPath();
  }
}
