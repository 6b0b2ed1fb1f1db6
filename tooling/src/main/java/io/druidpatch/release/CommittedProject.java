package io.druidpatch.release;

import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** All that a release is made of is in the project's commit. */
record CommittedProject(ProjectRepository project, Workspace workspace) implements Precondition {
  private static final int SHOWN = 10;

  @Override
  public Optional<Failure> refusal() throws IOException {
    Path series = workspace.seriesFile().toRealPath();
    if (!project.has(series)) {
      return Optional.of(
          Failure.of(ExitCode.REFUSED, series.toString())
              .says("the series is not one of this project's")
              .fix("make the release of a series in the project's repository, without --series")
              .build());
    }
    List<String> changed =
        project.changed(
            List.of(
                series.getParent().toString(),
                "common",
                "tooling",
                "verification",
                "pom.xml",
                CheckedUpstream.PAGE));
    if (changed.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Failure.of(ExitCode.REFUSED, "the project")
            .says("what a release is made of is not committed")
            .found(
                String.join(", ", changed.subList(0, Math.min(SHOWN, changed.size())))
                    + (changed.size() > SHOWN ? " and " + (changed.size() - SHOWN) + " more" : ""))
            .fix("git add and git commit them, or git stash -u")
            .build());
  }
}
