package io.druidpatch.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarballTest {
  private static final Instant TIME = Instant.parse("2024-06-08T01:42:43Z");

  @TempDir Path folder;

  @Test
  void whatWasWrittenIsReadAgain() throws IOException {
    Path tarball = write("a", "bin/run", "echo", "lib/x.jar", "jar");
    Map<String, String> read = new TreeMap<>();
    String top =
        Tarball.read(
            tarball,
            (path, executable, bytes) ->
                read.put(
                    path + (executable ? "*" : ""),
                    new String(bytes.readAllBytes(), StandardCharsets.UTF_8)));
    assertThat(top).isEqualTo("top");
    assertThat(read).containsExactly(Map.entry("bin/run*", "echo"), Map.entry("lib/x.jar", "jar"));
  }

  @Test
  void theBytesDependOnTheContentAlone() throws Exception {
    TimeZone zone = TimeZone.getDefault();
    Path first = write("a", "b", "1", "a", "2");
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
      assertThat(write("b", "a", "2", "b", "1")).hasSameBinaryContentAs(first);
    } finally {
      TimeZone.setDefault(zone);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 60, 200, -1})
  void aTruncatedOneIsDamaged(int length) throws IOException {
    byte[] noise = new byte[4000];
    new java.util.Random(1).nextBytes(noise);
    Path tarball = write("a", "a", new String(noise, StandardCharsets.ISO_8859_1));
    byte[] whole = Files.readAllBytes(tarball);
    Files.write(tarball, Arrays.copyOf(whole, length > 0 ? length : whole.length + length));
    assertDamaged(tarball, "truncated");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "top/../../etc/passwd",
        "/etc/passwd",
        "..",
        "other/file",
        "top/..\\x",
        "C:/x",
        "top//x",
        "top/.git/hooks/x"
      })
  void anEntryOutsideOfTheTopFolderIsRefused(String name) throws IOException {
    assertDamaged(foreign(name, TarConstants.LF_NORMAL), "outside|refused");
  }

  @Test
  void aLinkIsRefused() throws IOException {
    assertDamaged(foreign("top/link", TarConstants.LF_SYMLINK), "neither a file nor a folder");
    assertDamaged(foreign("top/link", TarConstants.LF_LINK), "neither a file nor a folder");
    assertDamaged(foreign("top/pipe", TarConstants.LF_FIFO), "neither a file nor a folder");
  }

  @Test
  void whatIsNoTarballIsDamaged() throws IOException {
    assertDamaged(Files.writeString(folder.resolve("x"), "no tarball at all"), "no tar.gz");
  }

  private void assertDamaged(Path tarball, String pattern) {
    assertThatThrownBy(() -> Tarball.read(tarball, (path, executable, bytes) -> {}))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.DAMAGED))
        .hasMessageStartingWith(tarball.toString())
        .hasMessageMatching("(?s).*(" + pattern + ").*");
  }

  private Path write(String name, String... files) throws IOException {
    Layout layout = new Layout();
    for (int i = 0; i < files.length; i += 2) {
      Path file = Files.writeString(folder.resolve(name + i), files[i + 1]);
      layout.putFile(files[i], file, files[i].startsWith("bin/"));
    }
    Path tarball = folder.resolve(name + ".tar.gz");
    Tarball.write(layout, "top", TIME, tarball);
    return tarball;
  }

  private Path foreign(String name, byte type) throws IOException {
    Path tarball = folder.resolve("foreign.tar.gz");
    try (OutputStream out = Files.newOutputStream(tarball);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
      tar.putArchiveEntry(new TarArchiveEntry("top/first"));
      tar.closeArchiveEntry();
      TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
      if (type != TarConstants.LF_NORMAL) {
        entry.setLinkName("/etc/passwd");
      }
      tar.putArchiveEntry(entry);
      tar.closeArchiveEntry();
    }
    return tarball;
  }
}
