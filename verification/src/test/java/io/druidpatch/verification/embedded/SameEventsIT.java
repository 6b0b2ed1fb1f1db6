package io.druidpatch.verification.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.testing.Requirement;
import io.druidpatch.testing.Requires;
import io.druidpatch.verification.cluster.Cluster;
import io.druidpatch.verification.cluster.KubeconfigCluster;
import io.druidpatch.verification.subject.Subject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The embedded cluster tells the same stories as a real one: as one that was recorded, and as one
 * that is there, if {@code KUBECONFIG} says so.
 *
 * <p>With {@code -Dembedded.record=true} the real one is recorded anew. {@code -Dembedded.image}
 * names an image on it that has a shell; {@code jre:17} if not given.
 */
class SameEventsIT {
  private static final Path RECORDING = Path.of("src/test/resources/embedded/real-events.txt");

  private static Map<String, List<String>> embedded;

  @BeforeAll
  static void play() throws Exception {
    try (Cluster cluster = EmbeddedCluster.start()) {
      embedded = play(cluster);
    }
    write(Path.of("target/embedded-events.txt"), "the embedded cluster", embedded);
  }

  private static Map<String, List<String>> play(Cluster cluster) throws Exception {
    String image = System.getProperty("embedded.image", "jre:17");
    Subject subject = new Subject("script", Path.of("/"), "", "", List.of(), Optional.of(image));
    try (ClusterScript script = new ClusterScript(cluster, cluster.image(subject))) {
      return script.play();
    }
  }

  @Test
  void asRecorded() throws Exception {
    assertThat(steady(embedded)).isEqualTo(steady(read()));
  }

  @Test
  @Requires(Requirement.KUBERNETES)
  void asOnARealCluster() throws Exception {
    String kubeconfig = System.getenv("KUBECONFIG");
    Map<String, List<String>> real;
    try (Cluster cluster =
        KubeconfigCluster.open(
            Path.of(kubeconfig), Optional.empty(), Optional.empty(), Optional.empty())) {
      real = play(cluster);
      if (Boolean.getBoolean("embedded.record")) {
        write(RECORDING, "Kubernetes " + cluster.version(), real);
      }
    }
    assertThat(steady(embedded)).isEqualTo(steady(real));
  }

  /**
   * Takes out of a story what differs from one run to the next on the same real cluster:
   *
   * <ul>
   *   <li>An event that says what the one before it said: in between something changed that is not
   *       told, or the job controller wrote a status twice since its own copy lagged behind.
   *   <li>The count of failures with a deadline: with a copy that lags behind, the controller
   *       writes it and then takes it back. Here it stays.
   *   <li>The waiting state of a pod while it is created: a kubelet writes states at intervals, and
   *       passes over one that was short. Where a pod waits for long, its log request says so.
   * </ul>
   */
  private static List<String> steady(List<String> story) {
    List<String> steady = new ArrayList<>();
    for (String line : story) {
      String told = line.contains("reason=DeadlineExceeded") ? line.replace("failed=1 ", "") : line;
      boolean again = !steady.isEmpty() && steady.get(steady.size() - 1).equals(told);
      if (!again && !told.contains("waiting=ContainerCreating")) {
        steady.add(told);
      }
    }
    return steady;
  }

  private static String steady(Map<String, List<String>> stories) {
    Map<String, List<String>> all = new TreeMap<>();
    stories.forEach((scene, story) -> all.put(scene, steady(story)));
    return text(all);
  }

  private static String text(Map<String, List<String>> stories) {
    StringBuilder text = new StringBuilder();
    stories.forEach(
        (scene, story) -> {
          text.append("== ").append(scene).append("\n");
          story.forEach(line -> text.append(line).append("\n"));
        });
    return text.toString();
  }

  private static void write(Path file, String where, Map<String, List<String>> stories)
      throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "# Recorded by SameEventsIT on " + where + ".\n" + text(stories),
        StandardCharsets.UTF_8);
  }

  private static Map<String, List<String>> read() throws IOException {
    Map<String, List<String>> stories = new TreeMap<>();
    List<String> story = new ArrayList<>();
    for (String line : Files.readAllLines(RECORDING, StandardCharsets.UTF_8)) {
      if (line.startsWith("== ")) {
        story = new ArrayList<>();
        stories.put(line.substring(3), story);
      } else if (!line.startsWith("#")) {
        story.add(line);
      }
    }
    return stories;
  }
}
