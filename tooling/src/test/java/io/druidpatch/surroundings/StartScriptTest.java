package io.druidpatch.surroundings;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.failure.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartScriptTest {
  private static final Path HOME = Path.of(System.getProperty("druidpatch.home", ".."));

  @TempDir Path folder;

  @BeforeEach
  void copyTheScript() throws IOException {
    Path script = Files.createDirectories(folder.resolve("tooling/bin")).resolve("druidpatch");
    Files.copy(HOME.resolve("tooling/bin/druidpatch"), script);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Files.createFile(
        Files.createDirectories(folder.resolve("tooling/target")).resolve("druidpatch.jar"));
  }

  @Test
  void aWrongJavaHomeIsNamed() throws Exception {
    assertThat(run("/nowhere")).isEqualTo(ExitCode.TOOLCHAIN.number());
    assertThat(said()).contains("JAVA_HOME is /nowhere").contains("to mend");
    Files.createDirectories(folder.resolve("folder/bin/java"));
    assertThat(run(folder + "/folder")).isEqualTo(ExitCode.TOOLCHAIN.number());
  }

  @Test
  void anOldJavaIsNamed() throws Exception {
    java("old", "1.8.0_402");
    assertThat(run(folder + "/old")).isEqualTo(ExitCode.TOOLCHAIN.number());
    assertThat(said()).contains("is Java 1.8.0_402").contains("17 or newer");
    java("eleven", "11.0.2");
    assertThat(run(folder + "/eleven")).isEqualTo(ExitCode.TOOLCHAIN.number());
  }

  @Test
  void aJavaThatWillDoIsStartedWithAUtf8Locale() throws Exception {
    java("new", "25");
    assertThat(run(folder + "/new")).isZero();
    assertThat(said()).startsWith("C.UTF-8 ").contains("-Dfile.encoding=UTF-8").contains("a b");
  }

  private void java(String name, String version) throws IOException {
    Path java = Files.createDirectories(folder.resolve(name).resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho \"$LC_ALL $*\"\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(
        folder.resolve(name).resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  private int run(String javaHome) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(folder.resolve("tooling/bin/druidpatch").toString(), "a b");
    builder.environment().put("JAVA_HOME", javaHome);
    builder.environment().put("LC_ALL", "tr_TR.UTF-8");
    Process process =
        builder.redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile()).start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("said"));
  }
}
