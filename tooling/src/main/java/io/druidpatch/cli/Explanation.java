package io.druidpatch.cli;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.storage.FullDisk;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;

/** What a command that broke off says, and its exit code. */
final class Explanation {
  private final Throwable thrown;
  private final Collection<Path> places;

  /**
   * @param places where the command writes
   */
  Explanation(Throwable thrown, Collection<Path> places) {
    this.thrown = thrown;
    this.places = places;
  }

  /** Says it, and gives the exit code. */
  ExitCode print(PrintWriter err) {
    Optional<Failure> failure = failure();
    if (failure.isEmpty()) {
      err.println("error: this is a defect of the tool");
      thrown.printStackTrace(err);
      return ExitCode.INTERNAL;
    }
    err.println("error: " + failure.get().getMessage());
    for (Throwable other : failure.get().getSuppressed()) {
      err.println("and before: " + other.getMessage());
    }
    return failure.get().code();
  }

  /** What is wrong with the user's surroundings; empty if it is the tool that is wrong. */
  private Optional<Failure> failure() {
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      if (e instanceof Failure failure) {
        return Optional.of(failure);
      }
    }
    if (FullDisk.says(thrown)) {
      return Optional.of(FullDisk.failure(places, message(root()), thrown));
    }
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      Failure known = known(e);
      if (known != null) {
        return Optional.of(known);
      }
    }
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      if (e instanceof IOException io) {
        return Optional.of(storage(io));
      }
    }
    return Optional.empty();
  }

  private Failure known(Throwable e) {
    if (e instanceof ConfigInvalidException) {
      return Failure.of(ExitCode.USAGE, "git's configuration")
          .says("it is malformed")
          .found(allMessages())
          .fix("see which file and line it is: git config --list --show-origin; then edit it")
          .cause(thrown)
          .build();
    }
    if (e instanceof MissingObjectException || e instanceof CorruptObjectException) {
      return Failure.of(ExitCode.DAMAGED, "the tool's repository")
          .says("it, or a repository that it reads in place (objects/info/alternates), is damaged")
          .found(e.getMessage())
          .fix("remove the folder .druidpatch and apply again; of the other: git fsck")
          .cause(thrown)
          .build();
    }
    if (e instanceof InvalidPathException path) {
      return Failure.of(ExitCode.USAGE, path.getInput())
          .says("this system can have no file of that name: " + path.getReason())
          .fix("name another file, or set a UTF-8 locale: LC_ALL=C.UTF-8")
          .cause(thrown)
          .build();
    }
    if (e instanceof OutOfMemoryError) {
      return Failure.of(ExitCode.STORAGE, "this process")
          .says("there is not enough memory: " + e.getMessage())
          .fix("see that the files named are what they should be; or give Java more: -Xmx4g")
          .cause(thrown)
          .build();
    }
    return null;
  }

  private Failure storage(IOException e) {
    if (places.stream().anyMatch(FullDisk::isAt)) {
      return FullDisk.failure(places, message(root()), thrown);
    }
    return Failure.of(ExitCode.STORAGE, "a file cannot be read or written")
        .says(describe(e))
        .fix(
            isMissing(e)
                ? "see that the file or folder is there, or name another; nothing was published"
                : "check the file and its permissions; nothing was published")
        .cause(thrown)
        .build();
  }

  private String describe(IOException e) {
    String what = e instanceof FileSystemException file ? file.getFile() : e.getMessage();
    if (e instanceof AccessDeniedException) {
      return what + ": no permission";
    }
    if (isMissing(e)) {
      return what + ": no such file or folder";
    }
    if (e instanceof FileAlreadyExistsException) {
      return what + ": a file is there already, in the place of a folder or another";
    }
    if (e instanceof NotDirectoryException) {
      return what + ": this is no folder";
    }
    if (e instanceof DirectoryNotEmptyException) {
      return what + ": the folder is not empty";
    }
    return e instanceof FileSystemException ? e.getMessage() : allMessages();
  }

  private static boolean isMissing(IOException e) {
    return e instanceof NoSuchFileException || e instanceof FileNotFoundException;
  }

  private Throwable root() {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private String allMessages() {
    StringBuilder text = new StringBuilder();
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      String message = message(e);
      if (text.indexOf(message) < 0) {
        text.append(text.isEmpty() ? "" : ": ").append(message);
      }
    }
    return text.toString();
  }

  private static String message(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
