package io.druidpatch.verification.fault;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Connections to the API server that a client configuration names, with its certificates. */
public final class ApiConnections implements FaultProxy.Upstream {
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

  /** What a client shows for itself in each request; null where a certificate says who it is. */
  public static String token(Config config) {
    return config.getOauthToken() != null ? config.getOauthToken() : config.getAutoOAuthToken();
  }

  @Override
  public Socket connect() throws IOException {
    if (tls == null) {
      return new Socket(server.getHost(), port);
    }
    SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(server.getHost(), port);
    if (!trustAll) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
    }
    return socket;
  }
}
