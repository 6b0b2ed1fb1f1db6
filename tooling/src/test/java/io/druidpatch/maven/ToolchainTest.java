package io.druidpatch.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolchainTest {
  @TempDir Path folder;

  @Test
  void aJdkIsReadFromItsReleaseFile() throws IOException {
    jdk("17.0.15");
    Jdk jdk = Jdk.require(Optional.of(folder), Set.of(17));
    assertThat(jdk.major()).isEqualTo(17);
    assertThat(jdk.vendor()).isEqualTo("Somebody");
    jdk("1.8.0_402");
    assertThat(Jdk.require(Optional.of(folder), Set.of(8)).major()).isEqualTo(8);
  }

  @Test
  void aJdkThatTheBaseDoesNotSupportIsRefused() throws IOException {
    jdk("21.0.2");
    assertToolchain(() -> Jdk.require(Optional.of(folder), Set.of(8, 11, 17)), "Java 21.0.2");
  }

  @Test
  void aRuntimeWithoutACompilerIsRefused() throws IOException {
    jdk("17.0.1");
    Files.delete(folder.resolve("bin/javac"));
    assertToolchain(() -> Jdk.require(Optional.of(folder), Set.of(17)), "no compiler");
  }

  @Test
  void aReleaseFileThatIsGarbageIsRefused() throws IOException {
    jdk("17");
    Files.write(folder.resolve("release"), new byte[] {'\\', 'u', 'x', (byte) 0xff, 0});
    assertToolchain(() -> Jdk.require(Optional.of(folder), Set.of(17)), "release");
    Files.delete(folder.resolve("release"));
    Files.createDirectories(folder.resolve("release"));
    assertToolchain(() -> Jdk.require(Optional.of(folder), Set.of(17)), "no file `release`");
  }

  @Test
  void mavenMayBeMissing() {
    assertToolchain(
        () -> MavenProgram.find(Map.of("PATH", folder.toString(), "MAVEN_HOME", "/nowhere")),
        "MAVEN_HOME");
  }

  @Test
  void mavenIsFoundByALinkOnThePath() throws IOException {
    Path home = folder.resolve("maven");
    Files.createDirectories(home.resolve("lib"));
    Files.createDirectories(home.resolve("bin"));
    Path mvn = Files.createFile(home.resolve("bin/mvn"));
    assertThat(mvn.toFile().setExecutable(true)).isTrue();
    Path path = Files.createDirectories(folder.resolve("path"));
    Files.createSymbolicLink(path.resolve("mvn"), mvn);
    assertThat(MavenProgram.find(Map.of("PATH", "/nowhere::" + path)).home())
        .isEqualTo(home.toRealPath());
  }

  private void jdk(String version) throws IOException {
    Files.createDirectories(folder.resolve("bin"));
    Files.write(folder.resolve("bin/javac"), new byte[0]);
    Files.writeString(
        folder.resolve("release"), "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"" + version + "\"\n");
  }

  private static void assertToolchain(ThrowingCallable call, String says) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.TOOLCHAIN))
        .hasMessageContaining(says);
  }
}
