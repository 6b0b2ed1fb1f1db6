package io.druidpatch.surroundings;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.failure.ExitCode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The start script at the project's root, with a Java and a Maven that only say how they were
 * called.
 */
class StartScriptTest {
  private static final Path HOME = Path.of(System.getProperty("druidpatch.home", ".."));

  @TempDir Path folder;

  @BeforeEach
  void aProjectAndAMaven() throws IOException {
    Files.copy(HOME.resolve("druidpatch"), folder.resolve("druidpatch"));
    assertThat(folder.resolve("druidpatch").toFile().setExecutable(true)).isTrue();
    for (String file :
        new String[] {"pom.xml", "common/B.java", "tooling/pom.xml", "tooling/src/main/A.java"}) {
      Files.createDirectories(folder.resolve(file).getParent());
      Files.createFile(folder.resolve(file));
      age(file, 60);
    }
    maven("echo built >>calls; touch tooling/target/unchecked/druidpatch.jar; echo from Maven");
    java("new", "25");
  }

  @Test
  void theToolIsBuiltOnce() throws Exception {
    assertThat(run("new")).isZero();
    assertThat(run("new")).isZero();
    assertThat(builds()).isEqualTo(1);
    assertThat(said()).doesNotContain("building the tool");
  }

  @ParameterizedTest
  @ValueSource(strings = {"common/B.java", "tooling/src/main/A.java"})
  void aNewerSourceIsBuilt(String source) throws Exception {
    assertThat(run("new")).isZero();
    age(source, -60);
    assertThat(run("new")).isZero();
    assertThat(builds()).isEqualTo(2);
  }

  /** A build that was killed may have left a jar that is not whole. */
  @Test
  void aJarOfABuildThatDidNotEndIsNotStarted() throws Exception {
    Path jar = folder.resolve("tooling/target/unchecked/druidpatch.jar");
    Files.createDirectories(jar.getParent());
    Files.createFile(jar);
    assertThat(run("new")).isZero();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void aBuildThatFailsIsSaidAndTriedAgain() throws Exception {
    maven("echo built >>calls; echo why it fails; exit 1");
    assertThat(run("new")).isEqualTo(ExitCode.TOOLCHAIN.number());
    assertThat(said()).contains("why it fails").contains("cannot be built").contains("fix: ");
    assertThat(run("new")).isEqualTo(ExitCode.TOOLCHAIN.number());
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void whatMavenSaysIsNotOnStandardOutput() throws Exception {
    assertThat(run("new")).isZero();
    assertThat(Files.readString(folder.resolve("output")))
        .contains("a b")
        .doesNotContain("from Maven");
    assertThat(said()).contains("from Maven");
  }

  @Test
  void aWrongJavaHomeIsNamed() throws Exception {
    assertThat(run("/nowhere")).isEqualTo(ExitCode.TOOLCHAIN.number());
    assertThat(said()).contains("JAVA_HOME is /nowhere").contains("fix: ");
    Files.createDirectories(folder.resolve("folder/bin/java"));
    assertThat(run("folder")).isEqualTo(ExitCode.TOOLCHAIN.number());
    assertThat(folder.resolve("calls")).doesNotExist();
  }

  @Test
  void anOldJavaIsNamed() throws Exception {
    java("old", "1.8.0_402");
    assertThat(run("old")).isEqualTo(ExitCode.TOOLCHAIN.number());
    assertThat(said()).contains("is Java 1.8.0_402").contains("17 or newer");
    java("eleven", "11.0.2");
    assertThat(run("eleven")).isEqualTo(ExitCode.TOOLCHAIN.number());
  }

  @Test
  void aJavaThatWillDoIsStartedWithAUtf8Locale() throws Exception {
    assertThat(run("new")).isZero();
    assertThat(Files.readString(folder.resolve("output")))
        .startsWith("C.UTF-8 ")
        .contains("-Dfile.encoding=UTF-8")
        .contains("a b");
  }

  /** Class data sharing: the first apply of a build writes the file, and later commands read it. */
  @Test
  void theClassesAreKeptForLaterCommandsOfTheSameBuild() throws Exception {
    Path classes = folder.resolve("tooling/target/unchecked/druidpatch.jsa");
    String write = "-XX:ArchiveClassesAtExit=" + classes;
    String read = "-XX:SharedArchiveFile=" + classes;
    assertThat(run("new", "status")).isZero();
    assertThat(output()).doesNotContain(write).doesNotContain(read);
    assertThat(run("new", "apply", "--help")).isZero();
    assertThat(output()).doesNotContain(write);
    assertThat(run("new", "apply", "--whole")).isZero();
    assertThat(output()).contains(write).contains("apply --whole");
    Files.createFile(classes);
    assertThat(run("new", "apply")).isZero();
    assertThat(output()).contains(read).doesNotContain(write);
    age("common/B.java", -60);
    assertThat(run("new", "status")).isZero();
    assertThat(output()).doesNotContain(read);
    assertThat(classes).doesNotExist();
  }

  /** What Java would say of a file that it cannot use must not stand among the results. */
  @Test
  void aFileOfClassesThatIsOfNoUseIsNotSpokenOf() throws Exception {
    assertThat(run("new", "status")).isZero();
    Path real = Path.of(System.getProperty("java.home"));
    Path jar = folder.resolve("tooling/target/unchecked/druidpatch.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    manifest.getMainAttributes().putValue("Main-Class", Hello.class.getName());
    String name = Hello.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        InputStream code = Hello.class.getClassLoader().getResourceAsStream(name)) {
      out.putNextEntry(new ZipEntry(name));
      code.transferTo(out);
    }
    for (String bad : new String[] {"", "no classes at all"}) {
      Files.writeString(folder.resolve("tooling/target/unchecked/druidpatch.jsa"), bad);
      assertThat(run(real.toString(), "status")).isZero();
      assertThat(output()).isEqualTo("hello\n");
    }
  }

  /** A program for a jar. */
  static final class Hello {
    private Hello() {}

    public static void main(String[] arguments) {
      System.out.println("hello");
    }
  }

  private void maven(String script) throws IOException {
    program(folder.resolve("maven/mvn"), script);
  }

  private void java(String name, String version) throws IOException {
    program(folder.resolve(name).resolve("bin/java"), "echo \"$LC_ALL $*\"");
    Files.writeString(
        folder.resolve(name).resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  private static void program(Path file, String script) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private void age(String file, int seconds) throws IOException {
    Files.setLastModifiedTime(
        folder.resolve(file), FileTime.from(Instant.now().minusSeconds(seconds)));
  }

  private int run(String javaHome) throws IOException, InterruptedException {
    return run(javaHome, "a b");
  }

  private int run(String javaHome, String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.add(0, folder.resolve("druidpatch").toString());
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("JAVA_HOME", folder.resolve(javaHome).toString());
    builder.environment().put("LC_ALL", "tr_TR.UTF-8");
    builder
        .environment()
        .merge(
            "PATH",
            folder.resolve("maven").toString(),
            (old, maven) -> maven + File.pathSeparator + old);
    Process process =
        builder
            .redirectOutput(folder.resolve("output").toFile())
            .redirectError(folder.resolve("said").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output"));
  }

  private long builds() throws IOException {
    return Files.readAllLines(folder.resolve("calls")).size();
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("said"));
  }
}
