package io.druidpatch.verification.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the series' answers are on the wire, for clients that are not Java's. */
@Tag("patched")
@Timeout(60)
class LogClientsTest {
  /**
   * Python's urllib3 hands a chunk out when it has read the line end that closes it, which Jetty by
   * itself sends with the next chunk.
   */
  @Test
  void aChunkIsClosedWhenItIsSent() throws Exception {
    ScriptedLog log = new ScriptedLog();
    try (OverlordHttp overlord = new OverlordHttp(log)) {
      URI uri = overlord.log("a-task", "?follow=true");
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
        socket
            .getOutputStream()
            .write(
                ("GET " + uri.getPath() + "?" + uri.getQuery() + " HTTP/1.1\r\nHost: it\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        String headers = readTo(in, "\r\n\r\n");
        assertThat(headers)
            .startsWith("HTTP/1.1 200")
            .contains("Transfer-Encoding: chunked", "X-Druid-Task-Log-Offset: 0\r\n")
            .doesNotContain("Content-Length");
        log.write("first\n");
        assertThat(readTo(in, "\n\r\n")).isEqualTo("6\r\nfirst\n\r\n");
        log.end();
        assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).isEqualTo("0\r\n\r\n");
      }
    }
  }

  private static String readTo(InputStream in, String end) throws Exception {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(end) < 0) {
      int next = in.read();
      assertThat(next).isNotNegative();
      read.append((char) next);
    }
    return read.toString();
  }

  @Test
  void browsersGetEvents() throws Exception {
    ScriptedLog log = new ScriptedLog();
    log.write("first\nsecond\n");
    log.end();
    try (OverlordHttp overlord = new OverlordHttp(log)) {
      HttpResponse<String> response =
          get(overlord.log("a-task", "?follow=true"), "text/event-stream");
      assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
      assertThat(response.body())
          .isEqualTo(
              """
              data: first
              data: second
              data:\s
              id: 13

              event: end
              data: complete
              id: 13

              """);
    }
  }

  @Test
  void othersGetText() throws Exception {
    ScriptedLog log = new ScriptedLog();
    log.write("first\n");
    log.end();
    try (OverlordHttp overlord = new OverlordHttp(log)) {
      for (String query : new String[] {"?follow=true", ""}) {
        HttpResponse<String> response = get(overlord.log("a-task", query), "*/*");
        assertThat(response.headers().firstValue("Content-Type").orElseThrow())
            .isEqualToIgnoringCase("text/plain;charset=utf-8");
        assertThat(response.body()).isEqualTo("first\n");
      }
    }
  }

  private static HttpResponse<String> get(URI uri, String accept) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri).header("Accept", accept).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
