package io.druidpatch.release;

import io.druidpatch.build.BuiltDistribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes the provenance statement of all files that are the same in any run. */
record ProvenanceStep(
    Inputs release, ReleaseVersion version, List<String> needs, String toolVersion)
    implements Step {
  static final String NAME = "provenance";

  /** The name of the external parameter that holds a release's inputs. */
  static final String PARAMETER = "release";

  /** The statement of a release, by the release's folder. */
  static Path file(Path folder, ReleaseVersion version) {
    return folder.resolve(version + ".intoto.json");
  }

  @Override
  public Definition definition() {
    return new Definition(NAME, List.copyOf(release.values().keySet()), needs);
  }

  @Override
  public Map<String, String> run(StepContext stage) throws IOException {
    Files.writeString(
        file(stage.folder(), version),
        BuiltDistribution.provenance(stage.tarball())
            .statement(stage.files(), toolVersion, Map.of(PARAMETER, release.values())));
    return Map.of();
  }
}
