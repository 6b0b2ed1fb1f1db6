package io.druidpatch.cli;

import io.druidpatch.build.BuildEnvironment;
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
            + " result says so; SysMonitor and JvmCpuMonitor do not work with it."
      })
  private boolean withoutSigar;

  BuildEnvironment tools() {
    return new BuildEnvironment(Optional.ofNullable(jdk), withoutSigar);
  }
}
