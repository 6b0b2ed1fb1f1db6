package io.druidpatch.layout;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import io.druidpatch.failure.Failure;
import io.druidpatch.testing.Layers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keeps the layout that CONTRIBUTING.md describes: the layers, and the sizes of packages and files,
 * those of the module {@code verification} too.
 */
class LayersTest {
  private static final Path HOME =
      Path.of(System.getProperty("druidpatch.home", "..")).toAbsolutePath().normalize();

  private static final Layers LAYERS =
      new Layers(
          List.of(
              "cli",
              "release",
              "verify",
              "edit",
              "review",
              "upstream",
              "build",
              "apply",
              "image",
              "provenance",
              "distribution",
              "modules",
              "origin",
              "maven",
              "merge",
              "patch",
              "series",
              "signature",
              "git",
              "suite",
              "yaml",
              "storage",
              "http",
              "surroundings",
              "progress",
              "failure"));

  private static final int LARGEST_PERCENT = 15;
  private static final int LONGEST_FILE = 350;

  /** The words in the head of a longer file, in front of the reason why it is longer. */
  private static final String REASON = "Longer than " + LONGEST_FILE + " lines";

  @Test
  void aPackageUsesOnlyPackagesBelowIt() {
    assertThat(LAYERS.upwards()).isEmpty();
  }

  @Test
  void aUseOfAPackageAboveIsFound() {
    assertThat(LAYERS.withOnTop("apply").upwards())
        .anyMatch(use -> use.startsWith("cli uses apply: "));
  }

  @Test
  void eachPackageHasALayer() {
    assertThat(Layers.packages()).containsExactlyInAnyOrderElementsOf(LAYERS.names());
  }

  @Test
  void eachPackageIsInTheTableForContributors() throws IOException {
    assertThat(LAYERS.missingInTable(HOME, "io.druidpatch.")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tooling", "verification"})
  void noPackageIsLargerThanItsShare(String module) throws IOException {
    Map<String, Long> lines = new TreeMap<>();
    // What the module compiles.
    for (String folder : List.of("common/src/main/java", module + "/src/main/java")) {
      Path root = HOME.resolve(folder).resolve("io/druidpatch");
      for (Path file : sources(folder)) {
        String name = root.relativize(file.getParent()).toString().replace('\\', '/');
        lines.merge(name, (long) Files.readAllLines(file).size(), Long::sum);
      }
    }
    long all = lines.values().stream().mapToLong(Long::longValue).sum();
    assertThat(all).isPositive();
    lines.values().removeIf(size -> size * 100 <= all * LARGEST_PERCENT);
    assertThat(lines).as("packages of more than %d %% of %d lines", LARGEST_PERCENT, all).isEmpty();
  }

  @Test
  void aLongFileSaysWhyItIsLong() throws IOException {
    List<String> without = new ArrayList<>();
    for (String folder :
        List.of(
            "common/src/main/java",
            "tooling/src/main/java",
            "tooling/src/test/java",
            "verification/src/main/java",
            "verification/in-process/src/main/java")) {
      for (Path file : sources(folder)) {
        List<String> lines = Files.readAllLines(file);
        if (lines.size() > LONGEST_FILE && !String.join("\n", lines).contains(REASON)) {
          without.add(file.getFileName() + ": " + lines.size() + " lines");
        }
      }
    }
    assertThat(without).isEmpty();
  }

  /** What a user has to fix is a {@link Failure}; any other exception is checked, and named one. */
  @Test
  void exceptionsFollowOnePattern() {
    List<String> others = new ArrayList<>();
    for (JavaClass one : Layers.CLASSES) {
      boolean unchecked = one.isAssignableTo(RuntimeException.class);
      if (one.isAssignableTo(Throwable.class)
          && !one.isEquivalentTo(Failure.class)
          && (unchecked || !one.getSimpleName().endsWith("Exception"))) {
        others.add(one.getName());
      }
    }
    assertThat(others).isEmpty();
  }

  private static List<Path> sources(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(HOME.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
