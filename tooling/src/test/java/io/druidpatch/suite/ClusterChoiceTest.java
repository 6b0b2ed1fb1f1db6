package io.druidpatch.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.suite.ClusterChoice.Images;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterChoiceTest {
  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();

  /** A Docker engine on a socket, which has an image once it has pulled one. */
  private static final class Engine implements AutoCloseable {
    private final ServerSocketChannel socket;
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final boolean pulls;
    private boolean pulled;

    Engine(Path at, boolean pulls) throws IOException {
      this.pulls = pulls;
      socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      socket.bind(UnixDomainSocketAddress.of(at));
      Thread serving = new Thread(this::serve, "engine");
      serving.setDaemon(true);
      serving.start();
    }

    private void serve() {
      try {
        while (true) {
          try (SocketChannel client = socket.accept()) {
            ByteBuffer request = ByteBuffer.allocate(1000);
            client.read(request);
            String line =
                new String(request.array(), 0, request.position(), StandardCharsets.US_ASCII)
                    .lines()
                    .findFirst()
                    .orElseThrow();
            asked.add(line);
            boolean there = !line.contains("/json") || pulled;
            pulled |= pulls && line.startsWith("POST");
            String answer = "HTTP/1.0 " + (there ? "200 OK" : "404 Not Found") + "\r\n\r\n{}";
            client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
          }
        }
      } catch (IOException e) {
        // The test has ended.
        return;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private DockerEngine none() {
    return new DockerEngine(Optional.of(folder.resolve("none")));
  }

  private ClusterChoice choice(DockerEngine docker, String... options) {
    return ClusterChoice.of(GivenOptions.of(options).cluster, docker, said::add);
  }

  @Test
  void whatIsAskedForIsTaken() {
    assertThat(choice(none(), "--cluster", "k3s"))
        .isEqualTo(new ClusterChoice(ClusterKind.K3S, "asked for", Images.TAR));
    assertThat(choice(none(), "--cluster", "embedded"))
        .isEqualTo(new ClusterChoice(ClusterKind.EMBEDDED, "asked for", Images.NONE));
  }

  @Test
  void aKubeconfigThatIsThereGoesFirst() throws IOException {
    Path file = Files.writeString(folder.resolve("config"), "server: https://10.0.0.1:6443\n");
    ClusterChoice choice = choice(none(), "--kubeconfig", file.toString());
    assertThat(choice.kind()).isEqualTo(ClusterKind.KUBECONFIG);
    assertThat(choice.why()).isEqualTo("there is a kubeconfig, " + file);
    assertThat(choice.images()).isEqualTo(Images.REGISTRY);
    assertThatThrownBy(() -> choice(none(), "--kubeconfig", folder.resolve("nope").toString()))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.CLUSTER))
        .hasMessageContaining("the kubeconfig cannot be read");
  }

  @Test
  void aClusterOfThisMachineTakesImagesFromItsDocker() throws IOException {
    Path file = Files.writeString(folder.resolve("config"), "server: https://127.0.0.1:6443\n");
    try (Engine engine = new Engine(folder.resolve("s"), true)) {
      DockerEngine docker = new DockerEngine(Optional.of(folder.resolve("s")));
      assertThat(choice(docker, "--cluster", "kubeconfig", "--kubeconfig", file.toString()))
          .isEqualTo(new ClusterChoice(ClusterKind.KUBECONFIG, "asked for", Images.DOCKER));
      assertThat(engine.asked).containsExactly("GET /_ping HTTP/1.0");
    }
  }

  @Test
  void k3sIsTakenWhereItsImageIsThereOrCanBePulled() throws IOException {
    assumeThat(System.getenv("KUBECONFIG")).isNull();
    try (Engine engine = new Engine(folder.resolve("s"), true)) {
      DockerEngine docker = new DockerEngine(Optional.of(folder.resolve("s")));
      ClusterChoice choice = choice(docker, "--k3s-image", "host:5000/k3s");
      assertThat(choice.kind()).isEqualTo(ClusterKind.K3S);
      assertThat(choice.why()).isEqualTo("there is a Docker engine, and the image host:5000/k3s");
      assertThat(said).containsExactly("pulling host:5000/k3s");
      assertThat(engine.asked)
          .containsExactly(
              "GET /_ping HTTP/1.0",
              "GET /images/host:5000/k3s/json HTTP/1.0",
              "POST /images/create?fromImage=host%3A5000%2Fk3s%3Alatest HTTP/1.0",
              "GET /images/host:5000/k3s/json HTTP/1.0");
      said.clear();
      assertThat(choice(docker, "--cluster", "auto").kind()).isEqualTo(ClusterKind.K3S);
      assertThat(said).isEmpty();
    }
  }

  @Test
  void elseItIsTheEmbeddedOne() throws IOException {
    assumeThat(System.getenv("KUBECONFIG")).isNull();
    assertThat(choice(none()).why())
        .isEqualTo("there is no kubeconfig and no Docker engine for k3s");
    try (Engine engine = new Engine(folder.resolve("s"), false)) {
      ClusterChoice choice = choice(new DockerEngine(Optional.of(folder.resolve("s"))));
      assertThat(choice.kind()).isEqualTo(ClusterKind.EMBEDDED);
      assertThat(choice.images()).isEqualTo(Images.NONE);
      assertThat(choice.why()).endsWith("for k3s cannot be pulled");
      assertThat(engine.asked).hasSize(4);
    }
  }
}
