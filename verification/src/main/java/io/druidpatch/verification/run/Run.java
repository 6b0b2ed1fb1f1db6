package io.druidpatch.verification.run;

import io.druidpatch.storage.Scratch;
import io.druidpatch.suite.SuitePlan;
import io.druidpatch.verification.cluster.Cluster;
import io.druidpatch.verification.druid.Services;
import io.druidpatch.verification.fault.ApiConnections;
import io.druidpatch.verification.fault.FaultProxy;
import io.druidpatch.verification.measure.Cell;
import io.druidpatch.verification.measure.Curve;
import io.druidpatch.verification.measure.Measurement;
import io.druidpatch.verification.measure.Recorder;
import io.druidpatch.verification.report.Report;
import io.druidpatch.verification.scenario.Pods;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import io.druidpatch.verification.store.ObjectStore;
import io.druidpatch.verification.store.S3Objects;
import io.druidpatch.verification.subject.Subject;
import io.druidpatch.verification.subject.UnpackedSubject;
import io.druidpatch.verification.threshold.Thresholds;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs each scenario on each subject. One subject's Druid runs at a time. */
public final class Run {
  private final SuitePlan plan;
  private final Thresholds limits;
  private final List<Scenario> scenarios;
  private final Cluster cluster;
  private final ObjectStore store;
  private final Teardown teardown;
  private final Consumer<String> progress;

  private final List<Cell> cells = new ArrayList<>();
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<Curve> curves = new ArrayList<>();
  private final List<Report.Incident> incidents = new ArrayList<>();
  private final List<Report.SubjectInfo> subjects = new ArrayList<>();

  /**
   * A run.
   *
   * @param limits what ours has to meet, and what verdicts follow
   * @param cluster is closed by the caller, as is the store
   */
  public Run(
      SuitePlan plan,
      Thresholds limits,
      Cluster cluster,
      ObjectStore store,
      Teardown teardown,
      Consumer<String> progress) {
    this.plan = plan;
    this.limits = limits;
    this.scenarios = Scenarios.named(plan.scenarios().only());
    this.cluster = cluster;
    this.store = store;
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
    Scratch scratchFolder = Scratch.make("verification");
    Path work = scratchFolder.folder();
    // The user of a container may have written there.
    teardown.add("the folder " + work, () -> end(scratchFolder));
    KubernetesClient client = teardown.add("the Kubernetes client", cluster.client());
    ApiConnections connections =
        teardown.add("connections to the Kubernetes API", new ApiConnections(cluster.api()));
    FaultProxy api =
        teardown.add(
            "the proxy before the Kubernetes API", FaultProxy.start("127.0.0.1", connections));
    S3Objects objects = teardown.add("the S3 client", S3Objects.of(store));
    for (String name : plan.subjects()) {
      Path tarball = plan.sources().get(name);
      progress.accept(name + ": unpacking " + tarball.getFileName());
      Path folder = work.resolve(name);
      Subject subject =
          UnpackedSubject.unpack(name, tarball, folder.resolve("druid"), plan.image(name));
      Path routerHome = subject.home();
      Path routerTarball = plan.routers().get(subject.name());
      if (routerTarball != null) {
        Path at = folder.resolve("router");
        routerHome =
            UnpackedSubject.unpack(subject.name(), routerTarball, at, Optional.empty()).home();
      }
      subjects.add(
          new Report.SubjectInfo(
              subject.name(), subject.sha256(), subject.tip(), subject.entries()));
      run(subject, routerHome, folder, client, api, objects);
    }
    return new Report(
        started,
        now(),
        environment(),
        options(),
        subjects,
        cells,
        measurements,
        curves,
        incidents,
        List.of());
  }

