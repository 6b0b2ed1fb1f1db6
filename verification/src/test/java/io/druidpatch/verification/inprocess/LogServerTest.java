package io.druidpatch.verification.inprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.suite.ScenarioOptions;
import io.druidpatch.verification.measure.Cell;
import io.druidpatch.verification.report.Report;
import io.druidpatch.verification.run.Teardown;
import io.druidpatch.verification.threshold.Thresholds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a subject's server may do wrong, and that it does not outlive who started it. */
class LogServerTest {
  @TempDir Path folder;

  private LogServer start(String wrong) throws Exception {
    return start(wrong, true);
  }

  private LogServer start(String wrong, boolean tails) throws Exception {
    LogServer server = LogServer.start(FakeServer.setup("ours", wrong, tails, folder));
    try {
      server.awaitReady();
    } catch (IOException e) {
      server.close();
      throw e;
    }
    return server;
  }

  @Test
  void itIsAskedAndEndsWithItsInput() throws Exception {
    ProcessHandle process;
    try (LogServer server = start("nothing")) {
      process = server.process();
      assertThat(server.readers("a")).isEqualTo(7);
      assertThatThrownBy(() -> server.end("a"))
          .isInstanceOf(IOException.class)
          .hasMessage("the server of ours: error end a");
      assertThat(server.failure()).isEmpty();
    }
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void onePortThatIsTakenIsNamed() {
    assertThatThrownBy(() -> start("port"))
        .hasMessageContaining("the server of ours (process ")
        .hasMessageContaining(
            "ended with exit code 1: cannot serve on 127.0.0.1:1: Address already in use; see "
                + folder.resolve("server.log"));
  }

  @Test
  void anotherProgramIsTold() {
    assertThatThrownBy(() -> start("mute")).hasMessageContaining("says \"hello\"");
  }

  @Test
  void classesThatAreNotPatchedAsTheyShouldBeAreFound() {
    assertThatThrownBy(() -> start("nothing", false)).hasMessageContaining("is in it");
  }

  @Test
  void oneThatEndsInTheMidstBreaksItsScenarioOffAndNoOther() throws Exception {
    List<String> said = new ArrayList<>();
    Report report;
    try (Teardown teardown = new Teardown()) {
      report =
          new InProcessRun(
                  List.of(served("stock", "port"), served("ours", "dies")),
                  ScenarioOptions.quick(List.of("first-byte")),
                  Thresholds.read(Path.of("thresholds.yaml")),
                  teardown,
                  said::add)
              .run();
    }
    assertThat(report.incidents())
        .extracting(Report.Incident::subject, Report.Incident::where)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("stock", "start of the server"),
            org.assertj.core.groups.Tuple.tuple("ours", "first-byte"));
    assertThat(report.incidents().get(1).what())
        .contains("ended with exit code 3: out of something; see ");
    assertThat(report.cells())
        .containsExactly(
            new Cell("first-byte", "first-byte (whole)", "ours", Cell.Verdict.BROKEN, "broke off"));
    assertThat(said).anyMatch(line -> line.startsWith("ours: first-byte broke off: the server"));
  }

  private Served served(String name, String wrong) {
    return new Served(
        new Report.SubjectInfo(name, "", "", List.of()),
        FakeServer.setup(name, wrong, true, folder.resolve(name)));
  }
}
