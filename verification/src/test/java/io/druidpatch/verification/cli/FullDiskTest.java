package io.druidpatch.verification.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.storage.AtomicFile;
import io.druidpatch.testing.Requirement;
import io.druidpatch.testing.Requires;
import io.druidpatch.testing.SmallDisk;
import io.druidpatch.verification.report.ReportJson;
import io.druidpatch.verification.report.ReportWriter;
import io.druidpatch.verification.report.SyntheticReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was measured is not lost where its report does not fit. */
@Requires(Requirement.SMALL_DISK)
class FullDiskTest {
  @TempDir Path folder;

  @Test
  void aReportThatDoesNotFitIsWrittenElsewhere() throws IOException {
    Path small = folder.resolve("small");
    try (SmallDisk disk = SmallDisk.at(small, 64)) {
      disk.fill();
      Failure failure = refusal(small);
      assertThat(failure.code()).isEqualTo(ExitCode.STORAGE);
      assertThat(failure).hasMessageContainingAll(small.toString(), "No space left", "fix: ");
      assertThat(small.toFile().list()).containsExactly("filler");
      Path saved = elsewhere(failure);
      assertThat(ReportJson.read(saved.resolve("report.json")))
          .usingRecursiveComparison()
          .isEqualTo(SyntheticReport.make());
      assertThat(saved.resolve("index.html")).isNotEmptyFile();
      AtomicFile.delete(saved);
    }
  }

  @Test
  void anEarlierReportStaysAsItIs() throws IOException {
    Path small = folder.resolve("small");
    try (SmallDisk disk = SmallDisk.at(small, 1024)) {
      ReportWriter.write(SyntheticReport.make(), small);
      String before = Files.readString(small.resolve("report.json"));
      disk.fill();
      AtomicFile.delete(elsewhere(refusal(small)));
      assertThat(small.resolve("report.json")).hasContent(before);
    }
  }

  private static Failure refusal(Path small) {
    Failure[] found = new Failure[1];
    assertThatThrownBy(() -> PlanExecution.write(SyntheticReport.make(), small, progress -> {}))
        .isInstanceOfSatisfying(Failure.class, failure -> found[0] = failure);
    return found[0];
  }

  private static Path elsewhere(Failure failure) {
    Matcher said = Pattern.compile("it is in (\\S+)").matcher(failure.getMessage());
    assertThat(said.find()).isTrue();
    return Path.of(said.group(1));
  }
}
