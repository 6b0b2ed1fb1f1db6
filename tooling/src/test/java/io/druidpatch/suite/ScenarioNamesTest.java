package io.druidpatch.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.suite.ScenarioNames.Where;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenarioNamesTest {
  @Test
  void whatCanRunIsTaken() {
    ScenarioNames.require(List.of(), Where.IN_PROCESS);
    ScenarioNames.require(List.of("first-byte"), Where.IN_PROCESS);
    ScenarioNames.require(List.of("first-byte", "rotation"), Where.KUBERNETES);
  }

  @Test
  void whatCannotRunThereIsToldFromWhatThereIsNot() {
    refused("rotation", Where.IN_PROCESS, "cannot run in process\n  expected: one of first-byte");
    refused("nope", Where.IN_PROCESS, "no such scenario\n  expected: one of first-byte");
    refused("nope", Where.KUBERNETES, "no such scenario\n  expected: one of clients, console");
  }

  private static void refused(String name, Where where, String says) {
    assertThatThrownBy(() -> ScenarioNames.require(List.of("first-byte", name), where))
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("--only " + name + ": ")
        .hasMessageContaining(says);
  }
}
