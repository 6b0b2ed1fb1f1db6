package io.druidpatch.verification.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.testing.Requirement;
import io.druidpatch.testing.Requires;
import io.druidpatch.verification.measure.Cell;
import io.druidpatch.verification.report.Report;
import io.druidpatch.verification.report.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * The quick form of each scenario, on the cluster that {@code -Dverification.cluster} names; by
 * default the embedded one. It shows that the suite can tell a Druid that fails from one that does
 * not: on each of these, what is known of stock and of the patch that operators try first comes
 * out.
 */
@Requires({Requirement.UPSTREAM, Requirement.CLUSTER})
class QuickIT {
  /**
   * The thresholds hold for a subject called {@code ours}; they are times, and no matter of a test.
   */
  private static final String SERIES = "series";

  private static Report run(String scenario, String... subjects) throws Exception {
    Map<String, Path> built = BuiltSubjects.get();
    Path folder = Path.of("target/quick", scenario).toAbsolutePath();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--cluster",
                System.getProperty("verification.cluster", "embedded"),
                "--quick",
                "--only",
                scenario,
                "--home",
                Path.of("").toAbsolutePath().toString(),
                "--report",
                folder.toString()));
    for (String subject : subjects) {
      String tarball = subject.equals(SERIES) ? "ours" : subject;
      arguments.addAll(List.of("--subject", subject + "=" + built.get(tarball)));
    }
    List<Path> before = runFolders();
    assertThat(new CommandLine(new RunCommand()).execute(arguments.toArray(new String[0])))
        .isZero();
    // Another run may end meanwhile, on the same machine.
    assertThat(before).containsAll(runFolders());
    Report report = ReportJson.read(folder.resolve("report.json"));
    assertThat(report.incidents()).isEmpty();
    assertThat(folder.resolve("report.md")).isNotEmptyFile();
    assertThat(folder.resolve("index.html")).isNotEmptyFile();
    return report;
  }

  /** Temporary folders of runs. */
  private static List<Path> runFolders() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("druidpatch-verification-"))
          .sorted()
          .toList();
    }
  }

  private static Cell cell(Report report, String subject, String row) {
    return report.cells().stream()
        .filter(c -> c.subject().equals(subject) && c.row().equals(row))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no cell " + row + " of " + subject));
  }

  private static double only(
      Report report, String subject, String name, Map<String, String> labels) {
    Predicate<Map<String, String>> has = all -> all.entrySet().containsAll(labels.entrySet());
    List<Double> samples =
        report.measurements().stream()
            .filter(m -> m.subject().equals(subject) && m.name().equals(name))
            .filter(m -> has.test(m.labels()))
            .flatMap(m -> m.samples().stream())
            .toList();
    assertThat(samples).as("%s of %s %s", name, subject, labels).isNotEmpty();
    return samples.get(0);
  }

  private static double most(
      Report report, String subject, String name, Map<String, String> labels) {
    return report.measurements().stream()
        .filter(m -> m.subject().equals(subject) && m.name().equals(name))
        .filter(m -> m.labels().entrySet().containsAll(labels.entrySet()))
        .flatMap(m -> m.samples().stream())
        .max(Double::compare)
        .orElseThrow(() -> new AssertionError("no " + name + " of " + subject));
  }

  @Test
  void aFollowedLogComesAsItIsWrittenWithOursAlone() throws Exception {
    Report report = run("first-byte", "stock", "watch-log", SERIES);
    assertThat(only(report, "stock", "snapshot-wrong", Map.of("offset", "0"))).isZero();
    assertThat(only(report, "stock", "snapshot-wrong", Map.of("offset", "-100"))).isEqualTo(1);
    for (String route : List.of("Overlord", "Overlord, gzip", "Router", "Router, gzip")) {
      String row = "HTTP live streaming: " + route;
      assertThat(cell(report, "stock", row).verdict()).isEqualTo(Cell.Verdict.BAD);
      assertThat(cell(report, "stock", row).figure()).contains("a snapshot");
      assertThat(cell(report, "watch-log", row).figure()).contains("at the task's end");
      assertThat(cell(report, SERIES, row).verdict()).isEqualTo(Cell.Verdict.GOOD);
    }
    assertThat(most(report, SERIES, "bytes-differing", Map.of())).isZero();
    assertThat(most(report, SERIES, "snapshot-wrong", Map.of())).isZero();
    assertThat(most(report, SERIES, "client-gone-noticed", Map.of())).isLessThan(10);
    Map<String, String> reference = Map.of("route", "kubernetes", "pod", "fast");
    assertThat(only(report, "stock", "bytes-differing", reference)).isZero();
    Map<String, String> late = Map.of("route", "overlord", "encoding", "identity", "pod", "second");
    assertThat(only(report, "watch-log", "bytes-differing", late)).isZero();
  }

  @Test
  void theConsolesRequestsAreAnsweredAsItMeansThemWithOurs() throws Exception {
    Report report = run("console-view", "stock", SERIES);
    Map<String, String> tail = Map.of("state", "running", "view", "tail");
    assertThat(only(report, "stock", "view-wrong", tail)).isEqualTo(1);
    assertThat(most(report, SERIES, "view-wrong", Map.of())).isZero();
  }

  @Test
  void aLostConnectionLosesNothingWithOurs() throws Exception {
    Report report = run("lost-connection", SERIES);
    assertThat(only(report, SERIES, "connections-cut", Map.of())).isPositive();
    assertThat(only(report, SERIES, "bytes-differing", Map.of())).isZero();
  }

  @Test
  void peoplesClientsGetEachLineWithOursAlone() throws Exception {
    Report report = run("clients", "stock", SERIES);
    for (Cell cell : report.cells()) {
      if (cell.figure().startsWith("not measured")) {
        continue;
      }
      assertThat(cell.figure())
          .as(cell.toString())
          .matches(cell.subject().equals("stock") ? ".*(ended after|no line).*" : ".* ms.*");
    }
    assertThat(most(report, SERIES, "lines-missing", Map.of())).isZero();
  }

  @Test
  void aRotatedLogIsWholeWithOursAlone() throws Exception {
    Report report = run("rotation", "stock", SERIES);
    assertThat(most(report, "stock", "no-proper-end", Map.of())).isEqualTo(1);
    assertThat(most(report, SERIES, "no-proper-end", Map.of())).isZero();
    assertThat(most(report, SERIES, "wrong-bytes", Map.of("route", "overlord"))).isZero();
  }

  @Test
  void aLogThatIsNotWholeDoesNotEndAsIfItWereWithOurs() throws Exception {
    Report report = run("incomplete-log", "stock", SERIES);
    assertThat(most(report, "stock", "false-end", Map.of())).isEqualTo(1);
    assertThat(most(report, SERIES, "false-end", Map.of())).isZero();
  }

  @Test
  void aLogThatIsLostIsInTheStoreWithOursAlone() throws Exception {
    Report report = run("live-push", "stock", SERIES);
    for (String how : List.of("removed", "overlord-killed", "not-pushed")) {
      Map<String, String> lost = Map.of("how", how);
      assertThat(only(report, "stock", "seconds-missing", lost)).as(how).isGreaterThan(20);
    }
    assertThat(most(report, SERIES, "bytes-not-of-the-log", Map.of())).isZero();
    assertThat(most(report, SERIES, "seconds-missing", Map.of())).isLessThan(10);
    assertThat(most(report, SERIES, "not-said", Map.of())).isZero();
    assertThat(most(report, SERIES, "line-in-store", Map.of())).isLessThan(20);
    assertThat(most(report, SERIES, "bytes-sent", Map.of())).isLessThanOrEqualTo(3);
  }

  @Test
  void aSilentLogIsStillThereBehindAProxyWithOursAlone() throws Exception {
    Report report = run("idle-proxy", "stock", SERIES);
    for (String asking : List.of("gzip", "event-stream")) {
      assertThat(most(report, "stock", "gone", Map.of("asking", asking))).isEqualTo(1);
      assertThat(most(report, SERIES, "gone", Map.of("asking", asking))).isZero();
    }
  }

  @Test
  void aSilentConnectionIsNoticedWithOursAlone() throws Exception {
    Report report = run("silent-connection", "stock", SERIES);
    assertThat(most(report, "stock", "no-proper-end", Map.of())).isEqualTo(1);
    assertThat(most(report, SERIES, "no-proper-end", Map.of())).isZero();
    assertThat(most(report, SERIES, "wrong-bytes", Map.of())).isZero();
    assertThat(most(report, SERIES, "longest-silence", Map.of())).isLessThan(30);
  }

  @Test
  void noisyNeighboursEndNobodyWithOurs() throws Exception {
    Report report = run("noisy-neighbours", "stock", SERIES);
    assertThat(only(report, "stock", "ended", Map.of("who", "slow"))).isPositive();
    assertThat(most(report, SERIES, "ended", Map.of())).isZero();
    assertThat(most(report, SERIES, "log-not-saved", Map.of())).isZero();
  }

  @Test
  void aSilentLogHoldsATaskButForOurs() throws Exception {
    Report report = run("s3-log-push", "stock", "picks", SERIES);
    Map<String, String> success = Map.of("outcome", "success");
    Map<String, String> silent = Map.of("outcome", "api-silent");
    for (String subject : List.of("stock", "picks", SERIES)) {
      assertThat(only(report, subject, "stuck-tasks", success)).isZero();
      assertThat(only(report, subject, "log-differing", success)).isZero();
      assertThat(only(report, subject, "faulted-requests", silent)).isPositive();
    }
    // The picks fetch the log by one request in the place of a watch, and wait for its end as long.
    assertThat(only(report, "stock", "stuck-tasks", silent)).isEqualTo(1);
    assertThat(only(report, "picks", "stuck-tasks", silent)).isEqualTo(1);
    assertThat(only(report, SERIES, "stuck-tasks", silent)).isZero();
    Map<String, String> dead = Map.of("outcome", "connections-dead");
    assertThat(only(report, SERIES, "stuck-tasks", dead)).isZero();
    assertThat(only(report, SERIES, "log-differing", dead)).isZero();
    Map<String, String> logDead = Map.of("outcome", "log-connection-dead");
    assertThat(only(report, "stock", "stuck-tasks", logDead)).isEqualTo(1);
    assertThat(only(report, "picks", "log-differing", logDead)).isZero();
    assertThat(only(report, SERIES, "stuck-tasks", logDead)).isZero();
  }

  @Test
  void aTasksReportsAreThereAfterwardsWithOursAlone() throws Exception {
    Report report = run("status-and-reports", "stock", SERIES);
    for (String task : List.of("", ": SQL INSERT")) {
      for (String subject : List.of("stock", SERIES)) {
        assertThat(cell(report, subject, "Status API" + task).verdict())
            .isEqualTo(Cell.Verdict.GOOD);
        assertThat(cell(report, subject, "Task reports while running" + task).verdict())
            .isEqualTo(Cell.Verdict.GOOD);
      }
      String row = "Task reports afterwards" + task;
      assertThat(cell(report, "stock", row).verdict()).isEqualTo(Cell.Verdict.BAD);
      assertThat(cell(report, SERIES, row).verdict()).isEqualTo(Cell.Verdict.GOOD);
    }
  }

  @Test
  void whatAnEndedTaskLeavesStopsNothingWithOursAlone() throws Exception {
    Report report = run("ended-tasks", "stock", "picks", SERIES);
    for (String subject : List.of("stock", "picks")) {
      assertThat(only(report, subject, "no-leader", Map.of())).isEqualTo(1);
      assertThat(only(report, subject, "job-deleted", Map.of())).isGreaterThan(30);
    }
    // What leaks came with a pick.
    assertThat(only(report, "stock", "next-stuck", Map.of())).isZero();
    assertThat(only(report, "picks", "next-stuck", Map.of())).isEqualTo(1);
    for (Cell cell : report.cells()) {
      if (cell.subject().equals(SERIES)) {
        assertThat(cell.verdict()).as(cell.toString()).isEqualTo(Cell.Verdict.GOOD);
      }
    }
  }

  @Test
  void otherSettingsOfTheOverlordWorkWithOursAlone() throws Exception {
    goodWithOursAlone("overlord-settings");
  }

  @Test
  void aLogIsFollowedWhicheverWayWithOursAlone() throws Exception {
    goodWithOursAlone("ways-to-follow");
  }

  private static void goodWithOursAlone(String scenario) throws Exception {
    for (Cell cell : run(scenario, "stock", SERIES).cells()) {
      assertThat(cell.verdict())
          .as(cell.toString())
          .isEqualTo(cell.subject().equals(SERIES) ? Cell.Verdict.GOOD : Cell.Verdict.BAD);
    }
  }

  @Test
  void aRunningTasksLogNeedsNoMetadataStoreWithOursAlone() throws Exception {
    Report report = run("metadata-store", "stock", SERIES);
    String row = "The metadata store does not answer: a running task's log";
    assertThat(cell(report, "stock", row).verdict()).isEqualTo(Cell.Verdict.BAD);
    assertThat(cell(report, SERIES, row).verdict()).isEqualTo(Cell.Verdict.GOOD);
  }

  @Test
  void aSilentApiHoldsNothingWithOurs() throws Exception {
    Report report = run("silent-api", SERIES);
    assertThat(most(report, SERIES, "stuck", Map.of())).isZero();
    assertThat(most(report, SERIES, "others-waiting", Map.of())).isZero();
  }

  @Test
  void followersHoldRequestThreadsButForOurs() throws Exception {
    Report report = run("followers", "watch-log", SERIES);
    Map<String, String> twenty = Map.of("followers", "20");
    // It withholds the answer, which is none that goes on, and holds a thread all the same.
    assertThat(only(report, "watch-log", "still-following", twenty)).isZero();
    assertThat(only(report, "watch-log", "request-threads-held", twenty))
        .isGreaterThanOrEqualTo(20);
    assertThat(only(report, "watch-log", "kubernetes-log-streams", twenty))
        .isGreaterThanOrEqualTo(20);
    assertThat(only(report, SERIES, "still-following", twenty)).isEqualTo(20);
    assertThat(only(report, SERIES, "request-threads-held", twenty)).isZero();
    assertThat(only(report, SERIES, "kubernetes-log-streams", twenty)).isEqualTo(1);
    assertThat(most(report, SERIES, "left-behind", Map.of())).isZero();
  }

  @Test
  void aRestartedOverlordIsAskedForItsTasks() throws Exception {
    Report report = run("running-wait", "picks");
    Map<String, String> none = Map.of("fault", "none");
    assertThat(only(report, "picks", "unknown-locations", none)).isZero();
    assertThat(only(report, "picks", "located-said", none)).isEqualTo(5);
  }
}
