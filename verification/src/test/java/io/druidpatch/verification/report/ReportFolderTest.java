package io.druidpatch.verification.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFolderTest {
  @TempDir Path folder;

  @Test
  void aReportReplacesAReportAndNothingElse() throws IOException {
    assertThat(ReportFolder.refusal(folder.resolve("new"))).isEmpty();
    Files.writeString(folder.resolve("notes"), "");
    assertThat(ReportFolder.refusal(folder)).isEmpty();
    ReportWriter.write(SyntheticReport.make(), folder);
    assertThat(ReportFolder.refusal(folder)).isEmpty();
    Files.writeString(folder.resolve("report.json"), "{\"mine\": 1}");
    assertThat(ReportFolder.refusal(folder).orElseThrow()).contains("report.json, report.md");
    Files.delete(folder.resolve("report.json"));
    assertThat(ReportFolder.refusal(folder).orElseThrow()).contains("index.html");
    Path file = folder.resolve("notes");
    assertThat(ReportFolder.refusal(file).orElseThrow()).contains("is no folder");
  }
}
