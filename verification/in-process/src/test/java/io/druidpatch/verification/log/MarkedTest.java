package io.druidpatch.verification.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Shows with a series of its own (src/test/marked) that a patched module is what runs. */
@Tag("marked")
class MarkedTest {
  @Test
  void theAnswerIsThePatchedResources() throws Exception {
    ScriptedLog log = new ScriptedLog();
    log.write("a line\n");
    log.end();
    try (OverlordHttp overlord = new OverlordHttp(log)) {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(overlord.log("a-task")).build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).isEqualTo(log.written());
      assertThat(answer.headers().firstValue("X-Mark")).contains("marked");
    }
  }

  @Test
  void onlyThePartForTheseModulesIsTakenAndSaidSo() throws Exception {
    assertThat(Path.of(System.getProperty("druid.patched"), "patched.txt"))
        .hasContent(
            "mark-the-log: 2 files of indexing-service; in part, without"
                + " services/src/main/java/org/apache/druid/cli/Mark.java");
    assertThat(
            Files.exists(Path.of(System.getProperty("druid.patched"), "java/org/apache/druid/cli")))
        .isFalse();
  }
}
