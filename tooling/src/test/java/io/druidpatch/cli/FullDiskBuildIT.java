package io.druidpatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.modules.SmallTree;
import io.druidpatch.testing.Requirement;
import io.druidpatch.testing.Requires;
import io.druidpatch.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What `build` does when its results do not fit, or what it builds. */
@Requires({Requirement.BUILDS, Requirement.SMALL_DISK})
class FullDiskBuildIT {
  private static final Path HOME =
      Path.of(System.getProperty("druidpatch.home", "..")).toAbsolutePath().normalize();

  @TempDir Path folder;
  private SeriesFixture project;

  @BeforeEach
  void aProject() throws IOException {
    project = new SeriesFixture(folder, SmallTree.files());
    project.series(project.pick("clean"));
  }

  private void apply() throws IOException {
    project.apply();
    Path kept = Files.createDirectories(HOME.resolve(".druidpatch/m2"));
    Files.createSymbolicLink(project.workspace().repository().resolveSibling("m2"), kept);
  }

  private Call build(Path output) {
    return Call.on(project, "build --without-sigar --output " + output);
  }

  private static void assertFull(Call call, Path place) {
    assertThat(call.code()).as(call.err()).isEqualTo(ExitCode.STORAGE.number());
    assertThat(call.err())
        .contains("space", place.toString(), "fix: free")
        .doesNotContain("\tat ", "defect");
  }

  @Test
  void aResultOfWhichAPartFitsIsNotThere() throws IOException {
    apply();
    Call whole = build(folder.resolve("whole"));
    assertThat(whole.code()).as(whole.err()).isZero();
    Path small = folder.resolve("small");
    // With the tarball, but not with all that is beside it.
    try (SmallDisk disk = SmallDisk.at(small, 12)) {
      assertFull(build(small), small);
      assertThat(small.toFile().list()).isEmpty();
      disk.grow(1024);
      assertThat(build(small).code()).isZero();
      assertThat(small.toFile().list())
          .containsExactlyInAnyOrder(folder.resolve("whole").toFile().list());
    }
  }

  @Test
  void noSpaceToBuildInIsNamed() throws IOException {
    Path own = project.workspace().repository().getParent();
    Path output = folder.resolve("dist");
    try (SmallDisk disk = SmallDisk.at(own, 2048)) {
      apply();
      Path filler = disk.fill();
      assertFull(build(output), own);
      assertThat(output).doesNotExist();
      Files.delete(filler);
      Call again = build(output);
      assertThat(again.code()).as(again.err()).isZero();
    }
  }
}