  private void run(
      Subject subject,
      Path routerHome,
      Path folder,
      KubernetesClient client,
      FaultProxy api,
      S3Objects objects)
      throws IOException, InterruptedException {
    Optional<FaultProxy> faulty = storeProxy();
    Optional<FaultProxy> plain = storeProxy();
    progress.accept(subject.name() + ": starting Druid");
    String prefix = cluster.namespace() + "/" + subject.name();
    Services services;
    try {
      services =
          teardown.add(
              "Druid of " + subject.name(),
              Services.start(
                  subject,
                  new Services.Setup(
                      plan.home().resolve("conf"),
                      // Compiled by a module of its own: it is of Druid's libraries, not of the
                      // suite's.
                      plan.home().resolve("supervisor/target/classes"),
                      folder,
                      routerHome,
                      cluster,
                      client,
                      api,
                      store,
                      address(faulty),
                      address(plain),
                      prefix)));
    } catch (IOException | RuntimeException e) {
      teardown.waitIfJvmEnds();
      broken(subject, "start of Druid", e);
      keepLogs(subject, folder);
      return;
    }
    try {
      for (Scenario scenario : scenarios) {
        progress.accept(subject.name() + ": " + scenario.name() + ": " + scenario.question());
        Recorder recorder = new Recorder(subject.name(), scenario.name());
        Path scratch = Files.createDirectories(folder.resolve(scenario.name()));
        try {
          scenario.run(
              new ScenarioContext(
                  services,
                  cluster,
                  new Pods(cluster, client),
                  api,
                  faulty,
                  objects,
                  plan.scenarios().quick(),
                  plan.scenarios().repeat(),
                  scratch,
                  plan.home().resolve("clients"),
                  limits,
                  recorder,
                  text -> progress.accept(subject.name() + ": " + text)));
        } catch (InterruptedException e) {
          throw e;
        } catch (Exception e) {
          teardown.waitIfJvmEnds();
          broken(subject, scenario.name(), e);
          recorder.cell(scenario.name() + " (whole)", Cell.Verdict.BROKEN, "broke off");
        } finally {
          cells.addAll(recorder.cells());
          measurements.addAll(recorder.measurements());
          curves.addAll(recorder.curves());
        }
      }
    } finally {
      teardown.waitIfJvmEnds();
      progress.accept(subject.name() + ": ending Druid");
      teardown.close(services);
      faulty.ifPresent(teardown::close);
      plain.ifPresent(teardown::close);
      keepLogs(subject, folder);
      objects.delete(prefix + "/");
    }
  }

  /** A proxy for the store on an address that pods reach. A store with TLS gets none. */
  private Optional<FaultProxy> storeProxy() throws IOException {
    URI endpoint = store.endpoint();
    if (!"http".equals(endpoint.getScheme())) {
      return Optional.empty();
    }
    int port = endpoint.getPort() > 0 ? endpoint.getPort() : 80;
    return Optional.of(
        teardown.add(
            "a proxy before the object store",
            FaultProxy.start(cluster.hostAddress(), () -> new Socket(endpoint.getHost(), port))));
  }

  private URI address(Optional<FaultProxy> proxy) {
    return proxy
        .map(p -> URI.create("http://" + cluster.hostAddress() + ":" + p.port()))
        .orElse(store.endpoint());
  }

  private void broken(Subject subject, String where, Exception e) {
    progress.accept(subject.name() + ": " + where + " broke off: " + e);
    incidents.add(new Report.Incident(subject.name(), where, e.toString()));
    if (System.getenv("VERIFICATION_TRACE") != null) {
      e.printStackTrace();
    }
  }

  /** What was measured counts without them, so that they cannot be kept is no more than told. */
  private void keepLogs(Subject subject, Path folder) {
    Path from = folder.resolve("log");
    if (Files.isDirectory(from)) {
      try {
        copyLogs(subject, from);
      } catch (IOException e) {
        broken(subject, "keeping the logs of Druid", e);
      }
    }
  }

  private void copyLogs(Subject subject, Path from) throws IOException {
    Path to = Files.createDirectories(plan.report().resolve("log").resolve(subject.name()));
    try (Stream<Path> logs = Files.list(from)) {
      for (Path log : logs.filter(Files::isRegularFile).toList()) {
        Files.copy(
            log,
            to.resolve(log.getFileName().toString()),
            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private void end(Scratch work) throws IOException {
    if (plan.running().keep()) {
      work.keep();
      progress.accept("kept: " + work.folder());
      return;
    }
    work.close();
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>(Machine.describe());
    environment.put("cluster", cluster.kind().word());
    environment.put("Kubernetes", cluster.version());
    environment.put("object store", store.kind());
    return environment;
  }

  private Map<String, String> options() {
    Map<String, String> options = new TreeMap<>();
    options.put("quick", String.valueOf(plan.scenarios().quick()));
    plan.routers()
        .forEach(
            (name, router) -> options.put("router of " + name, router.getFileName().toString()));
    options.put("repeat", String.valueOf(plan.scenarios().repeat()));
    options.put("scenarios", String.join(", ", scenarios.stream().map(Scenario::name).toList()));
    return options;
  }
}
