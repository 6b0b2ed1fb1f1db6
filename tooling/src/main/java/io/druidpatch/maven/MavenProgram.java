package io.druidpatch.maven;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * An installed Maven.
 *
 * @param home the folder that has {@code bin/mvn}
 */
public record MavenProgram(Path home) {

  /**
   * Finds Maven: the one that runs this, or the environment's {@code MAVEN_HOME} or {@code
   * M2_HOME}, or {@code mvn} on the {@code PATH}.
   *
   * @throws Failure with {@link ExitCode#TOOLCHAIN} if there is none
   */
  public static MavenProgram find(Map<String, String> environment) throws IOException {
    for (String told :
        new String[] {
          System.getProperty("maven.home"),
          environment.get("MAVEN_HOME"),
          environment.get("M2_HOME")
        }) {
      if (told != null && isHome(Path.of(told))) {
        return new MavenProgram(Path.of(told));
      }
    }
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Optional<MavenProgram> found = onPath(folder);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw Failure.of(ExitCode.TOOLCHAIN, "mvn")
        .says("Maven is not there")
        .expected("MAVEN_HOME, or mvn on the PATH")
        .fix("install Maven 3.8 or 3.9, or set MAVEN_HOME")
        .build();
  }

  private static Optional<MavenProgram> onPath(String folder) throws IOException {
    if (folder.isEmpty() || !Files.isExecutable(Path.of(folder, "mvn"))) {
      return Optional.empty();
    }
    Path home = Path.of(folder, "mvn").toRealPath().getParent().getParent();
    return home != null && isHome(home) ? Optional.of(new MavenProgram(home)) : Optional.empty();
  }

  private static boolean isHome(Path home) {
    return Files.exists(home.resolve("bin/mvn")) && Files.isDirectory(home.resolve("lib"));
  }
}
