package io.druidpatch.verification.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.verification.inprocess.LogScenarios;
import io.druidpatch.verification.threshold.Thresholds;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** The tool knows the scenarios by a file, before the suite is compiled. */
class ScenariosTest {
  @Test
  void theFileNamesThoseThatThereAre() throws IOException {
    Properties file = new Properties();
    try (Reader in = Files.newBufferedReader(Path.of("scenarios.properties"))) {
      file.load(in);
    }
    assertThat(of(file, "kubernetes")).containsExactlyInAnyOrderElementsOf(new Scenarios.Names());
    assertThat(of(file, "in-process")).containsExactlyInAnyOrderElementsOf(LogScenarios.names());
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

  private static List<String> of(Properties file, String where) {
    return file.stringPropertyNames().stream()
        .filter(name -> List.of(file.getProperty(name).split(" ")).contains(where))
        .toList();
  }
}
