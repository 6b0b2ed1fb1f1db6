package io.druidpatch.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.build.BuildEnvironment;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.image.ImageName;
import io.druidpatch.progress.Progress;
import io.druidpatch.suite.ClusterKind;
import io.druidpatch.suite.GivenOptions;
import io.druidpatch.suite.SuitePlan;
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
  private boolean prepared;

  @BeforeEach
  void aDistribution() throws IOException {
    project = new SeriesFixture(folder);
    tarball = Files.createFile(folder.resolve("x.tar.gz"));
  }

  @Test
  void theSuiteGetsTheSubjectsAndTheOptions() throws IOException {
    verify(Map.of("ours", tarball, "stock", tarball), "--cluster", "embedded", "--quick");
    SuitePlan told = FakeSuite.told(folder);
    assertThat(told.cluster()).isEqualTo(ClusterKind.EMBEDDED);
    assertThat(told.subjects()).containsExactly("stock", "ours");
    assertThat(told.sources()).isEqualTo(Map.of("stock", tarball, "ours", tarball));
    assertThat(told.images()).isEmpty();
    assertThat(told.home()).isEqualTo(folder.resolve("verification"));
    assertThat(told.report()).isEqualTo(folder.resolve("report"));
    assertThat(told.scenarios().quick()).isTrue();
    assertThat(told.access().given()).containsExactly("--cluster=embedded");
  }

  @Test
  void aClusterElsewhereNeedsARegistry() throws IOException {
    Path config = Files.writeString(folder.resolve("config"), "server: https://10.0.0.1:6443\n");
    assertFails(
        ExitCode.USAGE,
        () -> verify(Map.of("stock", tarball), "--kubeconfig", config.toString()),
        "--push");
    assertThat(prepared).isFalse();
  }

  @Test
  void aTarballThatIsNotThereIsFoundBeforeAnythingIsBuilt() {
    assertFails(
        ExitCode.USAGE,
        () -> verify(Map.of("stock", folder.resolve("nope")), "--cluster", "embedded"),
        "nope");
    assertThat(prepared).isFalse();
  }

  @Test
  void whatIsBuiltNeedsTheBranch() {
    assertFails(ExitCode.STALE, () -> verify(Map.of(), "--cluster", "embedded"), "apply");
    assertThat(prepared).isFalse();
  }

  private void verify(Map<String, Path> tarballs, String... options) throws IOException {
    GivenOptions given = GivenOptions.of(options);
    new Verify(
            project.workspace(),
            new VerifyRequest(
                folder,
                List.copyOf(tarballs.keySet()),
                tarballs,
                new BuildEnvironment(Optional.empty(), true),
                folder.resolve("dist"),
                new ImageName("eclipse-temurin:17-jre"),
                Optional.empty(),
                folder.resolve("report"),
                given.cluster,
                given.scenarios,
                given.running,
                "test"),
            Progress.SILENT)
        .run(
            () -> {
              prepared = true;
              return FakeSuite.at(folder);
            });
  }

  private static void assertFails(
      ExitCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String says) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(says);
  }
}
