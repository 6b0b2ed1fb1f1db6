package io.druidpatch.layout;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Keeps the layout that CONTRIBUTING.md describes: the layers, and the sizes of packages and files.
 */
class LayersTest {
  private static final String ROOT = "io.druidpatch";
  private static final Path HOME =
      Path.of(System.getProperty("druidpatch.home", "..")).toAbsolutePath().normalize();

  /** From the top. A package uses only packages below it, so there are no cycles either. */
  private static final List<String> LAYERS =
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
          "failure");

  private static final int LARGEST_PERCENT = 15;
  private static final int LONGEST_FILE = 350;

  /** The words in the head of a longer file, in front of the reason why it is longer. */
  private static final String REASON = "Longer than " + LONGEST_FILE + " lines";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void aPackageUsesOnlyPackagesBelowIt() {
    assertThat(upwards(LAYERS)).isEmpty();
  }

  @Test
  void aUseOfAPackageAboveIsFound() {
    List<String> swapped = new ArrayList<>(LAYERS);
    swapped.remove("apply");
    swapped.add(0, "apply");
    assertThat(upwards(swapped)).anyMatch(use -> use.startsWith("cli uses apply: "));
  }

  @Test
  void eachPackageHasALayer() {
    Set<String> packages = new TreeSet<>();
    CLASSES.forEach(one -> packages.add(layer(one)));
    assertThat(packages).containsExactlyInAnyOrderElementsOf(LAYERS);
  }

  @Test
  void eachPackageIsInTheTableForContributors() throws IOException {
    String text = Files.readString(HOME.resolve("CONTRIBUTING.md"));
    for (String layer : LAYERS) {
      assertThat(text).contains("`" + layer + "`");
    }
  }

  @Test
  void noPackageIsLargerThanItsShare() throws IOException {
    Map<String, Long> lines = new TreeMap<>();
    // What the module compiles.
    for (String folder : List.of("common/src/main/java", "tooling/src/main/java")) {
      for (Path file : sources(folder)) {
        String layer = file.getParent().getFileName().toString();
        lines.merge(layer, (long) Files.readAllLines(file).size(), Long::sum);
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
    for (JavaClass one : CLASSES) {
      boolean unchecked = one.isAssignableTo(RuntimeException.class);
      if (one.isAssignableTo(Throwable.class)
          && !one.isEquivalentTo(Failure.class)
          && (unchecked || !one.getSimpleName().endsWith("Exception"))) {
        others.add(one.getName());
      }
    }
    assertThat(others).isEmpty();
  }

  private static List<String> upwards(List<String> layers) {
    List<String> uses = new ArrayList<>();
    for (JavaClass one : CLASSES) {
      for (Dependency use : one.getDirectDependenciesFromSelf()) {
        JavaClass target = use.getTargetClass().getBaseComponentType();
        if (target.getPackageName().startsWith(ROOT + ".")
            && layers.indexOf(layer(target)) < layers.indexOf(layer(one))) {
          uses.add(layer(one) + " uses " + layer(target) + ": " + use.getDescription());
        }
      }
    }
    return uses;
  }

  private static String layer(JavaClass one) {
    return one.getPackageName().substring(ROOT.length() + 1);
  }

  private static List<Path> sources(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(HOME.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
