package io.druidpatch.verification.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** A line's lag runs from the time in it to the arrival of its last byte. */
class LagTest {
  private static long micros(double secondsFromNow) {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000L
        + now.getNano() / 1_000
        + (long) (secondsFromNow * 1e6);
  }

  private static void feed(Lag lag, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    lag.piece(bytes, 0, bytes.length, 0);
  }

  @Test
  void aLineInPiecesCountsWhenItIsWhole() throws Exception {
    Lag lag = new Lag(1);
    String line = "000000000001 " + micros(0) + " ....\n";
    feed(lag, line.substring(0, 20));
    assertThat(lag.seconds()).isEmpty();
    Thread.sleep(50);
    feed(lag, line.substring(20));
    assertThat(lag.seconds()).hasSize(1);
    assertThat(lag.seconds().get(0)).isGreaterThanOrEqualTo(0.05);
  }

  @Test
  void whatWasWrittenBeforeTheRequestDoesNotCount() {
    Lag lag = new Lag(1);
    feed(lag, "000000000000 " + micros(-5) + " old\nno time here\n");
    assertThat(lag.seconds()).isEmpty();
  }

  @Test
  void oneLineOfSoManyIsKept() {
    Lag lag = new Lag(10);
    for (int i = 0; i < 35; i++) {
      feed(lag, String.format(Locale.ROOT, "%012d %d .\n", i, micros(0)));
    }
    assertThat(lag.seconds()).hasSize(4);
  }
}
