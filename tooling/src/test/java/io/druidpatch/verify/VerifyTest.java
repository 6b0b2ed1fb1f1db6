package io.druidpatch.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.build.BuildEnvironment;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.image.ImageName;
import io.druidpatch.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done before the suite runs, with a fake suite and tarballs that are there. */
class VerifyTest {
  @TempDir Path folder;
  private SeriesFixture project;
  private Path tarball;

  @BeforeEach
  void aDistribution() throws IOException {
    project = new SeriesFixture(folder);
    tarball = Files.createFile(folder.resolve("x.tar.gz"));
  }

  @Test
  void theSuiteGetsTheSubjectsAndTheOptions() throws IOException {
    answer("none");
    verify(Map.of("ours", tarball, "stock", tarball), Optional.of("registry/x"));
    assertThat(Files.readAllLines(folder.resolve("told-detect")))
        .containsExactly("detect", "--cluster", "auto");
    assertThat(Files.readAllLines(folder.resolve("told-run")))
        .containsExactly(
            "run",
            "--home",
            folder.resolve("verification").toString(),
            "--subject",
            "stock=" + tarball,
            "--subject",
            "ours=" + tarball,
            "--report",
            folder.resolve("report").toString(),
            "--quick",
            "--cluster",
            "auto",
            "--cluster",
            "embedded");
  }

  @Test
  void aClusterElsewhereNeedsARegistry() throws IOException {
    answer("registry");
    assertFails(ExitCode.USAGE, () -> verify(Map.of("stock", tarball), Optional.empty()), "--push");
    assertThat(folder.resolve("told-run")).doesNotExist();
  }

  @Test
  void aTarballThatIsNotThereIsFoundBeforeAnythingIsBuilt() throws IOException {
    answer("none");
    assertFails(
        ExitCode.USAGE,
        () -> verify(Map.of("stock", folder.resolve("nope")), Optional.empty()),
        "nope");
    assertThat(folder.resolve("told-detect")).doesNotExist();
  }

  @Test
  void whatIsBuiltNeedsTheBranch() throws IOException {
    answer("none");
    assertFails(ExitCode.STALE, () -> verify(Map.of(), Optional.empty()), "apply");
  }

  private void answer(String images) throws IOException {
    Files.writeString(
        folder.resolve("answer"),
        "{\"cluster\":\"embedded\",\"why\":\"w\",\"images\":\"" + images + "\"}");
  }

  private void verify(Map<String, Path> tarballs, Optional<String> push) throws IOException {
    new Verify(
            project.workspace(),
            new VerifyRequest(
                List.copyOf(tarballs.keySet()),
                tarballs,
                folder.resolve("watch-log.patch"),
                new BuildEnvironment(Optional.empty(), true),
                folder.resolve("dist"),
                new ImageName("eclipse-temurin:17-jre"),
                push,
                folder.resolve("report"),
                List.of("--cluster", "auto"),
                List.of("--quick"),
                "test"),
            Progress.SILENT)
        .run(FakeSuite.at(folder));
  }

  private static void assertFails(
      ExitCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String says) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(says);
  }
}
