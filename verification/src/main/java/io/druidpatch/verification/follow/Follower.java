package io.druidpatch.verification.follow;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A request for a log, read by a thread of its own until the answer ends or this is closed. Times
 * are seconds since the request was sent; the connection existed before.
 */
public final class Follower implements AutoCloseable {
  private final Target target;
  private final Sink sink;
  private final CountDownLatch firstByte = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread thread;
  private Socket socket;
  private boolean closed;
  private volatile int status;
  private volatile Map<String, String> headers = Map.of();
  private volatile double headersAfter = Double.NaN;
  private volatile double firstByteAfter = Double.NaN;
  private volatile double endAfter = Double.NaN;
  private volatile long bytes;
  private volatile String failure;

  private Follower(Target target, Sink sink) {
    this.target = target;
    this.sink = sink;
    this.thread = new Thread(this::read, "follower " + target.uri().getPath());
    thread.setDaemon(true);
  }

  /** Sends the request and begins to read. */
  public static Follower open(Target target, Sink sink) {
    Follower follower = new Follower(target, sink);
    follower.thread.start();
    return follower;
  }

  private void read() {
    try {
      Socket connected = target.connect();
      synchronized (this) {
        if (closed) {
          connected.close();
          return;
        }
        socket = connected;
      }
      byte[] head = target.head().getBytes(StandardCharsets.US_ASCII);
      long start = System.nanoTime();
      connected.getOutputStream().write(head);
      Answer answer = Answer.read(connected.getInputStream());
      headersAfter = since(start);
      status = answer.status();
      headers = answer.headers();
      byte[] buffer = new byte[64 * 1024];
      InputStream body = answer.decoded();
      long total = 0;
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        double now = since(start);
        if (total == 0 && n > 0) {
          firstByteAfter = now;
          firstByte.countDown();
        }
        sink.piece(buffer, 0, n, now);
        total += n;
        bytes = total;
      }
      endAfter = since(start);
    } catch (IOException | RuntimeException e) {
      synchronized (this) {
        if (!closed) {
          failure = e.toString();
        }
      }
    } finally {
      firstByte.countDown();
      end.countDown();
      close();
    }
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Waits for the first byte, or for an end without one; false if neither came in time. */
  public boolean awaitFirstByte(Duration time) throws InterruptedException {
    return firstByte.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Waits for the answer's end; false if it did not end in time. */
  public boolean awaitEnd(Duration time) throws InterruptedException {
    return end.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** When the answer's head had arrived. */
  public OptionalDouble headersAfter() {
    return known(headersAfter);
  }

  /** When the first decoded byte had arrived. */
  public OptionalDouble firstByteAfter() {
    return known(firstByteAfter);
  }

  /** When the answer ended properly. */
  public OptionalDouble endAfter() {
    return known(endAfter);
  }

  private static OptionalDouble known(double value) {
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** The status of the answer, 0 before there is one. */
  public int status() {
    return status;
  }

  /** Whether there is an answer of status 200 that goes on. */
  public boolean follows() {
    return status == 200 && failure == null && Double.isNaN(endAfter);
  }

  /** The answer's headers, their names in lower case. */
  public Map<String, String> headers() {
    return headers;
  }

  /** How many decoded bytes have arrived. */
  public long bytes() {
    return bytes;
  }

  /** Why the answer broke off, if it did. */
  public Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  /** Closes the connection, in the middle of an answer that has not ended. */
  @Override
  public synchronized void close() {
    closed = true;
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // The socket is closed in any case.
      }
    }
  }
}
