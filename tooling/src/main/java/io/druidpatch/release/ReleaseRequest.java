package io.druidpatch.release;

import io.druidpatch.apply.Workspace;
import io.druidpatch.build.BuildEnvironment;
import io.druidpatch.image.ImageName;
import io.druidpatch.suite.ClusterOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The version to release, the steps, and the options of each.
 *
 * @param project the project's folder
 * @param output the folder that the release's folder goes into
 * @param previous the tag or the folder of the release before; else the last tag
 * @param upstream a URL, a path or a bundle in place of the series' upstream
 * @param imageBase the image below
 * @param push for a cluster that takes images from a registry: what their names begin with
 * @param cluster which cluster verifies
 * @param without the steps to leave out, with the reason for each
 * @param toolVersion this tool's
 */
public record ReleaseRequest(
    Workspace workspace,
    Path project,
    ReleaseVersion version,
    Path output,
    Optional<String> previous,
    Optional<String> upstream,
    BuildEnvironment tools,
    ImageName imageBase,
    Optional<String> push,
    ClusterOptions cluster,
    Map<String, String> without,
    String toolVersion) {
  /** The release's folder. */
  public Path folder() {
    return output.toAbsolutePath().normalize().resolve(version.toString());
  }
}
