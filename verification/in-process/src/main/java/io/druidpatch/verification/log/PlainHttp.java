package io.druidpatch.verification.log;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * The same logs without Druid: {@code /TASK} is the log read directly, each piece sent at once by
 * the JDK's own HTTP server. What this takes, loopback and HTTP take; it is the reference for what
 * the Overlord adds.
 */
final class PlainHttp implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "plain");
            thread.setDaemon(true);
            return thread;
          });

  PlainHttp(Function<String, ScriptedLog> logs) throws IOException {
    // Before the server's first use: with Nagle's algorithm a piece waits for the last one's ACK.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, logs));
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, Function<String, ScriptedLog> logs)
      throws IOException {
    try (exchange) {
      ScriptedLog log = logs.apply(exchange.getRequestURI().getPath().substring(1));
      if (log == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      exchange.sendResponseHeaders(200, 0);
      try (InputStream in = log.follow();
          OutputStream out = exchange.getResponseBody()) {
        byte[] buffer = new byte[16 * 1024];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          out.write(buffer, 0, n);
          if (in.available() == 0) {
            out.flush();
          }
        }
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
