package io.druidpatch.verification.follow;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client that asks again when an answer breaks off or is an error. It asks from the position that
 * the last answer named, plus the bytes that it got of it. The first answer that ends properly is
 * the last one.
 */
public final class ReturningFollower implements AutoCloseable {
  /** The position of an answer's first byte in the log. */
  static final String POSITION = "x-druid-task-log-offset";

  private final Target target;
  private final Sink sink;
  private final Duration pause;
  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread thread;
  private final AtomicInteger answers = new AtomicInteger();
  private volatile boolean closed;
  private volatile String last = "";

  private ReturningFollower(Target target, Sink sink, Duration pause) {
    this.target = target;
    this.sink = sink;
    this.pause = pause;
    this.thread = new Thread(this::follow, "returning follower " + target.uri().getPath());
    thread.setDaemon(true);
  }

  /**
   * Sends the request and begins to read.
   *
   * @param target the request, with a query and without an offset
   * @param pause the time before it asks again
   */
  public static ReturningFollower open(Target target, Sink sink, Duration pause) {
    ReturningFollower follower = new ReturningFollower(target, sink, pause);
    follower.thread.start();
    return follower;
  }

  private void follow() {
    try {
      for (long position = 0; !closed; ) {
        URI uri = URI.create(target.uri() + "&offset=" + position);
        Follower[] asked = new Follower[1];
        CountDownLatch opened = new CountDownLatch(1);
        Sink ofTheLog =
            (buffer, from, length, seconds) -> {
              await(opened);
              // An error's text is not part of the log.
              if (asked[0].status() == 200) {
                sink.piece(buffer, from, length, seconds);
              }
            };
        try (Follower follower =
            Follower.open(new Target(uri, target.headers(), target.tls()), ofTheLog)) {
          asked[0] = follower;
          opened.countDown();
          while (!closed && !follower.awaitEnd(Duration.ofMillis(200))) {
            // The client asks again.
          }
          answers.incrementAndGet();
          last = follower.status() + " " + follower.failure().orElse("");
          if (follower.status() == 200) {
            if (follower.endAfter().isPresent()) {
              return;
            }
            String named = follower.headers().get(POSITION);
            position = (named == null ? position : Long.parseLong(named)) + follower.bytes();
          }
        }
        Thread.sleep(pause.toMillis());
      }
    } catch (InterruptedException e) {
      // Closed.
    } finally {
      end.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for an answer's proper end; false if there was none in time. */
  public boolean awaitEnd(Duration time) throws InterruptedException {
    return end.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** How many answers have ended, properly or not. */
  public int answers() {
    return answers.get();
  }

  /** The status of the last answer that ended, and why it broke off. */
  public String last() {
    return last.strip();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
