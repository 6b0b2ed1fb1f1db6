package io.druidpatch.maven;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * A JDK that builds.
 *
 * @param home its folder
 * @param version as its {@code release} file says, such as 17.0.15
 * @param vendor who made it, as far as that file says
 */
public record Jdk(Path home, String version, String vendor) {

  /**
   * Finds the JDK to compile with, and its version and vendor.
   *
   * @param told the folder that the user named; else {@code JAVA_HOME}, else the JDK that runs this
   * @param supported the major versions that will do
   * @throws Failure with {@link ExitCode#TOOLCHAIN} if there is no compiler or it is another
   *     version
   */
  public static Jdk require(Optional<Path> told, Set<Integer> supported) throws IOException {
    Path home =
        told.or(() -> Optional.ofNullable(System.getenv("JAVA_HOME")).map(Path::of))
            .orElse(Path.of(System.getProperty("java.home")))
            .toAbsolutePath()
            .normalize();
    Path release = home.resolve("release");
    boolean compiles =
        Files.exists(home.resolve("bin/javac")) || Files.exists(home.resolve("bin/javac.exe"));
    if (!compiles || !Files.isRegularFile(release)) {
      throw Failure.of(ExitCode.TOOLCHAIN, home.toString())
          .says("this is no JDK: it has no compiler or no file `release`")
          .fix("name one with --jdk DIR, or set JAVA_HOME")
          .build();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(release, StandardCharsets.ISO_8859_1)) {
      properties.load(reader);
    } catch (IllegalArgumentException e) {
      throw Failure.of(ExitCode.TOOLCHAIN, release.toString())
          .says("this is not what a JDK says of itself")
          .expected("a line JAVA_VERSION=\"…\"")
          .found(e.getMessage())
          .fix("name another JDK with --jdk DIR, or set JAVA_HOME")
          .cause(e)
          .build();
    }
    Jdk jdk =
        new Jdk(
            home,
            unquoted(properties.getProperty("JAVA_VERSION", "unknown")),
            unquoted(properties.getProperty("IMPLEMENTOR", "unknown")));
    if (!supported.contains(jdk.major())) {
      throw Failure.of(ExitCode.TOOLCHAIN, home.toString())
          .says("this base cannot be built with this JDK")
          .expected("Java " + supported.stream().sorted().toList())
          .found("Java " + jdk.version())
          .fix("name another JDK with --jdk DIR, or set JAVA_HOME")
          .build();
    }
    return jdk;
  }

  /** The Java version's first number; 8 for 1.8. */
  public int major() {
    String[] part = version.split("[.+_-]", -1);
    try {
      int first = Integer.parseInt(part[0]);
      return first == 1 && part.length > 1 ? Integer.parseInt(part[1]) : first;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String unquoted(String value) {
    return value.replace("\"", "").strip();
  }
}
