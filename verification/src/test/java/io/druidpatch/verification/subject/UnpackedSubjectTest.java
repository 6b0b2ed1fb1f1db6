package io.druidpatch.verification.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnpackedSubjectTest {
  @TempDir Path folder;

  @Test
  void aDistributionIsUnpacked() throws IOException {
    Path home = folder.resolve("home");
    Subject subject =
        UnpackedSubject.unpack(
            "ours", tarball("top/lib/x.jar", TarConstants.LF_NORMAL), home, Optional.empty());
    assertThat(subject.tip()).isEqualTo("abc");
    assertThat(home.resolve("lib/x.jar")).hasContent("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "top/../../x",
        "../x",
        "/x",
        "x",
        "top//x",
        "top/./x",
        "top/..\\x",
        "top/C:/x",
        "top/a/../../../x"
      })
  void anEntryThatLeadsElsewhereIsRefused(String name) throws IOException {
    assertRefused(tarball(name, TarConstants.LF_NORMAL), name);
  }

  @ParameterizedTest
  @ValueSource(bytes = {TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_FIFO})
  void aLinkIsRefused(byte type) throws IOException {
    assertRefused(tarball("top/lib", type), "top/lib");
  }

  private void assertRefused(Path tarball, String name) {
    Path home = folder.resolve("deep/home");
    assertThatThrownBy(() -> UnpackedSubject.unpack("ours", tarball, home, Optional.empty()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(name);
    assertThat(folder.resolve("x")).doesNotExist();
    assertThat(folder.resolve("deep/x")).doesNotExist();
  }

  private Path tarball(String name, byte type) throws IOException {
    Path tarball = folder.resolve("a.tar.gz");
    try (OutputStream out = Files.newOutputStream(tarball);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
      add(tar, new TarArchiveEntry("top/"), "");
      add(tar, new TarArchiveEntry("top/PATCHES.json"), "{\"tip\":\"abc\",\"entries\":[]}");
      TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
      if (type != TarConstants.LF_NORMAL) {
        entry.setLinkName(folder.toString());
        add(tar, entry, "");
        add(tar, new TarArchiveEntry("top/lib/x"), "x");
      } else {
        add(tar, entry, "x");
      }
    }
    return tarball;
  }

  private static void add(TarArchiveOutputStream tar, TarArchiveEntry entry, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }
}
