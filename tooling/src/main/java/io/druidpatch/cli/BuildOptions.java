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
          "The JDK that compiles Druid: Java 8, 11 or 17. Default: $JAVA_HOME, or the JDK that runs"
              + " this tool.")
  private Path jdk;

  @Option(
      names = "--without-sigar",
      description = {
        "Replace org.hyperic:sigar, which Maven Central does not have, by a placeholder. The result"
            + " names the placeholder; SysMonitor and JvmCpuMonitor do not work with it."
      })
  private boolean withoutSigar;

  BuildEnvironment tools() {
    return new BuildEnvironment(Optional.ofNullable(jdk), withoutSigar);
  }
}
