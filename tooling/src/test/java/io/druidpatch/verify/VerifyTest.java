package io.druidpatch.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.build.Built;
import io.druidpatch.build.Toolset;
import io.druidpatch.distribution.Digests;
import io.druidpatch.distribution.Layout;
import io.druidpatch.distribution.Tarball;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.image.ImageName;
import io.druidpatch.progress.Progress;
import io.druidpatch.provenance.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done before the suite runs, with a fake suite and distributions that are there. */
class VerifyTest {
  private static final Provenance.Jdk JDK = new Provenance.Jdk("17.0.1", "a vendor");
  private static final Map<String, String> OPTIONS =
      Map.of("extensions", "", "withoutSigar", "true");
  private static final String TIP = "0123456789012345678901234567890123456789";
  private static final Built.Wanted WANTED = new Built.Wanted("lean", TIP, JDK, OPTIONS);

  @TempDir Path folder;
  private SeriesFixture project;
  private Path tarball;

  @BeforeEach
  void aDistribution() throws IOException {
    project = new SeriesFixture(folder);
    tarball = folder.resolve("x.tar.gz");
    Layout layout = new Layout();
    layout.putText(
        Provenance.FILE,
        new Provenance(
                "lean",
                new Provenance.Base("u", "v1", TIP),
                TIP,
                "2024-01-01T00:00:00Z",
                List.of(),
                List.of(),
                Map.of(),
                JDK,
                OPTIONS,
                List.of())
            .json());
    Tarball.write(layout, "x", Instant.EPOCH, tarball);
    Files.writeString(
        folder.resolve("x.tar.gz.sha512"), Digests.of(tarball, "SHA-512") + "  x.tar.gz\n");
  }

  @Test
  void aDistributionOfTheSameMakingStandsForANewOne() throws IOException {
    assertThat(Built.unfit(tarball, WANTED)).isEmpty();
  }

  @Test
  void anyOtherDoesNot() throws IOException {
    assertThat(unfit(new Built.Wanted("full", TIP, JDK, OPTIONS))).contains("kind=lean");
    assertThat(unfit(new Built.Wanted("lean", TIP.replace('0', '1'), JDK, OPTIONS))).contains(TIP);
    assertThat(unfit(new Built.Wanted("lean", TIP, new Provenance.Jdk("17.0.2", "a"), OPTIONS)))
        .contains("17.0.1");
    assertThat(
            unfit(
                new Built.Wanted(
                    "lean", TIP, JDK, Map.of("extensions", "", "withoutSigar", "false"))))
        .contains("withoutSigar=true");
    Files.writeString(folder.resolve("x.tar.gz.sha512"), "00  x.tar.gz\n");
    assertThat(unfit(WANTED)).contains("another");
    Files.delete(folder.resolve("x.tar.gz.sha512"));
    assertThat(unfit(WANTED)).contains(".sha512");
    Files.delete(tarball);
    assertThat(unfit(WANTED)).contains("not there");
  }

  private String unfit(Built.Wanted wanted) throws IOException {
    return Built.unfit(tarball, wanted).orElseThrow();
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
            "--cluster",
            "auto",
            "--quick");
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
            new Verify.Request(
                List.copyOf(tarballs.keySet()),
                tarballs,
                folder.resolve("watch-log.patch"),
                new Toolset(Optional.empty(), true),
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
