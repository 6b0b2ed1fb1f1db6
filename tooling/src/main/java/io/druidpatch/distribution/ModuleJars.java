package io.druidpatch.distribution;

import io.druidpatch.modules.Module;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.aether.artifact.Artifact;

/** Puts the jars of modules, and of what they need, into a layout. */
final class ModuleJars {
  private ModuleJars() {}

  /** An extension as Druid loads it: a folder of its name with its jar and what it needs. */
  static void putExtension(Module module, Distribution.Ingredients in, Layout layout)
      throws IOException {
    putWithDependencies(module, "extensions/" + module.artifactId() + "/", in, layout);
  }

  /** A module's jar, and behind it what it needs at run time. */
  static void putWithDependencies(
      Module module, String folder, Distribution.Ingredients in, Layout layout) throws IOException {
    put(module, folder, in, layout);
    for (Artifact artifact : in.graph().runtime(module, in.built())) {
      put(artifact, folder, in, layout);
    }
  }

  /** The jar of a module: the built one, or else the released one. */
  static void put(Module module, String folder, Distribution.Ingredients in, Layout layout)
      throws IOException {
    Path jar =
        Optional.ofNullable(in.built().get(module)).orElseGet(() -> in.graph().released(module));
    put(module.artifact().setFile(jar.toFile()), folder, in, layout);
  }

  private static void put(
      Artifact artifact, String folder, Distribution.Ingredients in, Layout layout)
      throws IOException {
    Optional<Module> module = in.tree().find(artifact.getGroupId(), artifact.getArtifactId());
    boolean ours = module.isPresent() && in.built().containsKey(module.get());
    String classifier = artifact.getClassifier().isEmpty() ? "" : "-" + artifact.getClassifier();
    String name =
        artifact.getArtifactId()
            + "-"
            + artifact.getVersion()
            + classifier
            + "."
            + artifact.getExtension();
    if (layout.items().containsKey(folder + name)) {
      // Two groups with the same artifact and version: both are wanted, under different names.
      name = artifact.getGroupId() + "." + name;
    }
    layout.putJar(
        folder + name,
        artifact.getFile().toPath(),
        Optional.of(
            artifact.getGroupId() + ":" + artifact.getArtifactId() + ":" + artifact.getVersion()),
        ours);
  }
}
