package io.druidpatch.verification.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ContainerProcessTest {
  @TempDir private Path folder;

  private final AtomicInteger code = new AtomicInteger(-1);

  private ContainerProcess start(PodLog log, String script) throws Exception {
    return ContainerProcess.start(
        List.of("sh", "-c", script),
        Map.of("PATH", System.getenv("PATH")),
        folder,
        UUID.randomUUID().toString(),
        log,
        code::set);
  }

  private static String text(PodLog log) throws Exception {
    return new String(log.read(0, Math.toIntExact(log.published())), StandardCharsets.UTF_8);
  }

  /** As the runtime of a real one does: what a container writes while it shuts down is kept. */
  @Test
  void whatIsWrittenAfterTheRequestToEndIsInTheLog() throws Exception {
    try (PodLog log = new PodLog(folder.resolve("log"))) {
      ContainerProcess process =
          start(
              log,
              "trap 'echo asked; sleep 1; echo cleaned up; exit 7' TERM; echo up; sleep 50 & wait");
      while (log.entries() == 0) {
        Thread.sleep(10);
      }
      process.terminate();
      process.await();
      assertThat(code.get()).isEqualTo(7);
      assertThat(text(log)).isEqualTo("up\nasked\ncleaned up\n");
    }
  }

  @Test
  void itsLastWordsAreInTheLogHoweverSoonItEnds() throws Exception {
    for (int i = 0; i < 100; i++) {
      try (PodLog log = new PodLog(folder.resolve("log" + i))) {
        start(log, "printf four").await();
        assertThat(text(log)).as("run %s", i).isEqualTo("four");
      }
    }
  }

  @Test
  void nothingThatItStartedOutlivesIt() throws Exception {
    try (PodLog log = new PodLog(folder.resolve("log"))) {
      start(log, "sleep 1000 & setsid sleep 1000 & echo bye").await();
      assertThat(text(log)).isEqualTo("bye\n");
      assertThat(code.get()).isZero();
    }
  }
}
