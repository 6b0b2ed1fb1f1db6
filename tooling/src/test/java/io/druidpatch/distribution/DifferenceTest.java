package io.druidpatch.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DifferenceTest {
  @TempDir Path folder;

  @Test
  void equalTarballsHaveNone() throws IOException {
    assertThat(Difference.between(tarball("top", "a", "x"), tarball("top", "a", "x"))).isEmpty();
  }

  @Test
  void aLineOfATextIsNamed() throws IOException {
    assertThat(difference("conf/x", "one\ntwo\n", "conf/x", "one\nTWO\n"))
        .isEqualTo("conf/x: line 2: \"two\" and \"TWO\"");
    assertThat(difference("conf/x", "one\n", "conf/x", "one\nmore\n"))
        .isEqualTo("conf/x: line 2: the end and \"more\"");
  }

  @Test
  void theFirstOfSeveralIsNamed() throws IOException {
    Path left = tarball("top", "a", "1", "b", "1");
    Path right = tarball("top", "a", "2", "b", "2");
    assertThat(Difference.between(left, right).orElseThrow().path()).containsExactly("a");
  }

  @Test
  void aFileOfOneAloneIsNamed() throws IOException {
    Path left = tarball("top", "a", "1");
    Path right = tarball("top", "a", "1", "b", "2");
    assertThat(Difference.between(left, right)).get().hasToString("b: only the second has it");
  }

  @Test
  void itIsLookedForInsideOfJars() throws IOException {
    assertThat(
            difference("lib/x.jar", jar("A.class", "\0one"), "lib/x.jar", jar("A.class", "\0two")))
        .isEqualTo("lib/x.jar > A.class: byte 1 differs (4 and 4 bytes in all)");
  }

  @Test
  void anotherTopFolderOrModeIsADifference() throws IOException {
    assertThat(Difference.between(tarball("one", "a", "x"), tarball("two", "a", "x")))
        .get()
        .hasToString("the top folder is one and two");
    Path left = tarball("top", "bin/a", "x");
    Layout layout = new Layout();
    layout.putText("bin/a", "x");
    Path right = folder.resolve("right");
    Tarball.write(layout, "top", Instant.EPOCH, right);
    assertThat(Difference.between(left, right).orElseThrow().toString()).contains("bin/a");
  }

  @Test
  void anotherTimeAloneIsADifference() throws IOException {
    Layout layout = new Layout();
    layout.putText("a", "x");
    Path left = folder.resolve("left");
    Path right = folder.resolve("right");
    Tarball.write(layout, "top", Instant.EPOCH, left);
    Tarball.write(layout, "top", Instant.EPOCH.plusSeconds(2), right);
    assertThat(Difference.between(left, right).orElseThrow().why()).contains("times");
  }

  private String difference(String a, String left, String b, String right) throws IOException {
    return Difference.between(tarball("top", a, left), tarball("top", b, right))
        .orElseThrow()
        .toString();
  }

  private Path tarball(String top, String... files) throws IOException {
    Layout layout = new Layout();
    for (int i = 0; i < files.length; i += 2) {
      Path file = Files.createTempFile(folder, "file", "");
      Files.write(file, files[i + 1].getBytes(StandardCharsets.ISO_8859_1));
      layout.putFile(files[i], file, files[i].startsWith("bin/"));
    }
    Path tarball = Files.createTempFile(folder, "tarball", ".tar.gz");
    Tarball.write(layout, top, Instant.EPOCH, tarball);
    return tarball;
  }

  private static String jar(String name, String content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      ZipEntry entry = new ZipEntry(name);
      entry.setTime(0);
      zip.putNextEntry(entry);
      zip.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }
}
