package io.druidpatch.verification.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.verification.subject.Subject;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing of a cluster is left after its end. */
@Timeout(60)
class CloseTest {
  @TempDir private Path folder;

  /** A process that ignores SIGTERM, one that left the session, and one that holds the log open. */
  private static final String SCRIPT =
      "trap '' TERM; setsid sleep 1001 & sleep 1002 & echo $$ $! >PIDS; exec sleep 1003";

  private static EmbeddedCluster startWithPod(Path pids) throws Exception {
    EmbeddedCluster cluster = EmbeddedCluster.start();
    String image =
        cluster.image(new Subject("none", Path.of("/"), "", "", List.of(), Optional.empty()));
    try (KubernetesClient client =
        new KubernetesClientBuilder().withConfig(cluster.api()).build()) {
      client
          .resource(
              new PodBuilder()
                  .withNewMetadata()
                  .withName("p")
                  .endMetadata()
                  .withNewSpec()
                  .addNewContainer()
                  .withName("main")
                  .withImage(image)
                  .withCommand("sh", "-c", SCRIPT.replace("PIDS", pids.toString()))
                  .endContainer()
                  .endSpec()
                  .build())
          .create();
      client
          .pods()
          .withName("p")
          .waitUntilCondition(
              p -> Objects.equals(p.getStatus().getPhase(), "Running"), 30, TimeUnit.SECONDS);
    }
    while (!Files.exists(pids) || Files.size(pids) == 0) {
      Thread.sleep(20);
    }
    return cluster;
  }

  private static List<String> left(Path pids) throws IOException {
    List<String> mine = List.of(Files.readString(pids).strip().split(" ", -1));
    return ProcessHandle.allProcesses()
        .filter(p -> !ended(p))
        .filter(p -> mine.contains(Long.toString(p.pid())) || sleeper(p))
        .map(Object::toString)
        .toList();
  }

  /** Also if nobody has asked for its exit code yet, as of one whose parent has ended before it. */
  private static boolean ended(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      return stat.contains(") Z ");
    } catch (IOException e) {
      return true;
    }
  }

  private static boolean sleeper(ProcessHandle process) {
    return process
        .info()
        .arguments()
        .filter(arguments -> arguments.length == 1 && arguments[0].matches("100[123]"))
        .isPresent();
  }

  @Test
  void byClose() throws Exception {
    Path pids = folder.resolve("pids");
    EmbeddedCluster cluster = startWithPod(pids);
    assertThat(left(pids)).hasSize(3);
    assertThat(cluster.folder()).isNotEmptyDirectory();
    int port = URI.create(cluster.api().getMasterUrl()).getPort();
    cluster.close();
    cluster.close();
    assertThat(left(pids)).isEmpty();
    assertThat(cluster.folder()).doesNotExist();
    try (Socket socket = new Socket()) {
      assertThat(refused(socket, port)).isTrue();
    }
  }

  private static boolean refused(Socket socket, int port) {
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void bySignal() throws Exception {
    Path pids = folder.resolve("pids");
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                CloseTest.class.getName(),
                pids.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
      String line = said.readLine();
      while (line != null && !line.equals("started")) {
        line = said.readLine();
      }
      assertThat(line).isEqualTo("started");
      assertThat(left(pids)).hasSize(3);
      assertThat(temporary).isNotEmptyDirectory();
      other.destroy();
      assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      other.destroyForcibly();
    }
    assertThat(left(pids)).isEmpty();
    assertThat(temporary).isEmptyDirectory();
  }

  /** Starts a cluster, and waits to be ended. */
  public static void main(String[] args) throws Exception {
    startWithPod(Path.of(args[0]));
    System.out.println("started");
    Thread.sleep(TimeUnit.MINUTES.toMillis(1));
  }
}
