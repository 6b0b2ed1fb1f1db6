package io.druidpatch.modules;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.maven.MavenRepositories;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.WorkspaceReader;
import org.eclipse.aether.repository.WorkspaceRepository;
import org.eclipse.aether.resolution.ArtifactDescriptorException;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.jgit.lib.ObjectId;

/**
 * What the modules of a tree need: of one another, by their poms in the tree, and of the
 * repositories, which have released artifacts of some of them.
 */
public final class ModuleGraph {
  /** The one dependency that Maven Central does not have; see {@link SigarPlaceholder}. */
  static final String SIGAR_GROUP = "org.hyperic";

  private final ModuleTree tree;
  private final ObjectId base;
  private final MavenRepositories released;
  private final boolean withoutSigar;
  private final MavenRepositories poms;
  private final Map<Module, Boolean> onCentral = new HashMap<>();

  /**
   * The graph of a tree.
   *
   * @param base the commit that a released jar has to be built from
   */
  public ModuleGraph(
      ModuleTree tree, ObjectId base, MavenRepositories released, boolean withoutSigar) {
    this.tree = tree;
    this.base = base;
    this.released = released;
    this.withoutSigar = withoutSigar;
    // One view for all modules' poms: it keeps those that it has read, and parents are read often.
    this.poms = view(Map.of());
  }

  /**
   * The modules that have to be built to have these: themselves as far as they are touched or were
   * never released, and what they need of the tree and cannot get released either.
   *
   * @param roots the modules that are wanted
   * @param touched the modules whose released jars will not do
   */
  public Set<Module> toBuild(Collection<Module> roots, Set<Module> touched) {
    Set<Module> seen = new LinkedHashSet<>(roots);
    Set<Module> build = new LinkedHashSet<>();
    Deque<Module> queue = new ArrayDeque<>(roots);
    while (!queue.isEmpty()) {
      Module module = queue.remove();
      boolean fromSource = touched.contains(module) || !isReleased(module);
      if (fromSource) {
        build.add(module);
      }
      for (Dependency dependency : dependencies(module)) {
        // What only the compiler or a test of a released module needs is nobody's concern.
        if (fromSource || !List.of("test", "provided").contains(dependency.getScope())) {
          find(dependency.getArtifact()).filter(seen::add).ifPresent(queue::add);
        }
      }
    }
    return build;
  }

  /**
   * Whether one of the modules needs the test classes of a module that is built here and not
   * released, so that tests have to be compiled.
   */
  public boolean needsTestJars(Set<Module> build) {
    return build.stream()
        .flatMap(module -> dependencies(module).stream())
        .map(Dependency::getArtifact)
        .filter(artifact -> artifact.getClassifier().equals("tests"))
        .flatMap(artifact -> find(artifact).stream())
        .anyMatch(module -> build.contains(module) && !isReleased(module));
  }

  /**
   * Whether a repository has the module's jar at the tree's version, built from the base: the jars
   * of a version are built from its last release candidate, and the base may be an earlier one.
   */
  public boolean isReleased(Module module) {
    return onCentral.computeIfAbsent(module, this::askForRelease);
  }

  private boolean askForRelease(Module module) {
    try {
      return BuildRevision.of(released.resolve(module.artifact()).toPath())
          .map(base::equals)
          .orElse(true);
    } catch (ArtifactResolutionException e) {
      if (e.getResult() != null && e.getResult().isMissing()) {
        return false;
      }
      throw unreachable(module.artifact().toString(), e);
    }
  }

  /** The released jar of a module that {@link #isReleased}. */
  public Path released(Module module) {
    return released(module.artifact());
  }

  Path released(Artifact artifact) {
    try {
      return released.resolve(artifact).toPath();
    } catch (ArtifactResolutionException e) {
      throw unreachable(artifact.toString(), e);
    }
  }

  private List<Dependency> dependencies(Module module) {
    try {
      return poms.describe(module.artifact()).getDependencies();
    } catch (ArtifactDescriptorException e) {
      throw unreachable(tree.pom(module).toString(), e);
    }
  }

  private Optional<Module> find(Artifact artifact) {
    return tree.find(artifact.getGroupId(), artifact.getArtifactId());
  }

  /**
   * What a module needs at run time, without what it takes as provided.
   *
   * @param built the jars of the modules that were built
   */
  public List<Artifact> runtime(Module module, Map<Module, Path> built) {
    try {
      return view(built).runtime(module.artifact());
    } catch (ArtifactDescriptorException | DependencyResolutionException e) {
      throw unreachable(module.artifact().toString(), e);
    }
  }

  /** The dependencies on Sigar that the tree's modules name. */
  List<Artifact> sigar() {
    return tree.all().stream()
        .filter(module -> module.artifactId().equals("druid-processing"))
        .flatMap(module -> dependencies(module).stream())
        .map(Dependency::getArtifact)
        .filter(artifact -> artifact.getGroupId().equals(SIGAR_GROUP))
        .toList();
  }

  private MavenRepositories view(Map<Module, Path> built) {
    return released.behind(
        new Workspace(tree, built), withoutSigar ? List.of(SIGAR_GROUP) : List.of());
  }

  private Failure unreachable(String subject, Exception e) {
    boolean sigar = String.valueOf(e.getMessage()).contains(SIGAR_GROUP) && !withoutSigar;
    return Failure.of(ExitCode.UNREACHABLE, subject)
        .says("a dependency cannot be downloaded")
        .found(e.getMessage())
        .fix(
            sigar
                ? SigarPlaceholder.advice()
                : "check the network and the mirrors in your Maven settings")
        .cause(e)
        .build();
  }

  /** Shows the tree's poms, and the jars that were built, in front of the repositories. */
  private record Workspace(ModuleTree tree, Map<Module, Path> built) implements WorkspaceReader {
    @Override
    public WorkspaceRepository getRepository() {
      return new WorkspaceRepository("tree", tree.root());
    }

    @Override
    public File findArtifact(Artifact artifact) {
      Optional<Module> module =
          tree.find(artifact.getGroupId(), artifact.getArtifactId())
              .filter(found -> found.version().equals(artifact.getVersion()));
      if (module.isEmpty() || !artifact.getClassifier().isEmpty()) {
        return null;
      }
      if (artifact.getExtension().equals("pom")) {
        return tree.pom(module.get()).toFile();
      }
      return Optional.ofNullable(built.get(module.get())).map(Path::toFile).orElse(null);
    }

    @Override
    public List<String> findVersions(Artifact artifact) {
      return List.of();
    }
  }
}
