package io.druidpatch.verification.embedded;

import io.druidpatch.storage.Scratch;
import io.druidpatch.suite.ClusterKind;
import io.druidpatch.verification.cluster.Cluster;
import io.druidpatch.verification.embedded.apiserver.ApiServer;
import io.druidpatch.verification.embedded.apiserver.Discovery;
import io.druidpatch.verification.embedded.apiserver.ServerKeys;
import io.druidpatch.verification.embedded.controller.ControlLoop;
import io.druidpatch.verification.embedded.controller.FinishedJobs;
import io.druidpatch.verification.embedded.controller.GarbageCollector;
import io.druidpatch.verification.embedded.controller.JobController;
import io.druidpatch.verification.embedded.kubelet.Kubelet;
import io.druidpatch.verification.embedded.kubelet.LogRotation;
import io.druidpatch.verification.embedded.resource.ApiFailure;
import io.druidpatch.verification.embedded.resource.Registry;
import io.druidpatch.verification.embedded.resource.ResourceType;
import io.druidpatch.verification.embedded.resource.Store;
import io.druidpatch.verification.subject.Subject;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A Kubernetes cluster in this process, for Linux: the API is on loopback, and pods are processes
 * of this machine. The package's description says what that means for a pod template.
 */
public final class EmbeddedCluster implements Cluster {
  /** Changes of one type that a watch can go back to. */
  private static final int HISTORY = 1000;

  private final Scratch work;
  private final Path folder;
  private final Registry registry;
  private final Kubelet kubelet;
  private final ControlLoop controllers = new ControlLoop("embedded cluster: controllers");
  private final ControlLoop node = new ControlLoop("embedded cluster: node");
  private final Vertx vertx;
  private final KubernetesSerialization serialization = new KubernetesSerialization();
  private final int port;
  private final String namespace;
  private final Thread hook = new Thread(this::end, "embedded cluster: end");
  private ApiServer server;
  private Optional<ApiServer> secure = Optional.empty();
  private Optional<PfxOptions> keys = Optional.empty();
  private int securePort;
  private boolean closed;

  private EmbeddedCluster() throws IOException {
    work = Scratch.make("cluster");
    folder = work.folder();
    registry = new Registry(new Store(HISTORY, serialization));
    kubelet = new Kubelet(registry, node, folder);
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    server = serve(0, Optional.empty());
    Runtime.getRuntime().addShutdownHook(hook);
    port = server.listen();
    new JobController(registry, controllers).start();
    new GarbageCollector(registry, controllers).start();
    new FinishedJobs(registry, controllers).start();
    kubelet.start();
    makeNamespace("default");
    namespace = "druid-verification-" + UUID.randomUUID().toString().substring(0, 8);
    makeNamespace(namespace);
  }

  /**
   * Starts one, with a namespace in it.
   *
   * @throws IOException if its temporary folder cannot be made
   */
  public static EmbeddedCluster start() throws IOException {
    return new EmbeddedCluster();
  }

  private ApiServer serve(int where, Optional<PfxOptions> how) {
    return new ApiServer(vertx, registry, kubelet, serialization, where, how);
  }

  private void makeNamespace(String name) {
    registry.create(
        ResourceType.NAMESPACES,
        "",
        new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build());
  }

  @Override
  public ClusterKind kind() {
    return ClusterKind.EMBEDDED;
  }

  @Override
  public String version() {
    return Discovery.VERSION;
  }

  @Override
  public Config api() {
    return new ConfigBuilder(Config.empty())
        .withMasterUrl("http://127.0.0.1:" + port)
        .withNamespace(namespace)
        .build();
  }

  /** The TLS port, with a self-made certificate, opens when it is first asked for. */
  @Override
  public synchronized Config secureApi() throws IOException {
    if (secure.isEmpty()) {
      keys = Optional.of(ServerKeys.make(folder.resolve("api.p12")));
      ApiServer made = serve(0, keys);
      securePort = made.listen();
      secure = Optional.of(made);
    }
    return new ConfigBuilder(Config.empty())
        .withMasterUrl("https://127.0.0.1:" + securePort)
        .withTrustCerts(true)
        .withNamespace(namespace)
        .build();
  }

  /** Objects and pods stay, as with a real API server, whose store is another process. */
  @Override
  public synchronized boolean restartApi(Duration away) throws InterruptedException {
    server.close();
    secure.ifPresent(ApiServer::close);
    Thread.sleep(away.toMillis());
    server = serve(port, Optional.empty());
    server.listen();
    if (secure.isPresent()) {
      ApiServer again = serve(securePort, keys);
      again.listen();
      secure = Optional.of(again);
    }
    return true;
  }

  @Override
  public String namespace() {
    return namespace;
  }

  @Override
  public String hostAddress() {
    return "127.0.0.1";
  }

  @Override
  public String image(Subject subject) {
    String name = "embedded/" + subject.name().toLowerCase(Locale.ROOT);
    kubelet.addImage(name, subject.home().toAbsolutePath());
    return name;
  }

  @Override
  public void killContainer(String pod) throws IOException {
    if (!find(pod).map(kubelet::killContainer).orElse(false)) {
      throw new IOException("pod " + pod + ": no container runs");
    }
  }

  @Override
  public boolean canLoseNode() {
    return true;
  }

  /** As if each pod had a node of its own. */
  @Override
  public void loseNode(String pod) throws IOException {
    kubelet.lose(find(pod).orElseThrow(() -> new IOException("pod " + pod + ": not found")));
  }

  @Override
  public void evict(String pod) throws IOException {
    Pod there = find(pod).orElseThrow(() -> new IOException("pod " + pod + ": not found"));
    try {
      server.evict(there, new DeleteOptions());
    } catch (ApiFailure e) {
      throw new IOException("pod " + pod + ": cannot be evicted: " + e.getMessage(), e);
    }
  }

  /** Rotates containers' logs from now on; empty for no more, as in the beginning. */
  public void rotateLogs(Optional<LogRotation> how) {
    kubelet.rotateLogs(how);
  }

  /** Where all files of the cluster are. */
  Path folder() {
    return folder;
  }

  private Optional<Pod> find(String pod) {
    return registry.store().find(ResourceType.PODS, namespace, pod);
  }

  /** Ends all processes, closes all connections, and removes all folders. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The hook is running, or about to.
    }
    end();
  }

  private synchronized void end() {
    if (closed) {
      return;
    }
    closed = true;
    controllers.close();
    node.close();
    kubelet.removeAll();
    server.close();
    secure.ifPresent(ApiServer::close);
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the API server does not end", e);
    } finally {
      removeFolder();
    }
  }

  private void removeFolder() {
    try {
      work.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
