package io.druidpatch.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  /** The number of a process that has ended, and whose number nobody has yet. */
  private static long ended() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    return process.pid();
  }

  private static String claim(long pid) {
    return "druidpatch, process " + pid + "\n";
  }

  @Test
  void aFailureLeavesWhatWasThereAndNothingElse() throws IOException {
    Path target = Files.writeString(folder.resolve("result"), "old");
    assertThatThrownBy(
            () -> {
              try (AtomicFile aside = AtomicFile.of(target)) {
                Files.writeString(aside.path(), "half");
                throw new IOException("No space left on device");
              }
            })
        .hasMessage("No space left on device");
    assertThat(target).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("result");
  }

  @Test
  void aFolderIsReplacedOnceTheNewOneIsThere() throws IOException {
    Path target = Files.createDirectory(folder.resolve("result"));
    Files.writeString(target.resolve("old"), "");
    try (AtomicFile aside = AtomicFile.of(target)) {
      assertThatThrownBy(aside::replaceFolder).isInstanceOf(IOException.class);
      assertThat(target.resolve("old")).exists();
      Files.createDirectory(aside.path());
      aside.replaceFolder();
    }
    assertThat(target).isEmptyDirectory();
    assertThat(folder.toFile().list()).containsExactly("result");
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path real = Files.writeString(folder.resolve("real"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    try (AtomicFile aside = AtomicFile.of(link)) {
      Files.writeString(aside.path(), "new");
      aside.putInPlace();
    }
    assertThat(link).isSymbolicLink();
    assertThat(real).hasContent("new");
  }

  @Test
  void aLinkIsRemovedAndNotFollowed() throws IOException {
    Path precious = Files.createDirectory(folder.resolve("precious"));
    Files.writeString(precious.resolve("file"), "");
    Path tree = Files.createDirectory(folder.resolve("tree"));
    Files.createSymbolicLink(tree.resolve("link"), precious);
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), tree.resolve("none"));
    AtomicFile.delete(tree);
    AtomicFile.delete(dangling);
    assertThat(precious.resolve("file")).exists();
    assertThat(folder.toFile().list()).containsExactly("precious");
  }

  @Test
  void whatADeadProcessLeftIsRemoved() throws Exception {
    long pid = ended();
    Files.createDirectories(folder.resolve(".tree.part-" + pid + "/below"));
    Files.writeString(folder.resolve(".tree.part-" + pid + "/below/file"), "");
    Files.writeString(folder.resolve(".tree.part-" + pid + ".lock"), claim(pid));
    Files.writeString(folder.resolve(".a.patch.part-" + pid), "");
    Files.writeString(folder.resolve(".a.patch.part-" + pid + ".lock"), claim(pid));
    // Killed before it wrote into its claim.
    Files.writeString(folder.resolve(".b.part-" + pid + ".lock"), "");
    AtomicFile.of(folder.resolve("other")).close();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFolderThatWasMovedAwayComesBack() throws Exception {
    long pid = ended();
    Files.createDirectories(folder.resolve(".tree.part-" + pid + ".old/below"));
    Files.writeString(folder.resolve(".tree.part-" + pid + ".lock"), claim(pid));
    AtomicFile.sweep(folder);
    assertThat(folder.toFile().list()).containsExactly("tree");
    assertThat(folder.resolve("tree/below")).exists();
  }

  @Test
  void whatALivingProcessWritesStays() throws Exception {
    try (AtomicFile mine = AtomicFile.of(folder.resolve("mine"))) {
      Files.writeString(mine.path(), "");
      AtomicFile.sweep(folder);
      assertThat(mine.path()).exists();
      assertThatThrownBy(() -> AtomicFile.of(folder.resolve("mine")))
          .isInstanceOf(IOException.class);
      assertThat(mine.path()).exists();
    }
    Process living = new ProcessBuilder("sleep", "30").start();
    try {
      Path part = Files.writeString(folder.resolve(".x.part-" + living.pid()), "");
      Path claim = folder.resolve(".x.part-" + living.pid() + ".lock");
      Files.writeString(claim, claim(living.pid()));
      AtomicFile.sweep(folder);
      assertThat(part).exists();
      // Another process has had the number before, and left this long before the other began.
      Files.setLastModifiedTime(claim, FileTime.from(Instant.now().minusSeconds(3600)));
      AtomicFile.sweep(folder);
      assertThat(folder).isEmptyDirectory();
    } finally {
      living.destroyForcibly();
    }
  }

  /** As of a process in another container: its number is not known here, its lock is. */
  @Test
  void whatIsLockedStays() throws Exception {
    long pid = ended();
    Path part = Files.writeString(folder.resolve(".x.part-" + pid), "");
    Path claim = Files.writeString(folder.resolve(".x.part-" + pid + ".lock"), claim(pid));
    try (ProcessLock held = ProcessLock.take(claim, folder)) {
      Files.writeString(claim, claim(pid));
      AtomicFile.sweep(folder);
      assertThat(held.afterKill()).isTrue();
      assertThat(part).exists();
    }
  }

  @Test
  void whatOnlyLooksLikeItStays() throws Exception {
    long pid = ended();
    String[] names = {
      ".mine.part-" + pid, // no claim
      ".notes.part-" + pid + ".lock", // a claim's name, and another text
      "visible.part-" + pid + ".lock",
      ".x.part-1a.lock"
    };
    for (String name : names) {
      Files.writeString(folder.resolve(name), "mine");
    }
    Path outside = Files.writeString(folder.resolve("outside"), claim(pid));
    Files.createSymbolicLink(folder.resolve(".y.part-" + pid + ".lock"), outside);
    AtomicFile.sweep(folder);
    assertThat(folder.toFile().list()).hasSize(names.length + 2);
  }

  @Test
  void temporaryFoldersOfDeadProcessesAreRemoved() throws Exception {
    long pid = ended();
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Path left = Files.createTempDirectory(temporary, "druidpatch-refresh-" + pid + "-");
    Files.writeString(left.resolve(".lock"), claim(pid));
    Files.writeString(left.resolve("series.yaml"), "");
    Path empty = Files.createTempDirectory(temporary, "druidpatch-release-" + pid + "-");
    Path unclaimed = Files.createTempDirectory(temporary, "druidpatch-refresh-" + pid + "-");
    Files.writeString(unclaimed.resolve("mine"), "");
    try (Scratch mine = Scratch.make("refresh");
        Scratch other = Scratch.make("refresh")) {
      assertThat(mine.folder()).exists();
      assertThat(other.folder()).exists();
      assertThat(left).doesNotExist();
      assertThat(empty).doesNotExist();
      assertThat(unclaimed.resolve("mine")).exists();
    } finally {
      AtomicFile.delete(unclaimed);
    }
  }
}
