package io.druidpatch.release;

import io.druidpatch.apply.Export;
import io.druidpatch.apply.Workspace;
import io.druidpatch.build.BuiltDistribution;
import io.druidpatch.distribution.Layout;
import io.druidpatch.distribution.Tarball;
import io.druidpatch.series.Series;
import io.druidpatch.storage.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Packs the series: {@value #FILE} and {@code local/} as this tool takes them, {@code am/} with the
 * patches that {@code git am} takes.
 */
record SeriesStep(Workspace workspace, Series series, ReleaseVersion version) implements Step {
  static final String NAME = "series";
  static final String FILE = "series.yaml";

  @Override
  public Definition definition() {
    return new Definition(
        NAME,
        List.of(Inputs.VERSION, Inputs.TOOL, Inputs.SERIES),
        List.of(ApplyStep.NAME, BuildStep.NAME));
  }

  @Override
  public Map<String, String> run(StepContext stage) throws IOException {
    Path mails = stage.scratch().resolve("am");
    AtomicFile.delete(mails);
    new Export(workspace).run(mails, false);
    Layout layout = new Layout();
    layout.putFolder("am", mails, false);
    layout.putFile(FILE, series.file(), false);
    for (Path patch : series.patches()) {
      layout.putFile("local/" + patch.getFileName(), patch, false);
    }
    Tarball.write(
        layout,
        version + "-series",
        BuiltDistribution.provenance(stage.tarball()).instant(),
        stage.folder().resolve(version + LastRelease.SERIES));
    return Map.of();
  }
}
