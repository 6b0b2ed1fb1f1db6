package io.druidpatch.verification.follow;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many clients on one thread, of a log whose second line comes when it is let go. */
@Timeout(30)
class CrowdTest {
  private final CountDownLatch second = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicLong sent = new AtomicLong();
  private HttpServer server;

  private static byte[] line(int number) {
    long micros = (long) (Arrivals.now() * 1e6);
    return String.format(Locale.ROOT, "%012d %016d ....\n", number, micros)
        .getBytes(StandardCharsets.US_ASCII);
  }

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/log",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          OutputStream out = exchange.getResponseBody();
          out.write(line(0));
          out.flush();
          try {
            second.await();
            out.write(line(1));
            out.flush();
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.createContext(
        "/bulk",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] piece = new byte[64 * 1024];
          for (int i = 0; i < 1000; i++) {
            exchange.getResponseBody().write(piece);
            sent.addAndGet(piece.length);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    second.countDown();
    end.countDown();
    server.stop(0);
  }

  private List<Target> targets(String path, int count) {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    return Collections.nCopies(count, Target.of(uri));
  }

  private static void until(BooleanSupplier question) throws Exception {
    while (!question.getAsBoolean()) {
      Thread.sleep(10);
    }
  }

  @Test
  void linesCountFromTheRecordingOnAndEndsAreSeen() throws Exception {
    try (Crowd crowd = Crowd.open(targets("/log", 20), Crowd.Manner.QUICK)) {
      until(() -> crowd.following() == 20);
      assertThat(crowd.lags()).isEmpty();
      crowd.record();
      second.countDown();
      until(() -> crowd.lags().size() >= 20);
      assertThat(crowd.lags()).allMatch(lag -> lag >= 0 && lag < 20);
      end.countDown();
      until(() -> crowd.connected() == 0);
      assertThat(crowd.following()).isZero();
    }
  }

  @Test
  void whoTakesNothingIsSentNoMoreThanFitsIntoBuffers() throws Exception {
    try (Crowd crowd = Crowd.open(targets("/bulk", 1), Crowd.Manner.STALLED)) {
      until(() -> sent.get() > 0);
      long before;
      do {
        before = sent.get();
        Thread.sleep(500);
      } while (sent.get() > before);
      assertThat(sent.get()).isLessThan(64_000 * 1024L);
      assertThat(crowd.connected()).isEqualTo(1);
    }
  }

  @Test
  void theStatusIsReadWhereNothingElseIs() throws Exception {
    try (Crowd crowd = Crowd.open(targets("/bulk", 2), Crowd.Manner.STALLED)) {
      until(() -> crowd.answers() == 2);
    }
    try (Crowd crowd = Crowd.open(targets("/none", 1), Crowd.Manner.STALLED)) {
      Thread.sleep(500);
      assertThat(crowd.answers()).isZero();
    }
  }

  @Test
  void oneThatSendsComesBackWhenItIsCutOff() throws Exception {
    end.countDown();
    second.countDown();
    try (Crowd crowd = Crowd.open(targets("/log", 1), Crowd.Manner.SENDING)) {
      until(() -> crowd.answers() >= 2);
    }
  }

  @Test
  void aSlowOneTakesAsMuchAsItIsToTake() throws Exception {
    try (Crowd crowd = Crowd.open(targets("/bulk", 1), Crowd.Manner.SLOW)) {
      until(() -> crowd.following() == 1);
      Thread.sleep(1_000);
      assertThat(sent.get()).isLessThan(64_000 * 1024L);
      assertThat(crowd.connected()).isEqualTo(1);
    }
  }
}
