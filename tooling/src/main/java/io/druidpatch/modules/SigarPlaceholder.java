package io.druidpatch.modules;

import io.druidpatch.failure.Invocation;
import io.druidpatch.maven.MavenSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.maven.settings.Mirror;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.apache.maven.settings.io.DefaultSettingsWriter;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;

/**
 * Artifacts in the place of {@code org.hyperic:sigar}. Druid's tree takes Sigar from a repository
 * of its own, since Maven Central does not have it; where that repository cannot be reached, Maven
 * stops before it compiles, even modules that never use it. The classes of the placeholder are
 * those of an older Sigar that Central has, so that druid-processing can be compiled; the native
 * libraries are left out, and so nothing works that uses them: SysMonitor and JvmCpuMonitor.
 */
public final class SigarPlaceholder {
  /** The id under which Druid's root pom names that repository. */
  private static final String REPOSITORY_ID = "sigar";

  /** Has the classes, and no native libraries. */
  private static final Artifact CLASSES =
      new DefaultArtifact("org.fusesource", "sigar", "jar", "1.6.4");

  private SigarPlaceholder() {}

  /** What to do where Sigar's own repository cannot be reached. */
  static String advice() {
    return "build without org.hyperic:sigar, which Maven Central does not have: "
        + Invocation.again("--without-sigar");
  }

  /**
   * Writes the placeholders as a Maven repository, and Maven settings that put it in the place of
   * the real one. A build with other settings never sees it: Maven keeps of each artifact which
   * repository it came from.
   *
   * @param installation the global settings of the Maven installation, which stay in force
   * @return the settings, for {@code mvn --global-settings}
   */
  public static Path write(ModuleGraph graph, Path folder, Path installation) throws IOException {
    for (Artifact artifact : graph.sigar()) {
      String name = artifact.getArtifactId() + "-" + artifact.getVersion();
      Path place =
          Files.createDirectories(
              folder
                  .resolve("repository")
                  .resolve(artifact.getGroupId().replace('.', '/'))
                  .resolve(artifact.getArtifactId())
                  .resolve(artifact.getVersion()));
      Files.writeString(
          place.resolve(name + ".pom"),
          "<project><modelVersion>4.0.0</modelVersion><groupId>"
              + artifact.getGroupId()
              + "</groupId><artifactId>"
              + artifact.getArtifactId()
              + "</artifactId><version>"
              + artifact.getVersion()
              + "</version></project>\n");
      Path file = place.resolve(name + "." + artifact.getExtension());
      if (artifact.getExtension().equals("jar")) {
        Files.copy(graph.released(CLASSES), file, StandardCopyOption.REPLACE_EXISTING);
      } else {
        try (OutputStream out = Files.newOutputStream(file);
            ZipOutputStream zip = new ZipOutputStream(out)) {
          zip.putNextEntry(new ZipEntry("PLACEHOLDER"));
          zip.write("Stands for what was left out.\n".getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    Settings settings = read(installation);
    Mirror mirror = new Mirror();
    mirror.setId("druidpatch-sigar-placeholder");
    mirror.setMirrorOf(REPOSITORY_ID);
    mirror.setUrl(folder.resolve("repository").toUri().toString());
    settings.getMirrors().add(0, mirror);
    Path file = folder.resolve("settings.xml");
    new DefaultSettingsWriter().write(file.toFile(), null, settings);
    return file;
  }

  private static Settings read(Path installation) throws IOException {
    if (!Files.exists(installation)) {
      return new Settings();
    }
    DefaultSettingsBuildingRequest request = new DefaultSettingsBuildingRequest();
    request.setGlobalSettingsFile(installation.toFile());
    try {
      return MavenSettings.effective(request);
    } catch (SettingsBuildingException e) {
      throw new IOException("cannot read " + installation, e);
    }
  }
}
