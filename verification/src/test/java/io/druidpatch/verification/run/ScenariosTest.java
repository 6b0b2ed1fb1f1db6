package io.druidpatch.verification.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.suite.ScenarioNames;
import io.druidpatch.suite.ScenarioNames.Where;
import io.druidpatch.verification.report.Report.Check;
import io.druidpatch.verification.scenario.Row;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.threshold.Thresholds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScenariosTest {
  @Test
  void theToolKnowsTheScenarios() {
    assertThat(ScenarioNames.of(Where.KUBERNETES))
        .containsExactlyInAnyOrderElementsOf(Scenarios.all().stream().map(Scenario::name).toList());
  }

  @Test
  void eachLimitIsOfTheScenarioWhoseRowsItJudges() throws IOException {
    Thresholds thresholds = Thresholds.read(Path.of("thresholds.yaml"));
    List<String> judging = new ArrayList<>();
    for (Scenario scenario : Scenarios.all()) {
      assertThat(scenario.thresholds()).as(scenario.name()).isNotEmpty();
      for (String name : scenario.thresholds()) {
        // Throws if there is none.
        assertThat(thresholds.check(name, List.of(), "ours", "embedded").limit())
            .contains(" of " + scenario.name() + "/");
        judging.add(name);
      }
    }
    assertThat(judging)
        .containsExactlyInAnyOrderElementsOf(
            thresholds.check(List.of(), "embedded", scenario -> true).stream()
                .map(Check::name)
                .toList());
  }

  /** A row's verdict can come from {@link Row} alone, and so from limits alone. */
  @Test
  void noScenarioGivesAVerdictOfItsOwn() throws IOException {
    Path sources = Path.of("src/main/java/io/druidpatch/verification/scenario");
    try (Stream<Path> files = Files.walk(sources)) {
      assertThat(
              files
                  .filter(Files::isRegularFile)
                  .filter(ScenariosTest::namesVerdicts)
                  .map(Path::getFileName))
          .containsExactly(Path.of("Row.java"));
    }
  }

  private static boolean namesVerdicts(Path source) {
    try {
      return Files.readString(source).contains("Verdict");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
