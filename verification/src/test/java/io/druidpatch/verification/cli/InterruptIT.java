package io.druidpatch.verification.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.testing.Requirement;
import io.druidpatch.testing.Requires;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is told to end in its midst leaves nothing behind. */
@Requires({Requirement.UPSTREAM, Requirement.CLUSTER})
class InterruptIT {
  @TempDir private Path temporary;

  @Test
  void sigtermInTheMidstOfAScenario() throws Exception {
    Process run = start();
    long[] below;
    try (BufferedReader progress = run.errorReader(StandardCharsets.UTF_8)) {
      String line = progress.readLine();
      while (line != null && !line.contains("status-and-reports: peon")) {
        line = progress.readLine();
      }
      assertThat(line).as("the scenario has begun").isNotNull();
      // ZooKeeper, the Overlord, the router and what the pod has become.
      waitForPod(run);
      below = run.descendants().mapToLong(ProcessHandle::pid).toArray();
      assertThat(below).hasSizeGreaterThanOrEqualTo(4);
      run.destroy();
      assertThat(progress.lines()).noneMatch(said -> said.matches(".*(Exception|broke off).*"));
      assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      run.destroyForcibly();
    }
    for (long pid : below) {
      assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive))
          .as("process %d", pid)
          .isEmpty();
    }
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left.filter(file -> !file.getFileName().toString().startsWith("hsperf")))
          .isEmpty();
    }
  }

  private static void waitForPod(Process run) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (run.descendants().count() < 5 && System.nanoTime() < until) {
      Thread.sleep(100);
    }
  }

  private Process start() throws IOException, InterruptedException {
    Path stock = BuiltSubjects.get().get("stock");
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                "--cluster",
                "embedded",
                "--quick",
                "--only",
                "status-and-reports",
                "--home",
                Path.of("").toAbsolutePath().toString(),
                "--subject",
                "stock=" + stock,
                "--report",
                Path.of("target/quick/interrupted").toAbsolutePath().toString()))
        .start();
  }
}
