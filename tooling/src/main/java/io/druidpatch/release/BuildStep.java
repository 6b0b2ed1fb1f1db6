package io.druidpatch.release;

import io.druidpatch.apply.Workspace;
import io.druidpatch.build.Build;
import io.druidpatch.build.BuildEnvironment;
import io.druidpatch.build.BuildRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the distribution, twice, in two folders, and compares. */
record BuildStep(Workspace workspace, BuildEnvironment tools, String toolVersion) implements Step {
  static final String NAME = "build";
  static final String TARBALL = "tarball";

  @Override
  public Definition definition() {
    return new Definition(
        NAME, List.of(Inputs.TOOL, Inputs.JDK, Inputs.SIGAR), List.of(ApplyStep.NAME));
  }

  @Override
  public Map<String, String> run(StepContext stage) throws IOException {
    BuildRequest request =
        BuildRequest.lean(
            tools, Optional.empty(), Optional.empty(), true, stage.folder(), toolVersion);
    Build.Result result = new Build(workspace, request, stage.progress()).run();
    return Map.of(TARBALL, result.tarball().getFileName().toString());
  }
}
