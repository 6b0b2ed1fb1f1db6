package io.druidpatch.verification.cluster;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The Docker engine of this machine. */
public final class DockerEngine {
  private DockerEngine() {}

  /**
   * Whether a Docker engine answers. Testcontainers can check this too, but only by running
   * containers whose images it has to pull.
   */
  public static boolean answers() {
    return ask("/_ping").filter(answer -> answer.contains(" 200 ")).isPresent();
  }

  /** Whether it has an image. */
  public static boolean has(String image) {
    return ask("/images/" + image + "/json").filter(answer -> answer.contains(" 200 ")).isPresent();
  }

  /** The beginning of the answer to a GET request. */
  private static Optional<String> ask(String path) {
    String host = Optional.ofNullable(System.getenv("DOCKER_HOST")).orElse("");
    if (!host.isEmpty() && !host.startsWith("unix:")) {
      // DOCKER_HOST names an engine elsewhere, which its user vouches for.
      return Optional.of("HTTP/1.1 200 OK");
    }
    Path socket = Path.of(host.isEmpty() ? "/var/run/docker.sock" : URI.create(host).getPath());
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      String request = "GET " + path + " HTTP/1.0\r\nHost: docker\r\n\r\n";
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(64);
      channel.read(answer);
      return Optional.of(
          new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
