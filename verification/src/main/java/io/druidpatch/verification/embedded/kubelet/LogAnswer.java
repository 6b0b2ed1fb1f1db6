package io.druidpatch.verification.embedded.kubelet;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends a log to a client, and follows it if requested. It holds no thread: it continues when the
 * log grows, or when the client has read what was sent.
 */
public final class LogAnswer {
  private static final int PIECE = 64 * 1024;

  private final PodLog log;
  private final LogCursor cursor;
  private final boolean follow;
  private final HttpServerResponse response;
  private final Context context;
  private final AtomicBoolean called = new AtomicBoolean();
  private Runnable unlisten = () -> {};
  private boolean over;

  private LogAnswer(PodLog log, LogQuery query, HttpServerResponse response, Context context) {
    this.log = log;
    this.cursor = new LogCursor(log, query);
    this.follow = query.follow();
    this.response = response;
    this.context = context;
  }

  /** To be called on the request's event loop. The log is held until the answer has ended. */
  public static void send(PodLog log, LogQuery query, HttpServerResponse response, Vertx vertx) {
    log.hold();
    LogAnswer answer = new LogAnswer(log, query, response, vertx.getOrCreateContext());
    response.setChunked(true).putHeader("Content-Type", "text/plain");
    response.closeHandler(closed -> answer.finish());
    response.exceptionHandler(failure -> answer.finish());
    if (answer.follow) {
      // Sent now, for clients that wait for the head before the first line.
      response.writeHead();
      answer.unlisten = log.listen(answer::call);
    }
    answer.pump();
  }

  /** On the thread that writes the log. */
  private void call() {
    if (called.compareAndSet(false, true)) {
      context.runOnContext(nothing -> pump());
    }
  }

  private void pump() {
    called.set(false);
    try {
      while (!over) {
        if (log.isLost()) {
          throw new IOException("the node is gone");
        }
        if (response.writeQueueFull()) {
          response.drainHandler(drained -> pump());
          return;
        }
        // Before the bytes: what comes after it is the last.
        boolean last = !follow || log.ended();
        byte[] bytes = cursor.next(PIECE);
        if (bytes.length > 0) {
          response.write(Buffer.buffer(bytes));
        } else if (last || cursor.exhausted()) {
          response.end();
          finish();
        } else {
          return;
        }
      }
    } catch (IOException e) {
      // The file is gone with its pod, or the node is; a kubelet cuts the answer off likewise.
      response.reset();
      finish();
    }
  }

  private void finish() {
    if (!over) {
      over = true;
      unlisten.run();
      log.release();
    }
  }
}
