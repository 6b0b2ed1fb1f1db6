package io.druidpatch.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.image.SmallBase;
import io.druidpatch.modules.SmallTree;
import io.druidpatch.progress.Progress;
import io.druidpatch.testing.Requirement;
import io.druidpatch.testing.Requires;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Releases of a small tree that is laid out as Druid's, built by a real Maven and measured by a
 * fake suite, in processes that are killed.
 */
@Requires(Requirement.BUILDS)
class ReleaseIT {
  private static final Path HOME =
      Path.of(System.getProperty("druidpatch.home", "..")).toAbsolutePath().normalize();

  @TempDir Path folder;
  private Path first;
  private Path second;
  private Path base;

  /** A project, and a clone of it. */
  @BeforeEach
  void twoClones() throws Exception {
    first = folder.resolve("first");
    second = folder.resolve("second");
    SeriesFixture project = new SeriesFixture(first, SmallTree.files());
    project.patch("watch-log.patch", SmallTree.change("    return 8;"));
    Path watchLog = first.resolve("verification/patches/watch-log.patch");
    Files.createDirectories(watchLog.getParent());
    Files.move(
        first.resolve("patches/local/watch-log.patch"), watchLog, StandardCopyOption.ATOMIC_MOVE);
    project.patch("0001.patch", SmallTree.change("    return 5;"));
    project.series(project.pick("clean"), project.local("0001.patch"));
    ReleasedProject.of(project).close();
    Git.cloneRepository()
        .setURI(first.toUri().toString())
        .setDirectory(second.toFile())
        .call()
        .close();
    Path kept = Files.createDirectories(HOME.resolve(".druidpatch/m2"));
    for (Path clone : List.of(first, second)) {
      Files.createSymbolicLink(Files.createDirectories(clone.resolve("own")).resolve("m2"), kept);
    }
    base = SmallBase.write(folder);
  }

  @Test
  void aReleaseThatIsKilledTwiceIsTheOneThatIsNot() throws Exception {
    Path killed = first.resolve("dist/v1-k8s.1");
    List<String> lines = run(first, "building again");
    assertThat(lines).contains("step build, since it is not done yet");
    assertThat(killed).doesNotExist();
    lines = run(first, "step verify");
    assertThat(lines)
        .contains("step apply: skipped, done before, of the same inputs")
        .contains("step build, since it is not done yet")
        .contains("step test-upstream: LEFT OUT: the small tree has no tests");
    assertThat(killed).doesNotExist();
    lines = run(first, "");
    assertThat(lines)
        .contains(
            "step apply: skipped, done before, of the same inputs",
            "step build: skipped, done before, of the same inputs",
            "step image: skipped, done before, of the same inputs",
            "step verify, since it is not done yet");
    assertThat(first.resolve("dist").toFile().list()).containsExactly("v1-k8s.1");

    Path straight = second.resolve("dist/v1-k8s.1");
    assertThat(run(second, "")).noneMatch(line -> line.contains("skipped"));
    Set<String> files = PartialRelease.below(straight);
    assertThat(PartialRelease.below(killed)).isEqualTo(files);
    assertThat(files)
        .contains(
            "RELEASE_NOTES.md",
            "SHA256SUMS",
            "SHA512SUMS",
            "v1-k8s.1-image.tar",
            "v1-k8s.1-series.tar.gz",
            "v1-k8s.1.intoto.json",
            "report/SHA256SUMS",
            "report/report.md")
        .anyMatch(file -> file.matches("v1-patched-[0-9a-f]{12}-lean\\.tar\\.gz"))
        .noneMatch(file -> file.contains("log"));
    for (String file : files) {
      // The fake suite's report is another each time, and so nothing else depends on it.
      assertThat(Files.mismatch(killed.resolve(file), straight.resolve(file)) >= 0)
          .as(file)
          .isEqualTo(file.startsWith("report/"));
    }
    assertThat(Files.readString(killed.resolve("RELEASE_NOTES.md")))
        .contains("### clean: Change two", "test-upstream: the small tree has no tests");
    assertThat(Files.readString(killed.resolve("v1-k8s.1.intoto.json")))
        .contains("test-upstream: the small tree has no tests", "v1-k8s.1-image.tar")
        .doesNotContain(base.toString(), second.toString());
    thatReleaseStays();
  }

  /** The same command checks it, and another one is refused. */
  private void thatReleaseStays() throws Exception {
    MakeRelease again = ReleaseProcess.of(second, base, Progress.SILENT);
    MakeRelease.Report report = again.run();
    assertThat(report.lines()).isEmpty();
    assertThat(report.files()).containsKeys("RELEASE_NOTES.md", "report/report.md");
    Path notes = second.resolve("dist/v1-k8s.1/RELEASE_NOTES.md");
    String text = Files.readString(notes);
    Files.writeString(notes, text + "more\n");
    assertFails(ExitCode.DAMAGED, again, "RELEASE_NOTES.md");
    Files.writeString(notes, text);
    Files.writeString(
        second.resolve("patches/series.yaml"),
        Files.readString(second.resolve("patches/series.yaml")) + "# Another commit.\n");
    try (Git git = Git.open(second.toFile())) {
      git.commit().setAll(true).setSign(false).setCommitter("A", "a@b").setMessage("m").call();
    }
    assertFails(ExitCode.REFUSED, again, "series is ", "release 2");
  }

  private static void assertFails(ExitCode code, MakeRelease release, String... says) {
    assertThatThrownBy(release::run)
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContainingAll(says);
  }

  @Test
  void aMissedThresholdStopsItInItsStep() throws Exception {
    Files.writeString(first.resolve("exit"), "18");
    assertFails(
        ExitCode.VERIFICATION,
        ReleaseProcess.of(first, base, Progress.SILENT),
        "thresholds.yaml",
        "report.md",
        "verify --quick");
    assertThat(first.resolve("dist/v1-k8s.1")).doesNotExist();
    assertThat(ReleaseProcess.of(first, base, Progress.SILENT).look().lines())
        .extracting(Pipeline.StepDecision::action)
        .startsWith(
            Pipeline.Action.SKIP,
            Pipeline.Action.SKIP,
            Pipeline.Action.SKIP,
            Pipeline.Action.SKIP,
            Pipeline.Action.LEAVE_OUT,
            Pipeline.Action.DO);
  }

  /**
   * Runs a process.
   *
   * @param marker kills it when it says this; empty to let it end
   * @return what it said
   */
  private List<String> run(Path clone, String marker) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ReleaseProcess.class.getName(),
                clone.toString(),
                base.toString())
            .redirectErrorStream(true)
            .start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
        if (!marker.isEmpty() && line.contains(marker)) {
          process.destroyForcibly();
          break;
        }
      }
    }
    int exit = process.waitFor();
    if (marker.isEmpty()) {
      assertThat(exit).as(String.join("\n", lines)).isZero();
    } else {
      assertThat(lines).as("killed when it said " + marker).last().asString().contains(marker);
    }
    return lines;
  }
}
