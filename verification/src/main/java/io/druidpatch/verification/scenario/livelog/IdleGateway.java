package io.druidpatch.verification.scenario.livelog;

import io.druidpatch.verification.fault.FaultProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A gateway that closes a connection after a time without a byte, as many stand in front of Druid:
 * nginx if this machine has it, else a proxy of the suite that does the same.
 */
final class IdleGateway implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(10);

  private final String name;
  private final List<URI> ways;
  private final AutoCloseable running;

  private IdleGateway(String name, List<URI> ways, AutoCloseable running) {
    this.name = name;
    this.ways = ways;
    this.running = running;
  }

  /**
   * Starts a gateway.
   *
   * @param servers the servers behind it; each gets an address of its own
   * @param idle the time without a byte from the server after which a connection is closed
   */
  static IdleGateway start(List<URI> servers, Duration idle, Path scratch)
      throws IOException, InterruptedException {
    String version;
    try {
      Process asked = new ProcessBuilder("nginx", "-v").redirectErrorStream(true).start();
      version =
          new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              .replaceFirst("(?s).*version: (\\S+).*", "$1");
      asked.waitFor();
    } catch (IOException e) {
      return own(servers, idle);
    }
    return nginx(version, servers, idle, Files.createDirectories(scratch.resolve("nginx")));
  }

  private static IdleGateway own(List<URI> servers, Duration idle) throws IOException {
    List<FaultProxy> proxies = new ArrayList<>();
    List<URI> ways = new ArrayList<>();
    for (URI server : servers) {
      FaultProxy proxy =
          FaultProxy.start(
              "127.0.0.1",
              () -> {
                Socket socket = new Socket(server.getHost(), server.getPort());
                socket.setSoTimeout((int) idle.toMillis());
                return socket;
              });
      proxies.add(proxy);
      ways.add(URI.create("http://127.0.0.1:" + proxy.port()));
    }
    return new IdleGateway(
        "the suite's own proxy, since there is no nginx",
        ways,
        () -> proxies.forEach(FaultProxy::close));
  }

  private static IdleGateway nginx(String version, List<URI> servers, Duration idle, Path folder)
      throws IOException, InterruptedException {
    List<URI> ways = new ArrayList<>();
    StringBuilder listening = new StringBuilder();
    for (URI server : servers) {
      int port;
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
      ways.add(URI.create("http://127.0.0.1:" + port));
      listening.append(
          String.join(
              "\n",
              "  server {",
              "    listen 127.0.0.1:" + port + ";",
              "    location / {",
              "      proxy_pass " + server + ";",
              "      proxy_http_version 1.1;",
              "      proxy_set_header Connection \"\";",
              "      proxy_read_timeout " + idle.toSeconds() + "s;",
              "    }",
              "  }",
              ""));
    }
    List<String> lines = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      // Without this, nginx's workers run as another user, who cannot write into the run's folder.
      lines.add("user root;");
    }
    lines.add("worker_processes 1;");
    lines.add("daemon off;");
    lines.add("pid " + folder.resolve("pid") + ";");
    lines.add("error_log " + folder.resolve("error.log") + ";");
    lines.add("events {}");
    lines.add("http {");
    lines.add("  access_log off;");
    for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
      lines.add("  " + kind + "_temp_path " + folder.resolve(kind) + ";");
    }
    lines.add(listening + "}");
    Path conf = folder.resolve("nginx.conf");
    Files.write(conf, lines);
    Path said = folder.resolve("output.log");
    Process nginx =
        new ProcessBuilder("nginx", "-p", folder.toString(), "-c", conf.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    IdleGateway gateway = new IdleGateway("nginx " + version, ways, () -> end(nginx));
    long until = System.nanoTime() + START.toNanos();
    for (URI way : ways) {
      while (!listens(way)) {
        if (!nginx.isAlive() || System.nanoTime() > until) {
          gateway.close();
          throw new IOException("nginx does not listen: " + Files.readString(said).strip());
        }
        Thread.sleep(50);
      }
    }
    return gateway;
  }

  private static boolean listens(URI way) {
    try (Socket socket = new Socket(way.getHost(), way.getPort())) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static void end(Process nginx) {
    List<ProcessHandle> workers = nginx.descendants().toList();
    nginx.destroy();
    try {
      if (!nginx.waitFor(5, TimeUnit.SECONDS)) {
        nginx.destroyForcibly();
      }
    } catch (InterruptedException e) {
      nginx.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    workers.forEach(ProcessHandle::destroyForcibly);
  }

  /** What it is. */
  @Override
  public String toString() {
    return name;
  }

  /** The addresses of the servers, in their order. */
  URI way(int server) {
    return ways.get(server);
  }

  @Override
  public void close() {
    try {
      running.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
