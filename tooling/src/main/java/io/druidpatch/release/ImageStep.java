package io.druidpatch.release;

import io.druidpatch.apply.Workspace;
import io.druidpatch.build.ImageRequest;
import io.druidpatch.build.MakeImage;
import io.druidpatch.image.ImageName;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the image, as a file that {@code docker load} takes. */
record ImageStep(Workspace workspace, ReleaseVersion version, ImageName base) implements Step {
  static final String NAME = "image";
  static final String IMAGE = "image";
  static final String DIGEST = "digest";

  /** Java, since the layers are compressed with its zlib. */
  @Override
  public Definition definition() {
    return new Definition(
        NAME,
        List.of(Inputs.VERSION, Inputs.TOOL, Inputs.IMAGE_BASE, Inputs.JAVA),
        List.of(BuildStep.NAME));
  }

  @Override
  public Map<String, String> run(StepContext stage) throws IOException {
    if (!base.isTar() && !base.text().contains("@sha256:")) {
      stage
          .progress()
          .line(
              "warning: "
                  + base.text()
                  + " has no digest; when another image gets that name, this one cannot be made"
                  + " again");
    }
    MakeImage.Result result =
        new MakeImage(workspace)
            .run(
                new ImageRequest(
                    stage.tarball(),
                    base,
                    new ImageName("tar://" + stage.folder().resolve(version + "-image.tar")),
                    Optional.of(new ImageName("druid-patched:" + version)),
                    Optional.empty()));
    return Map.of(IMAGE, result.name(), DIGEST, result.image().digest());
  }
}
