package io.druidpatch.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of every command that compiles Druid. */
final class BuildOptions {
  @Option(
      names = "--jdk",
      paramLabel = "DIR",
      description =
          "The JDK to compile with: Java 8, 11 or 17. Default: $JAVA_HOME, or the one that runs"
              + " this.")
  private Path jdk;

  @Option(
      names = "--without-sigar",
      description = {
        "Put placeholders in the place of org.hyperic:sigar, which Maven Central does not have. The"
            + " result says so; SysMonitor does not work with it."
      })
  boolean withoutSigar;

  @Option(
      names = "--maven-repository",
      paramLabel = "URL",
      description =
          "Where to look for released artifacts, in place of Maven Central (mirrors in your Maven"
              + " settings are honoured anyway).")
  private String mavenRepository;

  Optional<Path> jdk() {
    return Optional.ofNullable(jdk);
  }

  Optional<String> mavenRepository() {
    return Optional.ofNullable(mavenRepository);
  }
}
