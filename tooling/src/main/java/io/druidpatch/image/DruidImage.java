package io.druidpatch.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FileEntry;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.provenance.Provenance;
import io.druidpatch.storage.FullDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * Makes the image. As in Druid's own (distribution/docker/Dockerfile), Druid is in {@value #HOME},
 * belongs to the user 1000, and starts by {@code /druid.sh}.
 */
public final class DruidImage {
  /** Where Druid is in the image. */
  public static final String HOME = "/opt/druid";

  /** The user and group {@code druid} of Druid's image, by number: a base may not name it. */
  private static final String OWNER = "1000:1000";

  private static final FilePermissions FILE = FilePermissions.fromOctalString("644");
  private static final FilePermissions PROGRAM = FilePermissions.fromOctalString("755");
  private static final FilePermissions SHARED = FilePermissions.fromOctalString("775");

  private final ImageName base;
  private final Provenance provenance;
  private final Path cache;

  /**
   * @param base the image below
   * @param provenance of what goes in
   * @param cache where the base's layers are kept
   */
  public DruidImage(ImageName base, Provenance provenance, Path cache) {
    this.base = base;
    this.provenance = provenance;
    this.cache = cache;
  }

  /**
   * A file for the image.
   *
   * @param from where its bytes are
   */
  public record Content(Path from, boolean executable) {}

  /**
   * The image that was made.
   *
   * @param digest of the manifest, with its algorithm
   * @param id of the configuration, with its algorithm: what Docker calls the image's id
   */
  public record Made(String digest, String id) {}

  /**
   * Builds the image and sends it to its target.
   *
   * @param whole whether all of Druid goes in, with its start scripts; else only {@code files}, on
   *     a base that has the rest and its own entry point
   * @param files by their absolute path in the image
   * @param name the image's name
   * @param file where it is written, if {@code to} is a tarball
   */
  public Made make(
      boolean whole,
      NavigableMap<String, Content> files,
      ImageName to,
      ImageName name,
      Optional<Path> file)
      throws IOException {
    FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName("druid");
    if (whole) {
      Path folder = Files.createDirectories(cache.resolve("empty"));
      for (String path : new String[] {HOME, HOME + "/var", "/opt/shared"}) {
        layer.addEntry(entry(folder, path, path.equals(HOME) ? PROGRAM : SHARED));
      }
    }
    for (Map.Entry<String, Content> one : files.entrySet()) {
      Content content = one.getValue();
      layer.addEntry(entry(content.from(), one.getKey(), content.executable() ? PROGRAM : FILE));
    }
    JibContainerBuilder builder =
        base.base()
            // Of the two formats, Docker before 25 loads this one alone from a file, and containerd
            // gives the image in it the name that Kubernetes asks for.
            .setFormat(to.isDocker() || to.isTar() ? ImageFormat.Docker : ImageFormat.OCI)
            .setCreationTime(provenance.instant())
            .addFileEntriesLayer(layer.build())
            .addLabel("org.opencontainers.image.base.name", base.label())
            .addLabel("org.opencontainers.image.revision", provenance.tip())
            .addLabel("org.opencontainers.image.version", provenance.base().tag() + "-patched");
    if (whole) {
      builder
          .setEntrypoint("/druid.sh")
          .setUser(OWNER)
          .setWorkingDirectory(AbsoluteUnixPath.get(HOME))
          .addVolume(AbsoluteUnixPath.get(HOME + "/var"));
    }
    Containerizer target =
        to.target(name, file.orElse(null))
            .setBaseImageLayersCache(cache.resolve("base"))
            .setApplicationLayersCache(cache.resolve("layers"))
            .setToolName("druidpatch");
    try {
      JibContainer made = builder.containerize(target);
      return new Made(made.getDigest().toString(), made.getImageId().toString());
    } catch (RegistryException | ExecutionException | CacheDirectoryCreationException e) {
      throw failed(to, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (IOException e) {
      if (base.isTar() && !Files.exists(base.file())) {
        throw e;
      }
      throw failed(to, e);
    }
  }

  private FileEntry entry(Path from, String path, FilePermissions permissions) {
    return new FileEntry(
        from, AbsoluteUnixPath.get(path), permissions, provenance.instant(), OWNER);
  }

  private Failure failed(ImageName to, Exception e) {
    if (FullDisk.says(e)) {
      return FullDisk.failure(
          to.isTar() ? List.of(cache, to.file()) : List.of(cache), "No space left on device", e);
    }
    Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
    return Failure.of(ExitCode.UNREACHABLE, base.text() + " to " + to.text())
        .says("the image cannot be made")
        .found(String.valueOf(cause.getMessage()))
        .fix(
            base.isDocker() || to.isDocker()
                ? "see that Docker runs and has the base image, or use tar://"
                : "see the name, the network and your login (docker login)")
        .cause(e)
        .build();
  }
}
