package io.druidpatch.verification.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.verification.measure.Cell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportJsonTest {
  @TempDir Path folder;

  @Test
  void aReportIsReadFromItsFileAndFromItsFolder() throws Exception {
    Report report =
        new Report(
            "2026-01-01T00:00:00Z",
            "2026-01-01T01:00:00Z",
            Map.of("cluster", "embedded"),
            Map.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    Path file = folder.resolve("report.json");
    Files.writeString(file, ReportJson.write(report));
    assertThat(ReportJson.read(file)).isEqualTo(report);
    assertThat(ReportJson.read(folder)).isEqualTo(report);
  }

  @Test
  void aReportWhoseRowsDoNotSayTheirScenarioIsRead() throws Exception {
    Path file = folder.resolve("report.json");
    Files.writeString(
        file,
        """
        {"started": "", "finished": "", "environment": {}, "options": {}, "subjects": [],
         "cells": [{"row": "a row", "subject": "ours", "verdict": "GOOD", "figure": "1"}],
         "measurements": [], "curves": [], "incidents": [], "checks": []}
        """);
    assertThat(ReportJson.read(file).cells())
        .containsExactly(new Cell("", "a row", "ours", Cell.Verdict.GOOD, "1"));
  }

  @Test
  void whatIsNoReportIsSaidWithItsPlace() throws Exception {
    assertThatThrownBy(() -> ReportJson.read(folder))
        .hasMessageContaining(folder.resolve("report.json").toString())
        .hasMessageContaining("there is no such report");
    Path other = Files.writeString(folder.resolve("other.json"), "{\"name\": 1}");
    assertThatThrownBy(() -> ReportJson.read(other))
        .hasMessageContaining(other.toString())
        .hasMessageContaining("is no report of this suite");
  }
}
