package io.druidpatch.verification.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CopiedAnswerTest {
  private final StringBuilder body = new StringBuilder();
  private final Sink sink =
      (buffer, from, length, seconds) -> {
        synchronized (body) {
          body.append(new String(buffer, from, length, StandardCharsets.US_ASCII));
        }
      };

  @Test
  void theBodyWithoutItsChunksAndWhatCameOfACutOne() throws Exception {
    try (OutputStream copy = CopiedAnswer.into(sink)) {
      write(copy, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nline\n\r");
      write(copy, "\n6\r\nline 2\r\n");
    }
    await("line\nline 2");
  }

  @Test
  void whatIsNoAnswerDisturbsNobody() throws Exception {
    try (OutputStream copy = CopiedAnswer.into(sink)) {
      write(copy, "no answer\r\n\r\n" + "x".repeat(200_000));
    }
    assertThat(body).isEmpty();
  }

  private static void write(OutputStream copy, String text) throws Exception {
    copy.write(text.getBytes(StandardCharsets.US_ASCII));
    copy.flush();
  }

  private void await(String expected) throws InterruptedException {
    while (true) {
      synchronized (body) {
        if (body.toString().equals(expected)) {
          return;
        }
      }
      Thread.sleep(10);
    }
  }
}
