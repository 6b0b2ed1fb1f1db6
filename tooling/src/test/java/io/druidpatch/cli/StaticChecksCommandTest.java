package io.druidpatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.failure.ExitCode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaticChecksCommandTest {
  @TempDir Path folder;
  private SeriesFixture project;

  @BeforeEach
  void setUp() throws Exception {
    project = new SeriesFixture(folder);
    project.series(project.pick("clean"));
  }

  private void refused(String expected, String... arguments) {
    ToolRun run =
        ToolRun.of(
            Stream.of(List.of("static-checks"), List.of(arguments), project.options())
                .flatMap(List::stream)
                .toArray(String[]::new));
    assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(run.err()).contains(expected);
  }

  @Test
  void onlyEntriesThatThereAreCanBeBegunWith() {
    refused("--each as well", "--from", "clean");
    refused("expected: clean", "--each", "--from", "nothing");
  }

  @Test
  void onlyChecksThatThereAreCanBeLeftOut() {
    refused("checkstyle", "--without", "nothing");
  }
}
