package io.druidpatch.verification.fault;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Connections to the API server that a client configuration names, with its certificates. One
 * connection is always made in advance. Druid's own client keeps a TLS connection open, so a
 * handshake for each request would be a cost that only the suite causes.
 */
public final class ApiConnections implements FaultProxy.Upstream, AutoCloseable {
  /**
   * How long a connection that was made in advance may wait; a server keeps an idle one for longer.
   */
  private static final long FRESH = TimeUnit.SECONDS.toNanos(60);

  private record Spare(Socket socket, long made) {}

  /**
   * How long to wait before the next spare connection is made, in milliseconds; the request that
   * took the last one has its answer by then.
   */
  private static final long AFTER = 50;

  private final ExecutorService maker =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "api-connections");
            thread.setDaemon(true);
            return thread;
          });
  private final AtomicReference<Spare> spare = new AtomicReference<>();
  private final URI server;
  private final int port;
  private final SSLContext tls;
  private final boolean trustAll;

  /**
   * @throws IOException if the configuration's certificates cannot be used
   */
  public ApiConnections(Config config) throws IOException {
    server = URI.create(config.getMasterUrl());
    boolean secure = "https".equals(server.getScheme());
    port = server.getPort() > 0 ? server.getPort() : secure ? 443 : 80;
    trustAll = config.isTrustCerts();
    tls = secure ? context(config) : null;
  }

  /**
   * What a client of the API server needs for TLS.
   *
   * @throws IOException if the configuration's certificates cannot be used
   */
  public static SSLContext context(Config config) throws IOException {
    try {
      return SSLUtils.sslContext(config);
    } catch (GeneralSecurityException e) {
      throw new IOException(
          config.getMasterUrl() + ": its certificates cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * The value of the header Authorization of each request; null where a client certificate stands
   * for it.
   */
  public static String token(Config config) {
    return config.getOauthToken() != null ? config.getOauthToken() : config.getAutoOAuthToken();
  }

  @Override
  public Socket connect() throws IOException {
    Spare made = spare.getAndSet(null);
    if (!maker.isShutdown()) {
      CompletableFuture.delayedExecutor(AFTER, TimeUnit.MILLISECONDS, maker)
          .execute(this::makeSpare);
    }
    if (made == null) {
      return make();
    }
    if (System.nanoTime() - made.made() > FRESH) {
      made.socket().close();
      return make();
    }
    return made.socket();
  }

  private void makeSpare() {
    try {
      Spare left = spare.getAndSet(new Spare(make(), System.nanoTime()));
      if (left != null) {
        left.socket().close();
      }
    } catch (IOException e) {
      // The next request makes its own connection, and reports why that fails.
    }
  }

  private Socket make() throws IOException {
    if (tls == null) {
      return new Socket(server.getHost(), port);
    }
    SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(server.getHost(), port);
    if (!trustAll) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
    }
    socket.startHandshake();
    return socket;
  }

  @Override
  public void close() {
    maker.shutdownNow();
    Spare left = spare.getAndSet(null);
    if (left != null) {
      try {
        left.socket().close();
      } catch (IOException e) {
        // The socket is closed in any case.
      }
    }
  }
}
