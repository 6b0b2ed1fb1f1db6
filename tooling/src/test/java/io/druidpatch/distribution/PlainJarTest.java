package io.druidpatch.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.TimeZone;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainJarTest {
  private static final Instant TIME = Instant.parse("2024-06-08T01:42:43Z");
  private static final String PROPERTIES = "META-INF/maven/g/a/pom.properties";

  @TempDir Path folder;

  @Test
  void whatTheMachineLeftIsGone() throws IOException {
    Path here =
        plain(
            "here",
            1,
            JarFile.MANIFEST_NAME,
            "Manifest-Version: 1.0\nBuilt-By: me\nBuild-OS: Linux\nImplementation-Version: 30\n",
            "b.class",
            "B",
            "a.class",
            "A",
            PROPERTIES,
            "#Tue Nov 24\nversion=1\n");
    TimeZone zone = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("America/St_Johns"));
      Path there =
          plain(
              "there",
              9,
              "a.class",
              "A",
              PROPERTIES,
              "version=1\n",
              JarFile.MANIFEST_NAME,
              "Manifest-Version: 1.0\nImplementation-Version: 30\nBuild-Jdk: 17 (Debian)\n",
              "b.class",
              "B");
      assertThat(there).hasSameBinaryContentAs(here);
    } finally {
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void theManifestComesFirstAndNamesTheCommit() throws IOException {
    Path jar =
        plain("x", 1, "a.class", "A", JarFile.MANIFEST_NAME, "Manifest-Version: 1.0\nX: y\n");
    try (JarFile read = new JarFile(jar.toFile())) {
      Attributes main = read.getManifest().getMainAttributes();
      assertThat(main.getValue("Build-Revision")).isEqualTo("abc");
      assertThat(main.getValue("X")).isEqualTo("y");
      assertThat(read.stream().map(ZipEntry::getName))
          .containsExactly(JarFile.MANIFEST_NAME, "a.class");
      assertThat(read.stream().map(ZipEntry::getMethod)).containsOnly(ZipEntry.STORED);
    }
  }

  private Path plain(String name, int level, String... entries) throws IOException {
    Path jar = folder.resolve(name + ".jar");
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(level);
      for (int i = 0; i < entries.length; i += 2) {
        ZipEntry entry = new ZipEntry(entries[i]);
        entry.setTime(1_700_000_000_000L + level * 1_000_000L);
        zip.putNextEntry(entry);
        zip.write(entries[i + 1].getBytes(StandardCharsets.UTF_8));
      }
    }
    Path plain = folder.resolve(name + ".plain.jar");
    PlainJar.write(jar, plain, TIME, "abc");
    return plain;
  }
}
