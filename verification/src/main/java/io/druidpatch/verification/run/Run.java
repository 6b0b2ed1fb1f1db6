package io.druidpatch.verification.run;

import io.druidpatch.storage.Scratch;
import io.druidpatch.suite.SuitePlan;
import io.druidpatch.verification.cluster.Cluster;
import io.druidpatch.verification.druid.Services;
import io.druidpatch.verification.fault.ApiConnections;
import io.druidpatch.verification.fault.FaultProxy;
import io.druidpatch.verification.report.Report;
import io.druidpatch.verification.scenario.OverlordRestart;
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

  private final Findings findings;

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
    this.findings = new Findings(progress);
  }

  /**
   * Runs the scenarios. A scenario that breaks off is an incident in the report, and the other
   * scenarios go on; so do the other subjects after one that cannot be unpacked or started.
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
    List<String> names = plan.subjects();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      Path folder = work.resolve(name);
      Subject subject;
      Path routerHome;
      try {
        subject = unpack(name, folder);
        routerHome = routerHome(subject, folder);
      } catch (IOException | RuntimeException e) {
        teardown.waitIfJvmEnds();
        if (findings.hasNoSubject() && i == names.size() - 1) {
          throw e;
        }
        findings.broken(name, "unpacking", e);
        continue;
      }
      findings.add(subject);
      run(subject, routerHome, folder, client, api, objects);
    }
    return findings.report(started, now(), environment(), options());
  }

  private Subject unpack(String name, Path folder) throws IOException {
    Path tarball = plan.sources().get(name);
    progress.accept(name + ": unpacking " + tarball.getFileName());
    return unpack(name, tarball, folder.resolve("druid"), plan.image(name));
  }

  private static Subject unpack(String name, Path tarball, Path folder, Optional<String> image)
      throws IOException {
    try {
      return UnpackedSubject.unpack(name, tarball, folder, image);
    } catch (IOException e) {
      throw new IOException(tarball + ": cannot be unpacked: " + e.getMessage(), e);
    }
  }

  private Path routerHome(Subject subject, Path folder) throws IOException {
    Path tarball = plan.routers().get(subject.name());
    return tarball == null
        ? subject.home()
        : unpack(subject.name(), tarball, folder.resolve("router"), Optional.empty()).home();
  }

  private void run(
      Subject subject,
      Path routerHome,
      Path folder,
      KubernetesClient client,
      FaultProxy api,
      S3Objects objects)
      throws InterruptedException {
    String name = subject.name();
    progress.accept(name + ": starting Druid");
    String prefix = cluster.namespace() + "/" + name;
    Optional<FaultProxy> faulty = Optional.empty();
    Optional<FaultProxy> plain = Optional.empty();
    try {
      faulty = storeProxy();
      plain = storeProxy();
      Services.Setup setup =
          new Services.Setup(
              plan.home().resolve("conf"),
              // Compiled by a module of its own: it is of Druid's libraries, not of the suite's.
              plan.home().resolve("supervisor/target/classes"),
              folder,
              routerHome,
              cluster,
              client,
              api,
              store,
              address(faulty),
              address(plain),
              prefix);
      Services services = teardown.add("Druid of " + name, Services.start(subject, setup));
      series(services, folder, client, api, faulty, objects).run(scenarios);
      teardown.waitIfJvmEnds();
      progress.accept(name + ": ending Druid");
      teardown.close(services);
    } catch (IOException | RuntimeException e) {
      teardown.waitIfJvmEnds();
      findings.broken(name, "start of Druid", e);
    }
    faulty.ifPresent(teardown::close);
    plain.ifPresent(teardown::close);
    keepLogs(subject, folder);
    try {
      objects.delete(prefix + "/");
    } catch (RuntimeException e) {
      teardown.waitIfJvmEnds();
      findings.broken(name, "deleting its keys " + prefix + "/ in the object store", e);
    }
  }

  private ScenarioSeries series(
      Services services,
      Path folder,
      KubernetesClient client,
      FaultProxy api,
      Optional<FaultProxy> faulty,
      S3Objects objects)
      throws IOException {
    String name = services.subject().name();
    Path properties = services.overlordProperties();
    String atFirst = Files.readString(properties);
    return new ScenarioSeries(
        name,
        (scenario, recorder) ->
            new ScenarioContext(
                services,
                cluster,
                new Pods(cluster, client),
                api,
                faulty,
                objects,
                plan.scenarios().quick(),
                plan.scenarios().repeat(),
                Files.createDirectories(folder.resolve(scenario.name())),
                plan.home().resolve("clients"),
                limits,
                recorder,
                text -> progress.accept(name + ": " + text)),
        context -> {
          // The scenario may have set others, for good.
          Files.writeString(properties, atFirst);
          OverlordRestart.byProxy(context, Map.of());
        },
        findings,
        teardown,
        progress);
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

  /** What was measured counts without them, so that they cannot be kept is no more than told. */
  private void keepLogs(Subject subject, Path folder) {
    Path from = folder.resolve("log");
    if (Files.isDirectory(from)) {
      try {
        copyLogs(subject, from);
      } catch (IOException e) {
        findings.broken(subject.name(), "keeping the logs of Druid", e);
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
