package io.druidpatch.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.cli.Main;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.testing.Requirement;
import io.druidpatch.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short form of {@code verify --cluster in-process}, from the released jars to the report, and
 * what breaks it off. It needs Maven Central and nothing else.
 */
class VerifyInProcessIT {
  private static final String SERVER = "io.druidpatch.verification.log.LogServer";
  private static final long SOON_SECONDS = 30;
  private static final long END_SECONDS = 240;

  @TempDir Path folder;

  /** The command in a process of its own, as from a terminal. */
  private Process verify(String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Ddruidpatch.home=" + Clone.HOME,
                "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "verify",
                "--cluster",
                "in-process",
                "--quick",
                "--repository",
                folder.resolve("druid.git").toString(),
                "--report",
                folder.resolve("report").toString()));
    if (System.getProperty("maven.home") != null) {
      command.add(1, "-Dmaven.home=" + System.getProperty("maven.home"));
    }
    command.addAll(List.of(more));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output").toFile())
        .start();
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output"));
  }

  @Test
  void stockHoldsALogBackAndOursDoesNot() throws Exception {
    Process run = verify();
    assertThat(run.waitFor(END_SECONDS, TimeUnit.SECONDS)).isTrue();
    // The limits are times too, which a busy machine may miss; what breaks off may not be.
    assertThat(run.exitValue()).as(output()).isIn(0, ExitCode.VERIFICATION.number());
    JsonNode report = new ObjectMapper().readTree(folder.resolve("report/report.json").toFile());
    assertThat(report.path("incidents")).as(output()).isEmpty();
    for (String row :
        List.of("HTTP live streaming: Overlord", "HTTP live streaming: Overlord, gzip")) {
      assertThat(verdict(report, "stock", row)).isEqualTo("BAD");
      assertThat(verdict(report, "watch-log", row)).isEqualTo("BAD");
      assertThat(verdict(report, "ours", row)).isEqualTo("GOOD");
    }
    assertThat(verdict(report, "watch-log", "A client of a silent log goes away")).isEqualTo("BAD");
    assertThat(verdict(report, "ours", "A client of a silent log goes away")).isEqualTo("GOOD");
    assertThat(verdict(report, "ours", "Left behind when 200 followers have gone"))
        .isEqualTo("GOOD");
    assertThat(folder.resolve("report/report.md")).content().contains("What this does not show:");
    assertThat(folder.resolve("report/index.html")).content().contains("<svg");
    assertThat(output()).contains("HTTP live streaming: Overlord\n  stock      BAD");
    try (var left = Files.list(folder.resolve("tmp"))) {
      assertThat(left.filter(file -> file.getFileName().toString().startsWith("druid-"))).isEmpty();
    }
  }

  private static String verdict(JsonNode report, String subject, String row) {
    for (JsonNode cell : report.path("cells")) {
      if (cell.path("subject").asText().equals(subject) && cell.path("row").asText().equals(row)) {
        return cell.path("verdict").asText();
      }
    }
    throw new AssertionError("no cell " + row + " of " + subject);
  }

  @Test
  @Requires(Requirement.BUILDS)
  void aServerThatIsKilledBreaksItsScenarioOff() throws Exception {
    Process run = verify("--subject", "ours", "--only", "first-byte");
    try {
      server(run, "warming up").destroyForcibly();
      assertThat(run.waitFor(END_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      run.descendants().forEach(ProcessHandle::destroyForcibly);
      run.destroyForcibly();
    }
    assertThat(run.exitValue()).as(output()).isEqualTo(ExitCode.VERIFICATION.number());
    assertThat(output())
        .contains("ours: first-byte broke off: the server of ours (process ")
        .contains("ended with exit code 137");
  }

  @Test
  @Requires(Requirement.BUILDS)
  void whatWasStartedEndsWithAToolThatIsKilled() throws Exception {
    Process run = verify("--subject", "ours");
    List<ProcessHandle> started;
    try {
      server(run, "warming up");
      started = run.descendants().toList();
      assertThat(started).hasSizeGreaterThanOrEqualTo(2);
    } finally {
      run.destroyForcibly();
    }
    for (ProcessHandle process : started) {
      process.onExit().get(SOON_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** The server's process, once the suite has come so far. */
  private ProcessHandle server(Process run, String said) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
    while (System.nanoTime() < until && run.isAlive()) {
      Optional<ProcessHandle> server =
          run.descendants()
              .filter(process -> process.info().commandLine().orElse("").contains(SERVER))
              .findFirst();
      if (server.isPresent() && output().contains(said)) {
        return server.get();
      }
      Thread.sleep(50);
    }
    throw new AssertionError(output());
  }

  @Test
  @Requires(Requirement.BUILDS)
  void patchedSourcesThatDoNotCompileAreNamedByFileAndLine() throws Exception {
    Path marked = Clone.HOME.resolve("verification/in-process/src/test/marked");
    Files.createDirectories(folder.resolve("series/local"));
    Files.copy(marked.resolve("series.yaml"), folder.resolve("series/series.yaml"));
    String patch = Files.readString(marked.resolve("local/0001-mark-the-log.patch"));
    Files.writeString(
        folder.resolve("series/local/0001-mark-the-log.patch"),
        patch.replace("+    return \"marked\";", "+    return marked;"));
    Process run = verify("--series", folder.resolve("series/series.yaml").toString());
    assertThat(run.waitFor(END_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).as(output()).isEqualTo(ExitCode.BUILD.number());
    assertThat(output())
        .contains("overlord/http/Mark.java:7: the patched sources do not compile")
        .contains("cannot find symbol")
        .contains("patched.txt");
    assertThat(folder.resolve("report")).doesNotExist();
  }

  @Test
  void whatCannotBeMeasuredIsRefusedBeforeAnythingIsCompiled() throws Exception {
    for (List<String> arguments :
        List.of(
            List.of("--only", "s3-log-push"),
            List.of("--only", "nope"),
            List.of("--subject", "picks"),
            List.of("--s3", "minio"),
            List.of("--base", "druid-30.0.1"))) {
      Process run = verify(arguments.toArray(new String[0]));
      assertThat(run.waitFor(SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(run.exitValue()).as(output()).isEqualTo(ExitCode.USAGE.number());
      assertThat(output())
          .doesNotContain("compiling")
          .contains(arguments.get(1).startsWith("dr") ? "30.0.1" : arguments.get(0));
    }
  }
}
