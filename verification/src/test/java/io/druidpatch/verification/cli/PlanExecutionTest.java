package io.druidpatch.verification.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.verification.report.Report;
import io.druidpatch.verification.report.ReportJson;
import io.druidpatch.verification.run.Teardown;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanExecutionTest {
  @TempDir Path folder;

  @Test
  void whatCannotBeEndedIsToldInTheReport() throws IOException {
    Report found =
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
    try (Teardown teardown = new Teardown()) {
      teardown.add(
          "the cluster",
          () -> {
            throw new IllegalStateException("a namespace is still there");
          });
      found = PlanExecution.ended(found, teardown);
    }
    List<String> said = new ArrayList<>();
    assertThat(PlanExecution.write(found, folder, said::add))
        .isEqualTo(ExitCode.VERIFICATION.number());
    assertThat(said)
        .anyMatch(line -> line.startsWith("incident: the run: its end: the cluster could not be"));
    assertThat(ReportJson.read(folder).incidents())
        .singleElement()
        .extracting(Report.Incident::what)
        .asString()
        .endsWith("a namespace is still there");
  }
}
