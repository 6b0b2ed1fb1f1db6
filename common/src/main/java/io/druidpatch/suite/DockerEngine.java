package io.druidpatch.suite;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A Docker engine.
 *
 * @param socket its socket on this machine; empty for an engine elsewhere, which its user vouches
 *     for
 */
public record DockerEngine(Optional<Path> socket) {
  /** The engine that Docker's own programs would ask. */
  public static DockerEngine found() {
    String host = Optional.ofNullable(System.getenv("DOCKER_HOST")).orElse("");
    if (!host.isEmpty() && !host.startsWith("unix:")) {
      return new DockerEngine(Optional.empty());
    }
    return new DockerEngine(
        Optional.of(Path.of(host.isEmpty() ? "/var/run/docker.sock" : URI.create(host).getPath())));
  }

  /**
   * Whether it answers. Testcontainers can check this too, but only by running containers whose
   * images it has to pull.
   */
  public boolean answers() {
    return agrees("GET /_ping");
  }

  /** Whether it has an image. */
  public boolean has(String image) {
    return agrees("GET /images/" + image + "/json");
  }

  /** Has it pull an image, without a login; gives whether it has the image then. */
  public boolean pull(String image) {
    // Of a name without a tag it would pull all tags.
    String one = image.matches(".*[:@][^/]*") ? image : image + ":latest";
    // It agrees before it pulls; only what it has at the end counts.
    return agrees("POST /images/create?fromImage=" + URLEncoder.encode(one, StandardCharsets.UTF_8))
        && has(image);
  }

  /** Whether it answers a request with 200. Returns at the answer's end. */
  private boolean agrees(String request) {
    if (socket.isEmpty()) {
      return true;
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket.get()));
      String head = request + " HTTP/1.0\r\nHost: docker\r\nContent-Length: 0\r\n\r\n";
      channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
      byte[] answer = Channels.newInputStream(channel).readAllBytes();
      String status = new String(answer, StandardCharsets.UTF_8).lines().findFirst().orElse("");
      return status.contains(" 200 ");
    } catch (IOException e) {
      return false;
    }
  }
}
