package io.druidpatch.verification.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.suite.ReportFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFolderTest {
  @TempDir Path folder;

  @Test
  void aReportReplacesAReportAndNothingElse() throws IOException {
    ReportFolder.require(folder.resolve("new"));
    Files.writeString(folder.resolve("notes"), "");
    ReportFolder.require(folder);
    ReportWriter.write(SyntheticReport.make(), folder);
    ReportFolder.require(folder);
    Files.writeString(folder.resolve("report.json"), "{\"mine\": 1}");
    assertRefused(folder, "found: report.json, report.md");
    Files.delete(folder.resolve("report.json"));
    assertRefused(folder, "found: report.md, index.html");
    assertRefused(folder.resolve("notes"), "found: a file");
  }

  private static void assertRefused(Path folder, String found) {
    assertThatThrownBy(() -> ReportFolder.require(folder))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.FOREIGN))
        .hasMessageContaining(found);
  }
}
