package io.druidpatch.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Files that belong together. Each is written beside its place, and none has its name before all of
 * them are written: on a full disk none is there, and what was there before still is. Closing
 * removes what was not put into place.
 */
public final class AtomicFiles implements AutoCloseable {
  private final List<AtomicFile> files = new ArrayList<>();

  /** Writes one beside its place. */
  public void add(Path target, String text) throws IOException {
    AtomicFile file = AtomicFile.of(target);
    files.add(file);
    Files.writeString(file.path(), text);
  }

  /** Gives all of them their names, in the order in which they were added. */
  public void putInPlace() throws IOException {
    for (AtomicFile file : files) {
      file.putInPlace();
    }
  }

  @Override
  public void close() throws IOException {
    for (AtomicFile file : files) {
      file.close();
    }
  }
}
