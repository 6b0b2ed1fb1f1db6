package io.druidpatch.verification.scenario;

import io.druidpatch.verification.fault.FaultProxy;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.Map;

/**
 * The Overlord's way to the Kubernetes API as it has it in use: TLS up to the API server, and
 * HTTP/2 where its client asks for that, through a proxy that only moves bytes. The Overlord is
 * started anew for it, and again when this is closed.
 */
public final class SecureWay implements AutoCloseable {
  private final ScenarioContext context;
  private final FaultProxy proxy;

  private SecureWay(ScenarioContext context, FaultProxy proxy) {
    this.context = context;
    this.proxy = proxy;
  }

  /**
   * Takes it.
   *
   * @throws IOException if there is no such way on this cluster
   */
  public static SecureWay take(ScenarioContext context) throws Exception {
    Config config = context.cluster().secureApi();
    URI server = URI.create(config.getMasterUrl());
    int port = server.getPort() > 0 ? server.getPort() : 443;
    SecureWay way =
        new SecureWay(
            context, FaultProxy.start("127.0.0.1", () -> new Socket(server.getHost(), port)));
    try {
      URI proxy = URI.create("https://127.0.0.1:" + way.proxy.port());
      OverlordRestart.by(context, config, proxy, Map.of());
      return way;
    } catch (IOException | InterruptedException | RuntimeException e) {
      way.close();
      throw e;
    }
  }

  /** The proxy on the way, where connections can be silenced and counted. */
  public FaultProxy proxy() {
    return proxy;
  }

  @Override
  public void close() throws IOException {
    try {
      OverlordRestart.byProxy(context, Map.of());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the Overlord was started anew", e);
    } finally {
      proxy.close();
    }
  }
}
