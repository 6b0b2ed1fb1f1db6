package io.druidpatch.release;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The version is of the series' base, and comes behind all that were released. */
record NewerVersion(
    ProjectRepository project, Series series, ReleaseVersion version, Optional<LastRelease> last)
    implements Precondition {

  @Override
  public Optional<Failure> refusal() throws IOException {
    String base = ReleaseVersion.baseOf(series);
    if (!version.base().equals(base)) {
      return Optional.of(
          Failure.of(ExitCode.REFUSED, version.toString())
              .says("the version is of another base than the series")
              .expected(base + "-k8s.N")
              .fix(series.command("release --version " + base + "-k8s." + version.number()))
              .build());
    }
    List<ReleaseVersion> released = new ArrayList<>(project.releases(base));
    last.flatMap(one -> ReleaseVersion.parse(one.name()))
        .filter(one -> one.base().equals(base))
        .ifPresent(released::add);
    if (released.isEmpty() && last.isEmpty() && project.isShallow()) {
      return Optional.of(
          Failure.of(ExitCode.REFUSED, "the project")
              .says("it was cloned without its history, so its tags need not be here")
              .fix("git fetch --unshallow --tags")
              .build());
    }
    return released.stream()
        .max(Comparator.comparingInt(ReleaseVersion::number))
        .filter(newest -> newest.number() >= version.number())
        .map(
            newest ->
                Failure.of(ExitCode.REFUSED, version.toString())
                    .says("the version has to come behind the last release")
                    .found(newest)
                    .fix(series.command("release " + newest.next().number()))
                    .build());
  }
}
