package io.druidpatch.verification.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The logs that a server writes, and how they are read without Druid. */
@Tag("stock")
class ServedLogTest {
  @Test
  void aSnapshotIsWhatIsThereAndAStreamWhatComes() throws Exception {
    ScriptedLog log = new ScriptedLog();
    log.write("one\n");
    InputStream snapshot = log.snapshot();
    InputStream followed = log.follow();
    assertThat(log.readers()).isEqualTo(2);
    log.write("two\n");
    log.end();
    log.write("too late\n");
    assertThat(snapshot.readAllBytes()).asString().isEqualTo("one\n");
    assertThat(followed.readAllBytes()).asString().isEqualTo("one\ntwo\n");
    snapshot.close();
    snapshot.close();
    followed.close();
    assertThat(log.readers()).isZero();
  }

  @Test
  void aLineSaysItsNumberAndWhenItWasWritten() {
    ScriptedLog log = new ScriptedLog();
    LineWriter writer = new LineWriter(log, LineWriter.Shape.SECOND, 0);
    long before = System.currentTimeMillis();
    writer.begin();
    writer.run();
    assertThat(log.hasEnded()).isTrue();
    assertThat(log.written()).hasSize(80).startsWith("000000000000 ").endsWith(".\n");
    assertThat(Long.parseLong(log.written().split(" ", 3)[1]) / 1000)
        .isBetween(before, System.currentTimeMillis());
  }

  @Test
  void eachPieceComesByPlainHttpWhenItIsWritten() throws Exception {
    ScriptedLog log = new ScriptedLog();
    log.write("first\n");
    HttpClient client = HttpClient.newHttpClient();
    try (PlainHttp http = new PlainHttp(Map.of("a", log)::get)) {
      URI server = URI.create("http://127.0.0.1:" + http.port());
      HttpResponse<InputStream> answer =
          client.send(
              HttpRequest.newBuilder(server.resolve("/a")).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      assertThat(answer.body().readNBytes(6)).asString().isEqualTo("first\n");
      log.write("second\n");
      assertThat(answer.body().readNBytes(7))
          .asString(StandardCharsets.US_ASCII)
          .isEqualTo("second\n");
      log.end();
      assertThat(answer.body().read()).isEqualTo(-1);
      assertThat(
              client
                  .send(
                      HttpRequest.newBuilder(server.resolve("/b")).build(),
                      HttpResponse.BodyHandlers.discarding())
                  .statusCode())
          .isEqualTo(404);
    }
  }
}
