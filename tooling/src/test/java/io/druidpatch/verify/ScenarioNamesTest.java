package io.druidpatch.verify;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.verify.ScenarioNames.Where;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioNamesTest {
  @TempDir Path project;
  private ScenarioNames names;

  @BeforeEach
  void aProject() throws IOException {
    Files.createDirectories(project.resolve("verification"));
    Files.writeString(
        project.resolve("verification/scenarios.properties"),
        "# a note\nb = kubernetes\na = kubernetes in-process\n");
    names = ScenarioNames.read(project);
  }

  @Test
  void whatCanBeRunIsTaken() {
    names.require(List.of(), Where.IN_PROCESS);
    names.require(List.of("a"), Where.IN_PROCESS);
    names.require(List.of("a", "b"), Where.KUBERNETES);
  }

  @Test
  void whatCannotBeRunThereIsToldFromWhatThereIsNot() {
    refused("b", Where.IN_PROCESS, "cannot be run in process\n  expected: one of a");
    refused("nope", Where.IN_PROCESS, "no such scenario\n  expected: one of a");
    refused("nope", Where.KUBERNETES, "no such scenario\n  expected: one of a, b");
  }

  private void refused(String name, Where where, String says) {
    assertThatThrownBy(() -> names.require(List.of("a", name), where))
        .isInstanceOfSatisfying(
            Failure.class,
            e -> org.assertj.core.api.Assertions.assertThat(e.code()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("--only " + name + ": ")
        .hasMessageContaining(says);
  }
}
