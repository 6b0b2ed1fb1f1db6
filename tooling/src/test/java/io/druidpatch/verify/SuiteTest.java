package io.druidpatch.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.suite.SuitePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuiteTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "0, DONE",
    "1, INTERNAL",
    "2, USAGE",
    "3, INTERNAL",
    "18, VERIFICATION",
    "19, CLUSTER",
    "17, INTERNAL",
    "137, INTERNAL"
  })
  void anExitCodeKeepsItsMeaningOnlyIfItIsAgreed(int exit, ExitCode expected) {
    assertThat(Suite.meaning(exit)).isEqualTo(expected);
  }

  @Test
  void itIsToldWhatToDoAndItsExitCodeIsPassedOn() throws IOException {
    Files.writeString(folder.resolve("exit"), "18");
    assertThatThrownBy(() -> run("--quick", "--context", "a b"))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.VERIFICATION))
        .hasMessageContaining("thresholds.yaml");
    SuitePlan told = FakeSuite.told(folder);
    assertThat(told.scenarios().quick()).isTrue();
    assertThat(told.access().context()).contains("a b");
    assertThat(told.home()).isEqualTo(folder.resolve("verification"));
  }

  @Test
  void anUnknownExitCodeIsNamed() throws IOException {
    Files.writeString(folder.resolve("exit"), "3");
    assertThatThrownBy(() -> run())
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.INTERNAL))
        .hasMessageContaining("exit code 3");
  }

  private void run(String... options) throws IOException {
    FakeSuite.at(folder).run(FakeSuite.plan(folder, options));
  }

  /** The tool, in a process of its own, with a suite in the folder. */
  private ProcessBuilder parent(String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-cp", System.getProperty("java.class.path")));
    line.addAll(List.of(FakeSuite.Parent.class.getName(), folder.toString()));
    line.addAll(List.of(arguments));
    return new ProcessBuilder(line);
  }

  /** {@code release --json} runs the suite, and has nothing else on standard output. */
  @Test
  void whatTheSuiteSaysIsNotAmongTheResults() throws Exception {
    Process parent =
        parent()
            .redirectError(folder.resolve("messages").toFile())
            .redirectOutput(folder.resolve("results").toFile())
            .start();
    assertThat(parent.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(parent.exitValue()).isZero();
    assertThat(folder.resolve("results")).isEmptyFile();
    assertThat(folder.resolve("messages")).content().contains("a library's warning");
  }

  /** What the shell does at Ctrl-C reaches the child by itself; SIGTERM to the tool alone not. */
  @Test
  void whenTheToolIsEndedTheSuiteIsEndedAndWaitedFor() throws Exception {
    Process parent =
        parent("--keep")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    try {
      Path running = folder.resolve("running");
      for (Instant end = Instant.now().plus(SOON);
          !Files.exists(running) && Instant.now().isBefore(end); ) {
        Thread.sleep(20);
      }
      assertThat(running).exists();
      ProcessHandle child = parent.children().findFirst().orElseThrow();
      parent.destroy();
      assertThat(parent.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(child.isAlive()).isFalse();
      assertThat(folder.resolve("cleaned-up")).exists();
      assertThat(folder.resolve("output")).content().contains("ending the suite (process ");
    } finally {
      parent.destroyForcibly();
    }
  }
}
