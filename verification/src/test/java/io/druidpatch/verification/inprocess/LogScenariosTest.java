package io.druidpatch.verification.inprocess;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.suite.ScenarioNames;
import org.junit.jupiter.api.Test;

class LogScenariosTest {
  @Test
  void theToolKnowsTheScenarios() {
    assertThat(ScenarioNames.of(ScenarioNames.Where.IN_PROCESS))
        .containsExactlyInAnyOrderElementsOf(
            LogScenarios.all().stream().map(LogScenario::name).toList());
  }
}
