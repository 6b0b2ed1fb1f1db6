package io.druidpatch.verification.log;

import com.google.common.base.Optional;
import com.google.inject.Binder;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.Scopes;
import com.google.inject.servlet.GuiceFilter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.druid.discovery.NodeRole;
import org.apache.druid.guice.GuiceInjectors;
import org.apache.druid.guice.Jerseys;
import org.apache.druid.guice.JsonConfigProvider;
import org.apache.druid.guice.LifecycleModule;
import org.apache.druid.guice.annotations.Self;
import org.apache.druid.indexing.overlord.TaskMaster;
import org.apache.druid.indexing.overlord.TaskRunner;
import org.apache.druid.indexing.overlord.TaskStorageQueryAdapter;
import org.apache.druid.indexing.overlord.http.OverlordResource;
import org.apache.druid.initialization.ServerInjectorBuilder;
import org.apache.druid.java.util.common.lifecycle.Lifecycle;
import org.apache.druid.server.DruidNode;
import org.apache.druid.server.initialization.ServerConfig;
import org.apache.druid.server.initialization.jetty.JettyServerInitUtils;
import org.apache.druid.server.initialization.jetty.JettyServerInitializer;
import org.apache.druid.server.security.AllowAllAuthenticator;
import org.apache.druid.server.security.AllowAllAuthorizer;
import org.apache.druid.server.security.AuthenticationUtils;
import org.apache.druid.server.security.Authorizer;
import org.apache.druid.server.security.AuthorizerMapper;
import org.apache.druid.tasklogs.TaskLogStreamer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.HandlerList;
import org.eclipse.jetty.servlet.DefaultServlet;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

/**
 * Druid's HTTP server with the Overlord's resource for tasks, on loopback. Of the Overlord there is
 * only what a question for a log or for the list of tasks needs.
 */
final class OverlordHttp implements AutoCloseable {
  private final Lifecycle lifecycle;
  private final int port;

  /** One log for every task, which is followed by whoever reads it. */
  OverlordHttp(ScriptedLog log) throws Exception {
    this(task -> log, Streamed.FOLLOWED, freePort());
  }

  /** What the runner gives an answer that does not ask to follow, or cannot. */
  enum Streamed {
    /** The log as it is now, as the runner for pods of 30.0.0 does. */
    SNAPSHOT,
    /** A stream that ends when the log does. */
    FOLLOWED
  }

  /**
   * A server.
   *
   * @param logs gives the log of a task, or null
   * @param port on loopback
   */
  OverlordHttp(Function<String, ScriptedLog> logs, Streamed streamed, int port) throws Exception {
    this.port = port;
    Injector injector =
        ServerInjectorBuilder.makeServerInjector(
            GuiceInjectors.makeStartupInjector(),
            Set.of(NodeRole.OVERLORD),
            List.<Module>of(binder -> bind(binder, logs, streamed)));
    lifecycle = injector.getInstance(Lifecycle.class);
    lifecycle.start();
  }

  private void bind(Binder binder, Function<String, ScriptedLog> logs, Streamed streamed) {
    JsonConfigProvider.bindInstance(
        binder,
        Key.get(DruidNode.class, Self.class),
        new DruidNode("druid/overlord", "127.0.0.1", false, port, null, true, false));
    binder.bind(JettyServerInitializer.class).to(Handlers.class);
    binder.bind(AuthorizerMapper.class).toInstance(new AllowAll());
    TaskRunner runner = ScriptedTail.runner(logs);
    TaskMaster master = new IdleTasks.Master(runner);
    binder.bind(TaskMaster.class).toInstance(master);
    binder.bind(TaskStorageQueryAdapter.class).toInstance(new IdleTasks(master));
    TaskLogStreamer streamer =
        (task, offset) ->
            Optional.fromNullable(logs.apply(task))
                .transform(log -> streamed == Streamed.FOLLOWED ? log.follow() : log.snapshot());
    binder.bind(TaskLogStreamer.class).toInstance(streamer);
    binder.bind(OverlordResource.class).toProvider(TaskResource.class).in(Scopes.SINGLETON);
    Jerseys.addResource(binder, OverlordResource.class);
    LifecycleModule.register(binder, Server.class);
  }

  int port() {
    return port;
  }

  URI log(String task) {
    return log(task, "");
  }

  URI log(String task, String query) {
    return URI.create(
        "http://127.0.0.1:" + port + "/druid/indexer/v1/task/" + task + "/log" + query);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    lifecycle.stop();
  }

  /** Lets everybody do everything. */
  private static final class AllowAll extends AuthorizerMapper {
    AllowAll() {
      super(null);
    }

    @Override
    public Authorizer getAuthorizer(String name) {
      return new AllowAllAuthorizer();
    }
  }

  /** What the Overlord puts in front of its resources, as far as it concerns an answer's bytes. */
  static final class Handlers implements JettyServerInitializer {
    @Override
    public void initialize(Server server, Injector injector) {
      ServletContextHandler root = new ServletContextHandler(ServletContextHandler.SESSIONS);
      root.addServlet(new ServletHolder(new DefaultServlet()), "/");
      JettyServerInitUtils.addQosFilters(root, injector);
      AuthenticationUtils.addAuthenticationFilterChain(root, List.of(new AllowAllAuthenticator()));
      JettyServerInitUtils.addExtensionFilters(root, injector);
      root.addFilter(GuiceFilter.class, "/druid/*", null);
      ServerConfig config = injector.getInstance(ServerConfig.class);
      HandlerList handlers = new HandlerList();
      handlers.addHandler(
          JettyServerInitUtils.wrapWithDefaultGzipHandler(
              root, config.getInflateBufferSize(), config.getCompressionLevel()));
      server.setHandler(handlers);
    }
  }
}
