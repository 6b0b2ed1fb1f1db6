package io.druidpatch.verification.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.testing.Layers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Keeps the layers that CONTRIBUTING.md describes. The sizes of packages and files are in the
 * tool's {@code LayersTest}, for this module too.
 */
class LayersTest {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  private static final Layers LAYERS =
      new Layers(
          List.of(
              "verification.cli",
              "verification.inprocess",
              "verification.run",
              "verification.scenario.livelog",
              "verification.scenario.load",
              "verification.scenario.task",
              "verification.scenario",
              "verification.embedded",
              "verification.embedded.apiserver",
              "verification.embedded.kubelet",
              "verification.embedded.controller",
              "verification.embedded.resource",
              "verification.druid",
              "verification.cluster",
              "verification.subject",
              "verification.store",
              "verification.pod",
              "verification.follow",
              "verification.fault",
              "verification.threshold",
              "verification.report",
              "verification.measure",
              "suite",
              "yaml",
              "storage",
              "failure"));

  @Test
  void aPackageUsesOnlyPackagesBelowIt() {
    assertThat(LAYERS.upwards()).isEmpty();
  }

  @Test
  void aUseOfAPackageAboveIsFound() {
    assertThat(LAYERS.withOnTop("verification.cluster").upwards())
        .anyMatch(use -> use.startsWith("verification.cli uses verification.cluster: "));
  }

  @Test
  void eachPackageHasALayer() {
    assertThat(Layers.packages()).containsExactlyInAnyOrderElementsOf(LAYERS.names());
  }

  @Test
  void eachPackageIsInTheTableForContributors() throws IOException {
    assertThat(LAYERS.missingInTable(HOME, "io.druidpatch.verification.")).isEmpty();
  }
}
