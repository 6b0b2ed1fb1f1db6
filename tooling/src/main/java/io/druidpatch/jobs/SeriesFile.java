package io.druidpatch.jobs;

import io.druidpatch.series.SeriesReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Replaces the text of a series.yaml, after the new text has been read back. */
final class SeriesFile {
  private SeriesFile() {}

  static void replace(Path file, String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path aside = Files.createTempFile(folder, "series", ".yaml");
    try {
      Files.writeString(aside, text);
      SeriesReader.read(aside);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(aside);
    }
  }
}
