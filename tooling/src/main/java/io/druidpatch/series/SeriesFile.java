package io.druidpatch.series;

import io.druidpatch.storage.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Replaces the text of a series.yaml, after the new text has been read back. */
public final class SeriesFile {
  private SeriesFile() {}

  public static void replace(Path file, String text) throws IOException {
    try (AtomicFile aside = AtomicFile.of(file)) {
      Files.writeString(aside.path(), text);
      SeriesReader.read(aside.path());
      aside.putInPlace();
    }
  }
}
