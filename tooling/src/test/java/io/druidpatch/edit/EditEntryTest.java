package io.druidpatch.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.cli.Call;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code edit}, as it is called, and what a change of the series cannot be. */
class EditEntryTest {
  @TempDir Path folder;
  private SeriesFixture project;

  @BeforeEach
  void makeProject() throws IOException {
    project = new SeriesFixture(folder);
    project.patch("0001-four.patch", SeriesFixture.CHANGE_FOUR);
    project.series(project.pick("clean"), "  # Ours.\n", project.local("0001-four.patch"));
  }

  private Call call(String words, String... more) {
    return Call.on(project, words, more);
  }

  private String series() throws IOException {
    return Files.readString(project.seriesFile());
  }

  @Test
  void whatIsSaidOfAPickIsEdited() throws IOException {
    String longer = "Word ".repeat(40) + "with a colon: and a \"quote\".";
    assertThat(call("edit clean --why", longer, "--fate", "One.\nTwo: # three").code()).isZero();
    assertThat(project.workspace().series().picks().get(0).why()).isEqualTo(longer);
    assertThat(project.workspace().series().picks().get(0).fate()).isEqualTo("One.\nTwo: # three");
    assertThat(call("edit clean --why short").code()).isZero();
    assertThat(project.workspace().series().picks().get(0).why()).isEqualTo("short");
    assertThat(series()).contains("    pull-request: https://example.org/pull/1\n    why: short\n");
    assertThat(series()).contains("  # Ours.\n");
    assertThat(call("edit 0001-four --fixes CVE-2024-12345").code()).isZero();
    assertThat(call("edit 0001-four --fixes CVE-2025-1234 --fixes CVE-2025-12345").code()).isZero();
    assertThat(project.workspace().series().required("0001-four").cves())
        .containsExactly("CVE-2024-12345", "CVE-2025-1234", "CVE-2025-12345");
    String before = series();
    refusedEdit("0001-four --fixes CVE-2025-1234", "--fixes CVE-2025-1234", "it already");
    refusedEdit("clean --fixes 2025-1234", "--fixes 2025-1234", "such as CVE-2024-12345");
    refusedEdit("clean --fixes CVE-2025-1234 --fixes CVE-2025-1234", "clean fixes CVE-2025-1234");
    refusedEdit("clean --id 0001-four", "series.yaml:16", "an entry with this id", "status");
    refusedEdit("clean --id Bad/Id", "--id Bad/Id", "small letters");
    refusedEdit("0001-four --why x", "--why: only a pick has it", "0001-four.patch");
    refusedEdit("0001-four --fate x", "--fate: only a pick has it");
    refusedEdit("none --why x", "no such entry", "fix: see the entries: ", "status");
    refusedEdit("clean", "expected one of --id, --why, --fate and --fixes");
    assertThat(series()).isEqualTo(before);
    assertThat(call("edit clean --id clean").code()).isZero();
  }

  private void refusedEdit(String words, String... messages) {
    Call call = call("edit " + words);
    assertThat(call.code()).as(call.err()).isEqualTo(ExitCode.USAGE.number());
    // The file that a change is written to first is gone when the user reads this.
    assertThat(call.err()).contains(messages).doesNotContain(".part-");
  }

  /** Nothing that a command checks first; it is found when the changed series is read. */
  @Test
  void aChangeThatMakesTheSeriesMalformedNamesTheSeries() throws IOException {
    Path file = project.seriesFile();
    try (Trials trials =
        new Trials(
            project.workspace(),
            series().replace("    why: a reason\n", "    why: a reason\n    not-on: {v1: x}\n"),
            Optional.empty(),
            Progress.SILENT)) {
      assertThatThrownBy(trials::putInPlace)
          .hasMessageContaining(file + ":14: this change would make the series malformed")
          .hasMessageContaining("an entry that is on one of the bases");
    }
    assertThat(series()).doesNotContain("not-on");
  }
}
