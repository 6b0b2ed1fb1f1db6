package io.druidpatch.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class QuickConnectionsTest {
  /** A server whose queue is full stands for a network that drops what goes to a git host. */
  @Test
  @Timeout(30)
  void aServerThatTakesNoConnectionIsGivenUpAfterTheShorterTime() throws IOException {
    List<Socket> queued = new ArrayList<>();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      try {
        fill(server, queued);
        URL url = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/druid.git").toURL();
        QuickConnections connections = new QuickConnections(300);
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
