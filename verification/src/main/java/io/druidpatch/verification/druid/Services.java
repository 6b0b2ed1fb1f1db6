package io.druidpatch.verification.druid;

import io.druidpatch.verification.cluster.Cluster;
import io.druidpatch.verification.fault.FaultProxy;
import io.druidpatch.verification.store.ObjectStore;
import io.druidpatch.verification.subject.Subject;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * ZooKeeper, a coordinator that is the Overlord, and a router, of one subject: real processes by
 * the distribution's own start scripts. The Overlord reaches Kubernetes through a proxy.
 */
public final class Services implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(3);

  /**
   * The name of the Overlord's own pod, by which it looks for one where it is told to make its
   * tasks' pods of that. It is a process of this machine here, so that there is none by itself.
   */
  public static final String OVERLORD_POD = "overlord";

  /** The path in ZooKeeper of the candidates for the leadership. */
  private static final String LATCH = "/druid/overlord/_OVERLORD";

  /** The properties that all processes share. */
  static final String COMMON = "_common/common.runtime.properties";

  private static final String OVERLORD = "coordinator-overlord/runtime.properties";

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Subject subject;
  private final Path folder;
  private final Configuration configuration;
  private final String prefix;
  private final String namespace;
  private final Overlord overlord;
  private final Overlord router;
  private DruidProcess zookeeper;
  private DruidProcess overlordProcess;

  /**
   * What a subject's services are started with.
   *
   * @param conf the templates of the configuration
   * @param extension classes that the Overlord loads besides its own
   * @param folder for configuration, data and the processes' logs; new
   * @param routerHome the distribution that the router is started from
   * @param apiProxy the way to the API server
   * @param storeForDruid the object store's address for the Overlord
   * @param storeForPods the object store's address for tasks
   * @param prefix of this subject's keys in the bucket
   */
  public record Setup(
      Path conf,
      Path extension,
      Path folder,
      Path routerHome,
      Cluster cluster,
      KubernetesClient client,
      FaultProxy apiProxy,
      ObjectStore store,
      URI storeForDruid,
      URI storeForPods,
      String prefix) {}

  /** The entry that changes the command which k8s-jobs.md documents for a peon. */
  private static final String REPORT_PLACE = "task-report-place";

  private Services(Subject subject, Setup setup, List<Integer> ports) {
    this.subject = subject;
    this.folder = setup.folder();
    this.prefix = setup.prefix();
    this.namespace = setup.cluster().namespace();
    String address = setup.cluster().hostAddress();
    this.overlord = new Overlord(URI.create("http://" + address + ":" + ports.get(1)));
    this.router = new Overlord(URI.create("http://" + address + ":" + ports.get(2)));
    this.configuration =
        new Configuration(setup.conf(), folder.resolve("conf"))
            .with("ADDRESS", address)
            .with("WORK", folder.resolve("data"))
            .with("NAMESPACE", setup.cluster().namespace())
            .with("PEON_FOLDER", subject.entries().contains(REPORT_PLACE) ? "task" : "base")
            .with("ZOOKEEPER_PORT", ports.get(0))
            .with("OVERLORD_PORT", ports.get(1))
            .with("ROUTER_PORT", ports.get(2))
            .with("DERBY_PORT", ports.get(3))
            .with("S3_ACCESS_KEY", setup.store().accessKey())
            .with("S3_SECRET_KEY", setup.store().secretKey())
            .with("S3_REGION", setup.store().region())
            .with("S3_BUCKET", setup.store().bucket())
            .with("S3_PREFIX", prefix)
            .with("S3_ENDPOINT", setup.storeForDruid())
            .with("S3_PROTOCOL", setup.storeForDruid().getScheme());
  }

  /**
   * Starts the services and waits until the Overlord leads and the router answers.
   *
   * @throws IOException if a service ends, with the end of its log
   */
  public static Services start(Subject subject, Setup setup)
      throws IOException, InterruptedException {
    Services services =
        new Services(subject, setup, Configuration.freePorts(setup.cluster().hostAddress(), 4));
    try {
      services.begin(setup);
      return services;
    } catch (IOException | InterruptedException | RuntimeException e) {
      services.close();
      throw e;
    }
  }

  private void begin(Setup setup) throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("log"));
    Files.createDirectories(folder.resolve("data/tmp"));
    String image = setup.cluster().image(subject);
    configuration.with("IMAGE", image).with("PULL_POLICY", Cluster.pullPolicy(image)).write();
    // The folder is on the Overlord's class path, in which Druid looks for extensions as well.
    configuration.add("coordinator-overlord", setup.extension());
    reachApi(setup.cluster().api(), URI.create("http://127.0.0.1:" + setup.apiProxy().port()));
    PodFiles.create(configuration, setup);
    zookeeper = launch(subject.home(), "zookeeper", "bin/run-zk");
    overlordProcess = launchOverlord();
    DruidProcess routerProcess = launch(setup.routerHome(), "router", "bin/run-druid", "router");
    // Closed in the opposite order, since Druid waits for a ZooKeeper that has gone.
    opened.push(zookeeper);
    opened.push(() -> overlordProcess.close());
    opened.push(routerProcess);
    long until = System.nanoTime() + START.toNanos();
    while (!overlord.leads() || !router.healthy() || !routes()) {
      zookeeper.requireAlive();
      overlordProcess.requireAlive();
      routerProcess.requireAlive();
      if (System.nanoTime() > until) {
        throw new IOException(
            "Druid of "
                + subject.name()
                + " is not up after "
                + START.toMinutes()
                + " minutes; its logs are in "
                + folder.resolve("log"));
      }
      Thread.sleep(200);
    }
  }

  private boolean routes() throws InterruptedException {
    try {
      return router.get("/druid/indexer/v1/leader").status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private DruidProcess launchOverlord() throws IOException {
    String name = "coordinator-overlord";
    return launch(subject.home(), name, "bin/run-druid", name);
  }

  private DruidProcess launch(Path home, String name, String program, String... arguments)
      throws IOException {
    List<String> command =
        java.util.stream.Stream.of(
                List.of(program), List.of(arguments), List.of(configuration.folder().toString()))
            .flatMap(List::stream)
            .collect(Collectors.toList());
    Map<String, String> environment = new TreeMap<>();
    environment.put("DRUID_LOG_DIR", folder.resolve("log").toString());
    environment.put("KUBECONFIG", folder.resolve("kubeconfig").toString());
    environment.put("HOSTNAME", OVERLORD_POD);
    return DruidProcess.start(
        name, command, home, environment, folder.resolve("log/" + name + ".log"));
  }

  /** The Overlord, asked directly. */
  public Overlord overlord() {
    return overlord;
  }

  /** The Overlord, asked through the router. */
  public Overlord router() {
    return router;
  }

  public Subject subject() {
    return subject;
  }

  /** The key of the log of a task that has ended. */
  public String logKey(String task) {
    return prefix + "/logs/" + task + "/log";
  }

  /** What the keys of a log's parts begin with, which are pushed while its task runs. */
  public String logPartKeys(String task) {
    return logKey(task).replaceFirst("/log$", ".");
  }

  /** The Overlord's own properties, which {@link #startOverlord} changes. */
  public Path overlordProperties() {
    return configuration.file(OVERLORD);
  }

  /** The file that the Overlord writes its own log to. */
  public Path overlordLog() {
    return folder.resolve("log/coordinator-overlord.log");
  }

  /** The folder for the Overlord's temporary files. */
  public Path overlordTemporary() {
    return folder.resolve("data/tmp");
  }

  public JvmProbe probeOverlord() throws IOException {
    return JvmProbe.attach(overlordProcess.pid());
  }

  /**
   * Leads the Overlord to the Kubernetes API by another address, from its next start on.
   *
   * @param config the client's credentials there
   * @param server the address: of plain HTTP, or of TLS up to the API server
   */
  public void reachApi(Config config, URI server) throws IOException {
    ClientConfig.write(folder.resolve("kubeconfig"), config, server, namespace);
  }

  /**
   * Ends the Overlord's session with ZooKeeper, so that it loses the leadership. It is the only
   * candidate, and becomes the leader again.
   *
   * @throws IOException if the Overlord has no session
   */
  public void loseLeadership() throws IOException {
    if (ZooKeeperSessions.end(zookeeper.pid(), LATCH) == 0) {
      throw new IOException("no session of ZooKeeper holds a node under " + LATCH);
    }
  }

  /** Locks the table of tasks in the metadata store, until the lock is closed. */
  public TasksTableLock lockTasks(TasksTableLock.Kind kind) throws IOException {
    return TasksTableLock.take(configuration.file(COMMON), kind);
  }

  /** Processor time that the Overlord has used, in seconds. */
  public double overlordCpu() {
    return ProcessHandle.of(overlordProcess.pid())
        .flatMap(handle -> handle.info().totalCpuDuration())
        .map(time -> time.toNanos() / 1e9)
        .orElse(Double.NaN);
  }

  /** How many descriptors the Overlord has open. */
  public int overlordDescriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/" + overlordProcess.pid() + "/fd"))) {
      return (int) all.count();
    }
  }

  /** Kills the Overlord, as a crash would. */
  public void killOverlord() throws InterruptedException {
    overlordProcess.kill();
  }

  /**
   * Starts the Overlord again after {@link #killOverlord()}, and returns at once.
   *
   * @param properties set in its runtime.properties from now on
   */
  public void startOverlord(Map<String, String> properties) throws IOException {
    configuration.set(OVERLORD, properties);
    overlordProcess = launchOverlord();
  }

  /**
   * Waits until the Overlord leads, and asks for that all the time.
   *
   * @throws IOException if it ends, or does not lead in time
   */
  public void awaitLeader(Duration time) throws IOException, InterruptedException {
    long until = System.nanoTime() + time.toNanos();
    while (!overlord.leads()) {
      overlordProcess.requireAlive();
      if (System.nanoTime() > until) {
        throw new IOException("the Overlord does not lead after " + time.toSeconds() + " s");
      }
      Thread.sleep(5);
    }
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
