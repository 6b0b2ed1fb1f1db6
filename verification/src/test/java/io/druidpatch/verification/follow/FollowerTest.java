package io.druidpatch.verification.follow;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A follower says what came when, and tells a whole answer from one that broke off. */
class FollowerTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private final CountDownLatch more = new CountDownLatch(1);
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/log", this::log);
    server.start();
  }

  @AfterEach
  void stop() {
    more.countDown();
    server.stop(0);
  }

  /** A line at once, and another one when the test says so. */
  private void log(HttpExchange exchange) throws IOException {
    boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Accept-Encoding"));
    if (gzip) {
      exchange.getResponseHeaders().add("Content-Encoding", "gzip");
    }
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream plain = exchange.getResponseBody();
        OutputStream body = gzip ? new GZIPOutputStream(plain, true) : plain) {
      body.write("first\n".getBytes(StandardCharsets.US_ASCII));
      body.flush();
      more.await();
      body.write("second\n".getBytes(StandardCharsets.US_ASCII));
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private Target target(String encoding) {
    int port = server.getAddress().getPort();
    return Target.of(URI.create("http://127.0.0.1:" + port + "/log?follow=true"))
        .with("Accept-Encoding", encoding);
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void theFirstByteIsSeenBeforeTheEnd(String encoding) throws Exception {
    Recording recording = new Recording(folder.resolve("log"));
    try (Follower follower = Follower.open(target(encoding), recording)) {
      assertThat(follower.awaitFirstByte(SOON)).isTrue();
      assertThat(follower.firstByteAfter()).isPresent();
      assertThat(follower.endAfter()).isEmpty();
      assertThat(follower.follows()).isTrue();
      more.countDown();
      assertThat(follower.awaitEnd(SOON)).isTrue();
      assertThat(follower.follows()).isFalse();
      assertThat(follower.failure()).isEmpty();
      assertThat(follower.endAfter().getAsDouble())
          .isGreaterThanOrEqualTo(follower.firstByteAfter().getAsDouble());
      assertThat(follower.status()).isEqualTo(200);
    }
    recording.close();
    assertThat(Files.readString(recording.file())).isEqualTo("first\nsecond\n");
    assertThat(recording.growth().get(recording.growth().size() - 1)[1]).isEqualTo(13);
  }

  @Test
  void anAnswerThatBreaksOffIsAFailure() throws Exception {
    try (ServerSocket rude = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Target target = Target.of(URI.create("http://127.0.0.1:" + rude.getLocalPort() + "/"));
      try (Follower follower = Follower.open(target, Sink.none());
          Socket connection = rude.accept()) {
        // No answer yet.
        assertThat(follower.follows()).isFalse();
        connection
            .getOutputStream()
            .write(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        assertThat(follower.awaitFirstByte(SOON)).isTrue();
        connection.shutdownOutput();
        assertThat(follower.awaitEnd(SOON)).isTrue();
        assertThat(follower.failure()).isPresent();
        assertThat(follower.bytes()).isEqualTo(5);
        assertThat(follower.follows()).isFalse();
        assertThat(follower.endAfter()).isEmpty();
      }
    }
  }

  @Test
  void whoGoesAwayHasNotFailed() throws Exception {
    Follower follower = Follower.open(target("identity"), Sink.none());
    follower.awaitFirstByte(SOON);
    follower.close();
    assertThat(follower.awaitEnd(SOON)).isTrue();
    assertThat(follower.failure()).isEmpty();
  }

  @Test
  void theFirstDifferenceOfTwoLogsIsFound() throws Exception {
    Path longer = Files.writeString(folder.resolve("longer"), "0123456789");
    assertThat(recorded("a", "01234").firstDifference(longer)).isEqualTo(-1);
    assertThat(recorded("b", "01x34").firstDifference(longer)).isEqualTo(2);
    assertThat(recorded("c", "0123456789!").firstDifference(longer)).isEqualTo(10);
  }

  private Recording recorded(String name, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    try (Recording recording = new Recording(folder.resolve(name))) {
      recording.piece(bytes, 0, bytes.length, 0);
      return recording;
    }
  }
}
