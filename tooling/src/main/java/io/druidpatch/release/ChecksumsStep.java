package io.druidpatch.release;

import io.druidpatch.storage.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the checksums, for {@code sha256sum -c} and {@code sha512sum -c}: beside the files that
 * are the same in any run those of these alone, and in the report's folder those of the report.
 */
record ChecksumsStep(List<String> needs) implements Step {
  static final String NAME = "checksums";

  /** The files of checksums, with their algorithm. */
  static final Map<String, String> FILES = Map.of("SHA256SUMS", "SHA-256", "SHA512SUMS", "SHA-512");

  @Override
  public Definition definition() {
    return new Definition(NAME, List.of(Inputs.TOOL), needs);
  }

  @Override
  public Map<String, String> run(StepContext stage) throws IOException {
    write(stage.files(false).keySet(), "", stage);
    Set<String> report = stage.files(true).keySet();
    if (!report.isEmpty()) {
      write(report, PartialRelease.REPORT + "/", stage);
    }
    return Map.of();
  }

  private static void write(Set<String> paths, String below, StepContext stage) throws IOException {
    for (Map.Entry<String, String> sums : FILES.entrySet()) {
      StringBuilder text = new StringBuilder();
      for (String path : paths) {
        text.append(Digests.of(stage.published().resolve(path), sums.getValue()))
            .append("  ")
            .append(path.substring(below.length()))
            .append('\n');
      }
      Path file = stage.folder().resolve(below + sums.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
  }
}
