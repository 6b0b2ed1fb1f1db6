package io.druidpatch.verification.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Druid does with a log that is still being written: stock 30.0.0, and with the series. */
class LogStreamingTest {
  /** How long something is waited for that must not come: many times what a round trip takes. */
  private static final long NEVER_SECONDS = 2;

  private static final long SOON_SECONDS = 20;

  /**
   * The reason for a patch: a log stream that follows the pod is not enough. What the task has
   * written stays in the answer's buffers, and the first byte comes when the task ends.
   */
  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void stockHoldsASmallLogBackUntilItsEnd(String encoding) throws Exception {
    ScriptedLog log = new ScriptedLog();
    log.write("first line\n");
    try (OverlordHttp overlord = new OverlordHttp(log);
        Follower follower = new Follower(overlord, encoding)) {
      assertThat(follower.pieces.poll(NEVER_SECONDS, TimeUnit.SECONDS)).isNull();
      log.write("last line\n");
      log.end();
      assertThat(follower.pieces.poll(SOON_SECONDS, TimeUnit.SECONDS)).isNotNull();
      assertThat(follower.whole.get(SOON_SECONDS, TimeUnit.SECONDS)).isEqualTo(log.written());
      assertThat(follower.encoding()).isEqualTo(encoding);
    }
  }

  /**
   * And it is a buffer that holds it: a log that is larger comes through, up to the last buffer.
   */
  @Test
  void stockSendsALargeLogByBuffers() throws Exception {
    ScriptedLog log = new ScriptedLog();
    log.write("a line of a log\n".repeat(10_000));
    try (OverlordHttp overlord = new OverlordHttp(log);
        Follower follower = new Follower(overlord, "identity")) {
      assertThat(follower.pieces.poll(SOON_SECONDS, TimeUnit.SECONDS)).isNotNull();
      log.end();
      assertThat(follower.whole.get(SOON_SECONDS, TimeUnit.SECONDS)).isEqualTo(log.written());
    }
  }

  /** What the series is for: each piece comes when it is written, and the answer ends properly. */
  @Tag("patched")
  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void aFollowedLogComesAsItIsWritten(String encoding) throws Exception {
    ScriptedLog log = new ScriptedLog();
    try (OverlordHttp overlord = new OverlordHttp(log);
        Follower follower = new Follower(overlord.log("a-task", "?follow=true"), encoding)) {
      // The headers, before there is anything.
      assertThat(follower.encoding()).isEqualTo(encoding);
      for (String line : List.of("first line\n", "second line\n", "third line\n")) {
        log.write(line);
        assertThat(follower.pieces.poll(SOON_SECONDS, TimeUnit.SECONDS)).isEqualTo(line);
      }
      assertThat(follower.whole).isNotDone();
      log.end();
      assertThat(follower.whole.get(SOON_SECONDS, TimeUnit.SECONDS)).isEqualTo(log.written());
    }
  }

  /** A client that reads an answer as it comes, and decodes it. */
  private static final class Follower implements AutoCloseable {
    private final BlockingQueue<String> pieces = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> whole = new CompletableFuture<>();
    private final CompletableFuture<String> encoding = new CompletableFuture<>();
    private final Thread thread;

    Follower(OverlordHttp overlord, String encoding) {
      this(overlord.log("a-task"), encoding);
    }

    Follower(URI log, String encoding) {
      HttpRequest request = HttpRequest.newBuilder(log).header("Accept-Encoding", encoding).build();
      thread = new Thread(() -> read(request), "follower");
      thread.start();
    }

    /** How the answer was encoded. */
    String encoding() throws Exception {
      return encoding.get(SOON_SECONDS, TimeUnit.SECONDS);
    }

    private void read(HttpRequest request) {
      try {
        HttpResponse<InputStream> response =
            HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        String encoded = response.headers().firstValue("Content-Encoding").orElse("identity");
        encoding.complete(encoded);
        StringBuilder all = new StringBuilder();
        try (InputStream body = response.body();
            InputStream decoded = encoded.equals("gzip") ? new GZIPInputStream(body) : body) {
          byte[] buffer = new byte[8192];
          for (int n = decoded.read(buffer); n >= 0; n = decoded.read(buffer)) {
            String piece = new String(buffer, 0, n, StandardCharsets.US_ASCII);
            all.append(piece);
            pieces.add(piece);
          }
        }
        whole.complete(all.toString());
      } catch (IOException | InterruptedException | AssertionError e) {
        whole.completeExceptionally(e);
      }
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }
}
