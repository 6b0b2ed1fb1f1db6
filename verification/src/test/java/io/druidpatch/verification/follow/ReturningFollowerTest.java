package io.druidpatch.verification.follow;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What breaks off is asked for again where it broke off. */
@Timeout(30)
class ReturningFollowerTest {
  private static final byte[] LOG = "one two three".getBytes(StandardCharsets.US_ASCII);

  private final List<String> queries = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/log", this::log);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** Breaks off after four bytes, then has no place, then gives the rest. */
  private void log(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    queries.add(query);
    int offset = Integer.parseInt(query.substring(query.lastIndexOf('=') + 1));
    if (queries.size() == 2) {
      exchange.sendResponseHeaders(503, 4);
      exchange.getResponseBody().write("busy".getBytes(StandardCharsets.US_ASCII));
    } else {
      exchange.getResponseHeaders().add("X-Druid-Task-Log-Offset", String.valueOf(offset));
      exchange.sendResponseHeaders(200, queries.size() == 1 ? LOG.length : LOG.length - offset);
      int length = queries.size() == 1 ? 4 : LOG.length - offset;
      exchange.getResponseBody().write(LOG, offset, length);
      exchange.getResponseBody().flush();
    }
    exchange.close();
  }

  @Test
  void itComesBackToThePositionAndKeepsNothingOfAnError() throws Exception {
    ByteArrayOutputStream came = new ByteArrayOutputStream();
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/log?follow=true");
    try (ReturningFollower follower =
        ReturningFollower.open(
            Target.of(uri),
            (buffer, from, length, seconds) -> came.write(buffer, from, length),
            Duration.ofMillis(10))) {
      assertThat(follower.awaitEnd(Duration.ofSeconds(20))).isTrue();
      assertThat(follower.answers()).isEqualTo(3);
    }
    assertThat(came.toByteArray()).isEqualTo(LOG);
    assertThat(queries)
        .containsExactly("follow=true&offset=0", "follow=true&offset=4", "follow=true&offset=4");
  }
}
