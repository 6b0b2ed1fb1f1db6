package io.druidpatch.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ScratchTest {
  /** As a killed process leaves it: the claim is there, and nobody has it locked. */
  private static Path left() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    Path left = Files.createTempDirectory("druidpatch-test-" + ended.pid() + "-").toRealPath();
    Files.writeString(left.resolve(".lock"), "druidpatch, process " + ended.pid() + "\n");
    Files.createSymbolicLink(left.resolve("link"), Path.of("/"));
    Files.writeString(Files.createDirectories(left.resolve("a/b")).resolve("file"), "");
    return left;
  }

  @Test
  void theNextOneRemovesWhatAKilledProcessLeft() throws Exception {
    Path left = left();
    Path mine;
    try (Scratch scratch = Scratch.make("test");
        Scratch other = Scratch.make("test")) {
      mine = scratch.folder();
      assertThat(mine).exists();
      assertThat(other.folder()).exists();
      assertThat(left).doesNotExist();
    }
    assertThat(mine).doesNotExist();
  }

  @Test
  void whatAProcessStillUsesStays() throws Exception {
    Path left = left();
    Process process = new ProcessBuilder("sleep", "60").directory(left.toFile()).start();
    try {
      Scratch.make("test").close();
      assertThat(left.resolve("a/b/file")).exists();
    } finally {
      process.destroyForcibly().waitFor();
    }
    Scratch.make("test").close();
    assertThat(left).doesNotExist();
  }

  @Test
  void whatIsKeptStays() throws IOException {
    Scratch kept = Scratch.make("test");
    Files.writeString(kept.folder().resolve("file"), "");
    kept.keep();
    kept.close();
    Scratch.make("test").close();
    assertThat(kept.folder().resolve("file")).exists();
    AtomicFile.delete(kept.folder());
  }
}
