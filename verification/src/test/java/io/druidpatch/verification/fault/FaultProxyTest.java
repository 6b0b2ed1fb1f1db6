package io.druidpatch.verification.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each fault bites while it is set, and not otherwise. */
class FaultProxyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private HttpServer server;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestURI().toString().getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    int port = server.getAddress().getPort();
    proxy = FaultProxy.start("127.0.0.1", () -> new Socket(InetAddress.getLoopbackAddress(), port));
  }

  @AfterEach
  void stop() {
    proxy.close();
    server.stop(0);
  }

  private HttpResponse<String> get(String path, Duration patience) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + proxy.port() + path);
    return client.send(
        HttpRequest.newBuilder(uri).timeout(patience).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void withoutAFaultAnAnswerComesThrough() throws Exception {
    assertThat(get("/a?b=c", PATIENCE).body()).isEqualTo("/a?b=c");
    assertThat(get("/second/on/the/same/connection", PATIENCE).statusCode()).isEqualTo(200);
    assertThat(proxy.faulted()).isZero();
  }

  @Test
  void anErrorIsAnsweredToThoseThatAreMeant() throws Exception {
    proxy.set(Fault.answer(410).on("/log"));
    HttpResponse<String> gone = get("/pods/x/log?follow=true", PATIENCE);
    assertThat(gone.statusCode()).isEqualTo(410);
    assertThat(gone.body()).contains("\"code\":410");
    assertThat(proxy.faulted()).isEqualTo(1);
    assertThat(get("/pods", PATIENCE).statusCode()).isEqualTo(200);
    proxy.set(Fault.answer(410).on("/log").notOn("follow"));
    assertThat(get("/pods/x/log?follow=true", PATIENCE).statusCode()).isEqualTo(200);
    assertThat(get("/pods/x/log", PATIENCE).statusCode()).isEqualTo(410);
    proxy.set(Fault.answer(410).on("PUT ", "/log"));
    assertThat(get("/pods/x/log?follow=true", PATIENCE).statusCode()).isEqualTo(200);
    proxy.set(Fault.none());
    assertThat(get("/pods/x/log?follow=true", PATIENCE).statusCode()).isEqualTo(200);
  }

  @Test
  void kubeletSaysInPlaceOfALogThatItCannotReadIt() throws Exception {
    proxy.set(Fault.unreadableLog());
    HttpResponse<String> log = get("/pods/x/log?follow=true", PATIENCE);
    assertThat(log.statusCode()).isEqualTo(200);
    assertThat(log.body()).startsWith("unable to retrieve container logs for ");
    assertThat(get("/pods", PATIENCE).body()).isEqualTo("/pods");
  }

  @Test
  void aRefusedConnectionIsAnErrorForTheClient() throws Exception {
    assertThat(get("/before", PATIENCE).statusCode()).isEqualTo(200);
    proxy.set(Fault.refuse());
    assertThatThrownBy(() -> get("/a", PATIENCE)).isInstanceOf(IOException.class);
    assertThat(proxy.faulted()).isPositive();
    proxy.set(Fault.none());
    assertThat(get("/a", PATIENCE).statusCode()).isEqualTo(200);
  }

  @Test
  void aPausedRequestHearsNothingUntilItIsLetGo() throws Exception {
    proxy.set(Fault.pause().on("/slow"));
    assertThatThrownBy(() -> get("/slow", Duration.ofMillis(500)))
        .isInstanceOf(HttpTimeoutException.class);
    assertThat(get("/other", PATIENCE).statusCode()).isEqualTo(200);
    var waiting =
        client.sendAsync(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + "/slow"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    Thread.sleep(300);
    assertThat(waiting).isNotDone();
    proxy.set(Fault.none());
    assertThat(waiting.get().body()).isEqualTo("/slow");
  }

  @Test
  void aSlowAnswerComesLate() throws Exception {
    proxy.set(Fault.slow(Duration.ofMillis(400)));
    long start = System.nanoTime();
    assertThat(get("/a", PATIENCE).statusCode()).isEqualTo(200);
    assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(400).toNanos());
  }

  @Test
  void openConnectionsAreCountedByTheirLatestRequestAndCanBeCut() throws Exception {
    try (Socket one = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
      one.getOutputStream()
          .write(
              "GET /x/log?follow=true HTTP/1.1\r\nHost: h\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = one.getInputStream();
      assertThat(in.read()).isPositive();
      assertThat(proxy.open(request -> request.contains("/log?"))).isEqualTo(1);
      assertThat(proxy.open(request -> request.contains("/pods"))).isZero();
      assertThat(proxy.cut(request -> request.contains("/log?"))).isEqualTo(1);
      assertThat(proxy.open(request -> true)).isZero();
      assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
    }
  }

  @Test
  void anAnswerIsCopiedAsTheServerSendsIt() throws Exception {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    ByteArrayOutputStream other = new ByteArrayOutputStream();
    proxy.copy(request -> request.contains("/log") ? log : other);
    String body = get("/log", PATIENCE).body();
    assertThat(log.toString(StandardCharsets.UTF_8)).startsWith("HTTP/1.1 200").contains(body);
    get("/pods", PATIENCE);
    assertThat(log.toString(StandardCharsets.UTF_8)).containsOnlyOnce("HTTP/1.1");
    assertThat(other.toString(StandardCharsets.UTF_8)).containsOnlyOnce("HTTP/1.1 200");
  }

  @Test
  void aSilentConnectionTellsNeitherSideAndNewOnesWork() throws Exception {
    byte[] request =
        "GET /x/log?follow=true HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    try (Socket one = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
      one.getOutputStream().write(request);
      assertThat(one.getInputStream().read()).isPositive();
      assertThat(proxy.silence(r -> r.contains("/pods"))).isZero();
      assertThat(proxy.silence(r -> r.contains("/log?"))).isEqualTo(1);
      assertThat(proxy.silence(r -> r.contains("/log?"))).isZero();
      // What had come before is read; nothing comes after it, no end either.
      one.setSoTimeout(500);
      byte[] rest = new byte[4096];
      assertThat(one.getInputStream().read(rest)).isPositive();
      one.getOutputStream().write(request);
      assertThatThrownBy(() -> one.getInputStream().read(rest))
          .isInstanceOf(SocketTimeoutException.class);
      assertThat(get("/new", PATIENCE).statusCode()).isEqualTo(200);
      server.stop(0);
      assertThatThrownBy(() -> one.getInputStream().read(rest))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }
}
