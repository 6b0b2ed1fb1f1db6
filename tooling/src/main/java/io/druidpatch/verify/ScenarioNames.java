package io.druidpatch.verify;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/** The names of the suite's scenarios, known without the suite. */
public final class ScenarioNames {
  /** Where a scenario can be run. */
  public enum Where {
    KUBERNETES("kubernetes", "on Kubernetes"),
    IN_PROCESS("in-process", "in process");

    private final String key;
    private final String words;

    Where(String key, String words) {
      this.key = key;
      this.words = words;
    }
  }

  private final Properties scenarios;

  private ScenarioNames(Properties scenarios) {
    this.scenarios = scenarios;
  }

  /**
   * Reads {@code verification/scenarios.properties}.
   *
   * @param project the project's folder
   */
  public static ScenarioNames read(Path project) throws IOException {
    Properties scenarios = new Properties();
    try (Reader file =
        Files.newBufferedReader(project.resolve("verification/scenarios.properties"))) {
      scenarios.load(file);
    }
    return new ScenarioNames(scenarios);
  }

  /** Those that can be run somewhere, by the alphabet. */
  public List<String> of(Where where) {
    return scenarios.stringPropertyNames().stream()
        .filter(name -> List.of(scenarios.getProperty(name).split(" +")).contains(where.key))
        .sorted()
        .toList();
  }

  /**
   * Looks at what was asked for.
   *
   * @param only the names
   * @throws Failure with {@link ExitCode#USAGE} if one cannot be run there
   */
  public void require(List<String> only, Where where) {
    for (String name : only) {
      if (!of(where).contains(name)) {
        throw Failure.of(ExitCode.USAGE, "--only " + name)
            .says(
                scenarios.containsKey(name)
                    ? "this scenario cannot be run " + where.words
                    : "there is no such scenario")
            .expected("one of " + String.join(", ", of(where)))
            .build();
      }
    }
  }
}
