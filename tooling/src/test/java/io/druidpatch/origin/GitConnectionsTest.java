package io.druidpatch.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GitConnectionsTest {
  private final Config config = new Config();

  private GitConnections connections() {
    return new GitConnections(new GitProxies(config, Map.of(), ProxySelector.of(null)), 300);
  }

  /** JGit gives the factory the proxy of the process. */
  @Test
  @Timeout(30)
  void gitsProxyIsAskedInPlaceOfTheProcesss() throws IOException {
    try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      config.setString("http", null, "proxy", "127.0.0.1:" + proxy.getLocalPort());
      Thread answers = new Thread(() -> answer(proxy));
      answers.start();
      HttpConnection connection =
          connections().create(URI.create("http://git.example/druid.git").toURL(), Proxy.NO_PROXY);
      assertThat(connection.getResponseCode()).isEqualTo(418);
      assertThat(connection.getResponseMessage()).isEqualTo("GET http://git.example/druid.git");
    }
  }

  /** Answers with what was asked. */
  private static void answer(ServerSocket server) {
    try (Socket client = server.accept();
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
      String asked = in.readLine().replace(" HTTP/1.1", "");
      client
          .getOutputStream()
          .write(
              ("HTTP/1.1 418 " + asked + "\r\nContent-Length: 0\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server whose queue is full stands for a network that drops what goes to a git host. */
  @Test
  @Timeout(30)
  void aServerThatTakesNoConnectionIsGivenUpAfterTheShorterTime() throws IOException {
    List<Socket> queued = new ArrayList<>();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      try {
        fill(server, queued);
        URL url = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/druid.git").toURL();
        GitConnections connections = connections();
        for (HttpConnection connection :
            List.of(connections.create(url), connections.create(url, Proxy.NO_PROXY))) {
          connection.setConnectTimeout((int) Duration.ofMinutes(2).toMillis());
          assertThatThrownBy(connection::connect).isInstanceOf(SocketTimeoutException.class);
        }
      } finally {
        for (Socket socket : queued) {
          socket.close();
        }
      }
    }
    assertThat(queued).isNotEmpty();
  }

  private static void fill(ServerSocket server, List<Socket> queued) throws IOException {
    while (true) {
      Socket socket = new Socket();
      queued.add(socket);
      try {
        socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 300);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
  }
}
