package io.druidpatch.modules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which of upstream's tests have to do with a change. */
public final class TestSelection {
  /** The class names that surefire takes for tests (its plugin's parameter {@code includes}). */
  private static final Pattern TEST = Pattern.compile("Test\\w*|\\w+(Test|Tests|TestCase)");

  private static final String TESTS = "src/test/java/";
  private static final String MAIN = "src/main/java/";

  private TestSelection() {}

  /**
   * The tests of touched modules: all of an extension's; of the others, which are large, those that
   * the change touches and those of the classes that it touches, by their name.
   *
   * @param modules the touched modules
   * @param changed the changed files
   * @return class names with their packages, sorted
   */
  public static Set<String> of(
      ModuleTree tree, Collection<Module> modules, Collection<String> changed) throws IOException {
    Set<String> selected = new TreeSet<>();
    for (Module module : modules) {
      List<String> tests = tests(tree.root().resolve(module.folder()).resolve(TESTS));
      if (module.isExtension()) {
        selected.addAll(tests);
      } else {
        List<String> touched = names(module, changed);
        tests.stream()
            .filter(
                test ->
                    touched.stream()
                        .anyMatch(
                            name ->
                                test.equals(name) || test.matches(Pattern.quote(name) + "Tests?")))
            .forEach(selected::add);
      }
    }
    return selected;
  }

  /** The classes that changed files of a module are. */
  private static List<String> names(Module module, Collection<String> changed) {
    List<String> names = new ArrayList<>();
    for (String path : changed) {
      for (String root : List.of(TESTS, MAIN)) {
        String prefix = module.folder() + "/" + root;
        if (path.startsWith(prefix) && path.endsWith(".java")) {
          names.add(className(path.substring(prefix.length())));
        }
      }
    }
    return names;
  }

  private static List<String> tests(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(file -> className(root.relativize(file).toString().replace('\\', '/')))
          .filter(name -> TEST.matcher(name.substring(name.lastIndexOf('.') + 1)).matches())
          .toList();
    }
  }

  private static String className(String path) {
    return path.substring(0, path.length() - ".java".length()).replace('/', '.');
  }
}
