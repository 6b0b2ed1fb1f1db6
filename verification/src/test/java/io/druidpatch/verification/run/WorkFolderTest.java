package io.druidpatch.verification.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WorkFolderTest {
  private final String name = "work-folder-test-" + UUID.randomUUID();

  /** As a killed run leaves it: the claim is there, and nobody has it locked. */
  private Path left() throws IOException {
    Path left = Files.createTempDirectory(name + "-").toRealPath();
    Files.writeString(left.resolve(".lock"), "druid-verification\n");
    Files.createSymbolicLink(left.resolve("link"), Path.of("/"));
    Files.writeString(Files.createDirectories(left.resolve("a/b")).resolve("file"), "");
    return left;
  }

  @Test
  void theNextRunRemovesWhatAKilledOneLeft() throws IOException {
    Path left = left();
    Path mine;
    try (WorkFolder folder = WorkFolder.make(name);
        WorkFolder other = WorkFolder.make(name)) {
      mine = folder.path();
      assertThat(mine).exists();
      assertThat(other.path()).exists();
      assertThat(left).doesNotExist();
    }
    assertThat(mine).doesNotExist();
  }

  @Test
  void whatAProcessStillUsesStays() throws Exception {
    Path left = left();
    Process process = new ProcessBuilder("sleep", "60").directory(left.toFile()).start();
    try {
      WorkFolder.make(name).close();
      assertThat(left.resolve("a/b/file")).exists();
    } finally {
      process.destroyForcibly().waitFor();
    }
    WorkFolder.make(name).close();
    assertThat(left).doesNotExist();
  }

  @Test
  void whatIsKeptStays() throws IOException {
    WorkFolder kept = WorkFolder.make(name);
    kept.keep();
    WorkFolder.make(name).close();
    assertThat(kept.path()).exists();
    kept.close();
    assertThat(kept.path()).doesNotExist();
  }
}
