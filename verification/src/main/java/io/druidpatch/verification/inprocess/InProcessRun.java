package io.druidpatch.verification.inprocess;

import io.druidpatch.storage.Scratch;
import io.druidpatch.suite.ClusterKind;
import io.druidpatch.suite.ScenarioOptions;
import io.druidpatch.verification.measure.Cell;
import io.druidpatch.verification.measure.Curve;
import io.druidpatch.verification.measure.Measurement;
import io.druidpatch.verification.measure.Recorder;
import io.druidpatch.verification.report.Report;
import io.druidpatch.verification.run.Machine;
import io.druidpatch.verification.run.Teardown;
import io.druidpatch.verification.threshold.Thresholds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Starts every subject's server, and takes all of them through each scenario. */
public final class InProcessRun {
  private final List<Served> subjects;
  private final ScenarioOptions chosen;
  private final Thresholds limits;
  private final Teardown teardown;
  private final Consumer<String> progress;

  private final Map<String, LogServer> servers = new LinkedHashMap<>();
  private final List<Cell> cells = new ArrayList<>();
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<Curve> curves = new ArrayList<>();
  private final List<Report.Incident> incidents = new ArrayList<>();

  /** A run of some scenarios, whose rows are judged by these limits. */
  public InProcessRun(
      List<Served> subjects,
      ScenarioOptions options,
      Thresholds limits,
      Teardown teardown,
      Consumer<String> progress) {
    this.subjects = subjects;
    this.chosen = options;
    this.limits = limits;
    this.teardown = teardown;
    this.progress = progress;
  }

  /**
   * Runs the scenarios. A scenario that breaks off is an incident in the report, and the other
   * scenarios go on.
   *
   * @throws IOException if none can run
   */
  public Report run() throws IOException, InterruptedException {
    String started = now();
    Scratch work = teardown.add("the temporary folder", Scratch.make("verification"));
    Path scratch = work.folder();
    start();
    List<LogScenario> scenarios = servers.isEmpty() ? List.of() : LogScenarios.named(chosen.only());
    for (LogScenario scenario : scenarios) {
      progress.accept(scenario.name() + ": " + scenario.question());
      run(scenario, scratch);
    }
    progress.accept("ending the servers");
    servers.values().forEach(teardown::close);
    return new Report(
        started,
        now(),
        environment(),
        options(),
        subjects.stream().map(Served::info).toList(),
        cells,
        measurements,
        curves,
        incidents,
        List.of());
  }

  /** All at the same time, since each of them mostly loads classes. */
  private void start() throws IOException, InterruptedException {
    List<String> names = subjects.stream().map(s -> s.info().name()).toList();
    progress.accept("starting the servers of " + String.join(", ", names));
    Map<String, LogServer> starting = new LinkedHashMap<>();
    for (Served subject : subjects) {
      String name = subject.info().name();
      starting.put(name, teardown.add("the server of " + name, LogServer.start(subject.server())));
    }
    for (Map.Entry<String, LogServer> server : starting.entrySet()) {
      try {
        server.getValue().awaitReady();
        servers.put(server.getKey(), server.getValue());
      } catch (IOException e) {
        broken(server.getKey(), "start of the server", e);
        teardown.close(server.getValue());
      }
    }
  }

  private void run(LogScenario scenario, Path scratch) throws IOException, InterruptedException {
    List<Bench> benches = new ArrayList<>();
    for (Map.Entry<String, LogServer> server : servers.entrySet()) {
      benches.add(
          new Bench(
              server.getKey(),
              server.getValue(),
              new Recorder(server.getKey(), scenario.name()),
              limits,
              Files.createDirectories(scratch.resolve(server.getKey()))));
    }
    scenario.run(
        new Benches(benches, (bench, cause) -> broken(bench, scenario.name(), cause)),
        chosen.quick(),
        chosen.repeat(),
        progress);
    for (Bench bench : benches) {
      cells.addAll(bench.recorder().cells());
      measurements.addAll(bench.recorder().measurements());
      curves.addAll(bench.recorder().curves());
    }
  }

  private void broken(Bench bench, String scenario, Exception cause) {
    Exception why = cause;
    try {
      // The way a server ended says more than what its clients saw.
      why = bench.server().failure().map(Exception.class::cast).orElse(cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    broken(bench.subject(), scenario, why);
    bench.recorder().cell(scenario + " (whole)", Cell.Verdict.BROKEN, "broke off");
  }

  private void broken(String subject, String where, Exception e) {
    String what = e instanceof IOException ? e.getMessage() : e.toString();
    progress.accept(subject + ": " + where + " broke off: " + what);
    incidents.add(new Report.Incident(subject, where, what));
    if (System.getenv("VERIFICATION_TRACE") != null) {
      e.printStackTrace();
    }
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>(Machine.describe());
    environment.put("cluster", ClusterKind.IN_PROCESS.word());
    return environment;
  }

  private Map<String, String> options() {
    Map<String, String> options = new TreeMap<>();
    options.put("quick", String.valueOf(chosen.quick()));
    options.put("repeat", String.valueOf(chosen.repeat()));
    options.put(
        "scenarios",
        String.join(
            ", ", LogScenarios.named(chosen.only()).stream().map(LogScenario::name).toList()));
    return options;
  }
}
