package io.druidpatch.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.maven.Jdk;
import io.druidpatch.maven.MavenProgram;
import io.druidpatch.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where Sigar cannot be downloaded, the advice is the command that was run, with one option more.
 */
class SigarAdviceTest {
  @TempDir Path folder;

  @AfterEach
  void nothingRuns() {
    Invocation.running(List.of());
  }

  @Test
  void theCommandThatWasRunIsSaidAgain() throws IOException {
    Invocation.running(List.of("static-checks", "--from", "an entry", "--each"));
    Path mvn = Files.createDirectories(folder.resolve("maven/bin")).resolve("mvn");
    Files.writeString(
        mvn,
        """
        #!/bin/sh
        echo '[ERROR] Could not resolve dependencies: org.hyperic:sigar:jar:1.6.5.132 is not there'
        exit 1
        """);
    mvn.toFile().setExecutable(true);
    DruidMaven druid =
        new DruidMaven(
            new MavenProgram(folder.resolve("maven")),
            new Jdk(Path.of(System.getProperty("java.home")), "17", "none"),
            folder.resolve("m2"),
            Optional.empty(),
            Instant.EPOCH,
            Progress.SILENT);
    Path log = folder.resolve("log/jars.log");
    assertThatThrownBy(
            () -> druid.run(druid.jars(folder, List.of(), false, log), (p, l) -> Optional.empty()))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.UNREACHABLE))
        .hasMessageContaining("fix: build without org.hyperic:sigar, which Maven Central does not")
        .hasMessageContaining("static-checks --from 'an entry' --each --without-sigar");
  }
}
