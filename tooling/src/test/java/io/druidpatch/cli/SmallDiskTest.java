package io.druidpatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.testing.Requirement;
import io.druidpatch.testing.Requires;
import io.druidpatch.testing.SmallDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands do when the file system that they write to is full. */
@Requires(Requirement.SMALL_DISK)
class SmallDiskTest {
  @TempDir Path folder;

  /** A text that cannot be compressed. */
  private static String large() {
    byte[] bytes = new byte[1 << 20];
    new Random(1).nextBytes(bytes);
    return new String(Base64.getMimeEncoder().encode(bytes), StandardCharsets.US_ASCII)
        .replace("\r", "");
  }

  private static void assertFull(Call call, Path place) {
    assertThat(call.code()).as(call.err()).isEqualTo(ExitCode.STORAGE.number());
    assertThat(call.err())
        .contains("there is no space left", place.toString(), "fix: free space")
        .doesNotContain("\tat ");
  }

  @Test
  void aFetchThatDoesNotFitGoesOnWhenThereIsSpace() throws IOException {
    SeriesFixture project = new SeriesFixture(folder, Map.of("large.txt", large()));
    project.series(project.pick("clean"));
    Path small = folder.resolve("small");
    try (SmallDisk disk = SmallDisk.at(small, 512)) {
      List<String> words =
          List.of(
              "apply",
              "--series",
              project.seriesFile().toString(),
              "--repository",
              small.resolve("druid.git").toString());
      assertFull(Call.of(words), small);
      Call status = Call.of(Stream.concat(Stream.of("status"), words.stream().skip(1)).toList());
      assertThat(status.code()).isEqualTo(ExitCode.STALE.number());
      disk.grow(16_000);
      Call again = Call.of(words);
      assertThat(again.code()).as(again.err()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "export %s/out",
        "bundle %s/out",
        "onto v1 --page %s/out",
        "apply --worktree %s/out"
      })
  void whatDoesNotFitIsNotThere(String words) throws IOException {
    SeriesFixture project = new SeriesFixture(folder);
    project.series(project.pick("clean"));
    project.apply();
    Path small = folder.resolve("small");
    try (SmallDisk disk = SmallDisk.at(small, 64)) {
      Path filler = disk.fill();
      String command = words.formatted(small);
      assertFull(Call.on(project, command), small);
      assertThat(small.toFile().list()).containsExactly("filler");
      Files.delete(filler);
      disk.grow(1024);
      Call again = Call.on(project, command);
      assertThat(again.code()).as(again.err()).isZero();
      assertThat(small.resolve("out")).exists();
    }
  }
}
