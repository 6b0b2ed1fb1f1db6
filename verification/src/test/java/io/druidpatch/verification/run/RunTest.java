package io.druidpatch.verification.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.suite.ClusterKind;
import io.druidpatch.suite.ClusterOptions;
import io.druidpatch.suite.KubernetesRunOptions;
import io.druidpatch.suite.ScenarioOptions;
import io.druidpatch.suite.SuitePlan;
import io.druidpatch.verification.embedded.EmbeddedCluster;
import io.druidpatch.verification.report.Report;
import io.druidpatch.verification.store.S3ProxyStore;
import io.druidpatch.verification.threshold.Thresholds;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A subject that cannot be measured does not take away what is known of the others. */
@Timeout(120)
class RunTest {
  @TempDir Path folder;

  private Report run(Map<String, Path> subjects) throws Exception {
    SuitePlan plan =
        new SuitePlan(
            ClusterKind.EMBEDDED,
            new ClusterOptions(),
            ScenarioOptions.quick(List.of("console-view")),
            new KubernetesRunOptions(),
            List.copyOf(subjects.keySet()),
            subjects,
            Map.of(),
            Map.of(),
            // Has no configuration for Druid, so that none starts.
            folder.resolve("home"),
            folder.resolve("report"));
    try (Teardown teardown = new Teardown()) {
      return new Run(
              plan,
              Thresholds.read(Path.of("thresholds.yaml")),
              teardown.add("the cluster", EmbeddedCluster.start()),
              teardown.add("the object store", S3ProxyStore.start()),
              teardown,
              text -> {})
          .run();
    }
  }

  private Path broken() throws IOException {
    return Files.writeString(folder.resolve("broken.tar.gz"), "no archive");
  }

  private Path empty() throws IOException {
    Path tarball = folder.resolve("empty.tar.gz");
    byte[] provenance = "{\"tip\":\"abc\",\"entries\":[]}".getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = Files.newOutputStream(tarball);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
      TarArchiveEntry entry = new TarArchiveEntry("top/PATCHES.json");
      entry.setSize(provenance.length);
      tar.putArchiveEntry(entry);
      tar.write(provenance);
      tar.closeArchiveEntry();
    }
    return tarball;
  }

  @Test
  void aSubjectThatCannotBeUnpackedIsAnIncident() throws Exception {
    for (String name : List.of("a", "z")) {
      Report report = run(new TreeMap<>(Map.of("m", empty(), name, broken())));
      assertThat(report.subjects()).extracting("name").containsExactly("m");
      assertThat(report.incidents())
          .extracting(incident -> incident.subject() + ": " + incident.where())
          .containsExactlyInAnyOrder(name + ": unpacking", "m: start of Druid");
      assertThat(report.incidents())
          .anyMatch(incident -> incident.what().contains("broken.tar.gz: cannot be unpacked"));
    }
  }

  @Test
  void whereNoSubjectCanBeUnpackedThereIsNoReport() {
    assertThatThrownBy(() -> run(new TreeMap<>(Map.of("a", broken(), "z", broken()))))
        .isInstanceOf(IOException.class);
  }
}
