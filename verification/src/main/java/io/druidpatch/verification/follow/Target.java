package io.druidpatch.verification.follow;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A request to send.
 *
 * @param uri the server, path and query
 * @param headers all headers except Host and Connection
 * @param tls makes connections for https
 */
public record Target(URI uri, Map<String, String> headers, Optional<SSLContext> tls) {
  /** A plain HTTP request. */
  public static Target of(URI uri) {
    return new Target(uri, Map.of(), Optional.empty());
  }

  /** This request with another header. */
  public Target with(String header, String value) {
    Map<String, String> more = new java.util.TreeMap<>(headers);
    more.put(header, value);
    return new Target(uri, more, tls);
  }

  /** This request to another server, without TLS. */
  public Target at(URI server) {
    return new Target(
        server.resolve(uri.getRawPath() + "?" + uri.getRawQuery()), headers, Optional.empty());
  }

  /**
   * Connects and completes the TLS handshake, so that the time of a request is that of its answer
   * alone.
   */
  Socket connect() throws IOException {
    boolean secure = "https".equals(uri.getScheme());
    int port = uri.getPort() > 0 ? uri.getPort() : secure ? 443 : 80;
    Socket socket =
        secure
            ? tls.orElseThrow().getSocketFactory().createSocket(uri.getHost(), port)
            : new Socket(uri.getHost(), port);
    socket.setTcpNoDelay(true);
    if (socket instanceof SSLSocket handshake) {
      handshake.startHandshake();
    }
    return socket;
  }

  /** The head of a GET request, in bytes of ASCII. */
  String head() {
    StringBuilder head = new StringBuilder("GET ").append(uri.getRawPath());
    if (uri.getRawQuery() != null) {
      head.append('?').append(uri.getRawQuery());
    }
    head.append(" HTTP/1.1\r\nHost: ").append(uri.getRawAuthority()).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append("\r\n").toString();
  }
}
