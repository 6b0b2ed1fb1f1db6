package io.druidpatch.verification.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.suite.ScenarioNames;
import io.druidpatch.suite.ScenarioNames.Where;
import io.druidpatch.verification.threshold.Thresholds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenariosTest {
  @Test
  void theToolKnowsTheScenarios() {
    assertThat(ScenarioNames.of(Where.KUBERNETES))
        .containsExactlyInAnyOrderElementsOf(Scenarios.all().stream().map(Scenario::name).toList());
  }

  @Test
  void rowsAreJudgedByLimitsThatThereAre() throws IOException {
    Thresholds thresholds = Thresholds.read(Path.of("thresholds.yaml"));
    for (Scenario scenario : Scenarios.all()) {
      for (String name : scenario.thresholds()) {
        // Throws if there is none.
        assertThat(thresholds.check(name, List.of(), "ours", "embedded").limit())
            .contains(" of " + scenario.name() + "/");
      }
    }
  }
}
