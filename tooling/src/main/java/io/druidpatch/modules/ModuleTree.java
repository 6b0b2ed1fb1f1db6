package io.druidpatch.modules;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.maven.model.Model;
import org.apache.maven.model.Profile;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;

/** The modules that a checked-out tree's root pom leads to, those of its profiles too. */
public final class ModuleTree {
  private final Path root;
  private final Map<String, Module> byFolder = new TreeMap<>();

  private ModuleTree(Path root) {
    this.root = root;
  }

  /**
   * Reads the poms of a checked-out tree, from its root down.
   *
   * @param root the folder of the checked-out tree
   */
  public static ModuleTree read(Path root) throws IOException {
    ModuleTree tree = new ModuleTree(root);
    tree.add("");
    return tree;
  }

  private void add(String folder) throws IOException {
    Path pom = pom(folder);
    Model model;
    try (InputStream in = Files.newInputStream(pom)) {
      model = new MavenXpp3Reader().read(in);
    } catch (XmlPullParserException e) {
      throw Failure.of(ExitCode.BUILD, pom.toString())
          .says("the pom cannot be read")
          .found(e.getMessage())
          .cause(e)
          .build();
    }
    var parent = Optional.ofNullable(model.getParent());
    byFolder.put(
        folder,
        new Module(
            folder,
            Optional.ofNullable(model.getGroupId()).orElseGet(() -> parent.get().getGroupId()),
            model.getArtifactId(),
            Optional.ofNullable(model.getVersion()).orElseGet(() -> parent.get().getVersion()),
            model.getPackaging()));
    List<String> below = new ArrayList<>(model.getModules());
    model.getProfiles().stream().map(Profile::getModules).forEach(below::addAll);
    for (String name : new LinkedHashSet<>(below)) {
      String next = folder.isEmpty() ? name : folder + "/" + name;
      if (!byFolder.containsKey(next) && Files.exists(pom(next))) {
        add(next);
      }
    }
  }

  public Path root() {
    return root;
  }

  public Collection<Module> all() {
    return byFolder.values();
  }

  /** The module's pom. */
  public Path pom(Module module) {
    return pom(module.folder());
  }

  private Path pom(String folder) {
    return root.resolve(folder).resolve("pom.xml");
  }

  /** The module with these coordinates. */
  public Optional<Module> find(String groupId, String artifactId) {
    return all().stream()
        .filter(one -> one.groupId().equals(groupId) && one.artifactId().equals(artifactId))
        .findFirst();
  }

  /** The module of that artifact id: a name is unique in Druid's tree. */
  public Optional<Module> find(String artifactId) {
    return all().stream().filter(one -> one.artifactId().equals(artifactId)).findFirst();
  }

  /** The module that a file is in: the one with the longest folder; the root for all others. */
  public Module owner(String path) {
    for (int end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      Module module = byFolder.get(path.substring(0, end));
      if (module != null) {
        return module;
      }
    }
    return byFolder.get("");
  }

  /**
   * The modules that changed files belong to.
   *
   * @param main whose jars they change
   * @param tests of which they change tests only
   */
  public record Touched(Set<Module> main, Set<Module> tests) {
    /** The modules whose main or test sources are touched. */
    public List<Module> all() {
      List<Module> all = new ArrayList<>(main);
      all.addAll(tests);
      return all;
    }
  }

  /** The modules that these changed files touch; documentation and the like touch none. */
  public Touched touched(Collection<String> paths) {
    Set<Module> main = new LinkedHashSet<>();
    Set<Module> tests = new LinkedHashSet<>();
    for (String path : paths) {
      Module owner = owner(path);
      if (owner.folder().isEmpty()) {
        continue;
      }
      String inside = path.substring(owner.folder().length() + 1);
      if (inside.startsWith("src/test/")) {
        tests.add(owner);
      } else {
        main.add(owner);
      }
    }
    tests.removeAll(main);
    return new Touched(main, tests);
  }
}
