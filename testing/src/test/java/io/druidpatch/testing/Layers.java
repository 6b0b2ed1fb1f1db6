package io.druidpatch.testing;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The packages of a module below {@code io.druidpatch}, from the top. A package uses only packages
 * below it, so there are no cycles either.
 */
public record Layers(List<String> names) {
  private static final String ROOT = "io.druidpatch";

  /** What the module compiles, without its tests. */
  public static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  /** The uses of a package by one that is below it, each as a sentence. */
  public List<String> upwards() {
    List<String> uses = new ArrayList<>();
    for (JavaClass one : CLASSES) {
      for (Dependency use : one.getDirectDependenciesFromSelf()) {
        JavaClass target = use.getTargetClass().getBaseComponentType();
        if (target.getPackageName().startsWith(ROOT + ".")
            && names.indexOf(layer(target)) < names.indexOf(layer(one))) {
          uses.add(layer(one) + " uses " + layer(target) + ": " + use.getDescription());
        }
      }
    }
    return uses;
  }

  /** The same packages, with one of them as the topmost. */
  public Layers withOnTop(String name) {
    List<String> swapped = new ArrayList<>(names);
    swapped.remove(name);
    swapped.add(0, name);
    return new Layers(swapped);
  }

  /** The packages that the module has. */
  public static Set<String> packages() {
    Set<String> packages = new TreeSet<>();
    CLASSES.forEach(one -> packages.add(layer(one)));
    return packages;
  }

  /**
   * Those of the packages that CONTRIBUTING.md's table does not name.
   *
   * @param home the project's folder
   * @param prefix what the table leaves out of the names, as in its head; other names are in the
   *     table of {@code io.druidpatch.}
   */
  public List<String> missingInTable(Path home, String prefix) throws IOException {
    List<String> lines = Files.readAllLines(home.resolve("CONTRIBUTING.md"));
    List<String> missing = new ArrayList<>();
    for (String name : names) {
      boolean here = (ROOT + "." + name).startsWith(prefix);
      String head = here ? prefix : ROOT + ".";
      String shown = "`" + (ROOT + "." + name).substring(head.length()) + "`";
      int start = lines.indexOf("| `" + head + "` | |");
      boolean named =
          lines.stream()
              .skip(start + 1L)
              .takeWhile(line -> line.startsWith("|"))
              .anyMatch(line -> line.substring(0, line.indexOf('|', 1)).contains(shown));
      if (start < 0 || !named) {
        missing.add(name);
      }
    }
    return missing;
  }

  private static String layer(JavaClass one) {
    return one.getPackageName().substring(ROOT.length() + 1);
  }
}
