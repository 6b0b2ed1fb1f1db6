package io.druidpatch.suite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The folder that the suite writes its report into. */
public final class ReportFolder {
  /** The report's files; the first tells a report from other files of these names. */
  private static final List<String> FILES = List.of("report.json", "report.md", "index.html");

  private ReportFolder() {}

  /**
   * Checks that a report in this folder would replace an earlier report and no other files.
   *
   * @throws Failure with {@link ExitCode#FOREIGN} if it would
   */
  public static void require(Path folder) throws IOException {
    List<String> there = FILES.stream().filter(name -> Files.exists(folder.resolve(name))).toList();
    boolean free = there.isEmpty() || isReport(folder.resolve(FILES.get(0)));
    if (!free || (Files.exists(folder) && !Files.isDirectory(folder))) {
      throw Failure.of(ExitCode.FOREIGN, folder.toString())
          .says("the report would replace files that are no report; they are as they were")
          .expected("nothing, a folder without " + String.join(", ", FILES) + ", or a report")
          .found(there.isEmpty() ? "a file" : String.join(", ", there))
          .fix("name another folder: --report DIR")
          .build();
    }
  }

  /** Whether a file is a report, of this version of the suite or another. */
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
