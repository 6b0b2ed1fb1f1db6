package io.druidpatch.verification.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether a report may go into a folder: it replaces an earlier report, and no other files. */
public final class ReportFolder {
  static final List<String> FILES = List.of("report.json", "report.md", "index.html");

  private ReportFolder() {}

  /** Why it may not; empty if it may. */
  public static Optional<String> refusal(Path folder) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      return Optional.of(folder + " is no folder; name another");
    }
    List<String> there = FILES.stream().filter(name -> Files.exists(folder.resolve(name))).toList();
    return there.isEmpty() || isReport(folder.resolve(FILES.get(0)))
        ? Optional.empty()
        : Optional.of(
            folder
                + " has "
                + String.join(", ", there)
                + " and no report.json that is a report, so they are somebody's own;"
                + " name another folder");
  }

  /** Of this build of the suite or another. */
  private static boolean isReport(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try {
      JsonNode report = new ObjectMapper().readTree(file.toFile());
      return report != null && report.has("subjects") && report.has("measurements");
    } catch (JsonProcessingException e) {
      return false;
    }
  }
}
