package io.druidpatch.modules;

import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;

/**
 * A Maven module of the tree.
 *
 * @param folder where it is, below the tree's root; empty for the root itself
 */
public record Module(
    String folder, String groupId, String artifactId, String version, String packaging) {

  /** Its main artifact. */
  public Artifact artifact() {
    return new DefaultArtifact(groupId, artifactId, packaging, version);
  }

  /** The name of the jar that it builds. */
  public String jarName() {
    return artifactId + "-" + version + ".jar";
  }

  /** Whether Druid loads it as an extension. */
  public boolean isExtension() {
    return folder.startsWith("extensions-");
  }
}
