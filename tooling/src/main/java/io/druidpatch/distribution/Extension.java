package io.druidpatch.distribution;

import io.druidpatch.modules.Module;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.aether.artifact.Artifact;

/** Lays an extension out as Druid loads it: a folder of its name with its jar and what it needs. */
final class Extension {
  private Extension() {}

  static void lay(Module module, Distribution.Ingredients in, Layout layout) throws IOException {
    String folder = "extensions/" + module.artifactId() + "/";
    putModule(module, folder, in, layout);
    for (Artifact artifact : in.graph().runtime(module, in.built())) {
      putArtifact(artifact, folder, in, layout);
    }
  }

  /** The jar of a module: the built one, or else the released one. */
  static void putModule(Module module, String folder, Distribution.Ingredients in, Layout layout)
      throws IOException {
    Optional<Path> built = Optional.ofNullable(in.built().get(module));
    Path jar = built.orElseGet(() -> in.graph().released(module));
    layout.putJar(
        folder + module.jarName(),
        jar,
        module.groupId() + ":" + module.artifactId() + ":" + module.version(),
        built.isPresent());
  }

  static void putArtifact(
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
        artifact.getGroupId() + ":" + artifact.getArtifactId() + ":" + artifact.getVersion(),
        ours);
  }
}
