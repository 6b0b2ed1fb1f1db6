package io.druidpatch.jobs;

import io.druidpatch.failure.Invocation;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.origin.CentralOrigin;
import io.druidpatch.origin.Supply;
import io.druidpatch.origin.UpstreamRefs;
import io.druidpatch.series.Series;
import io.druidpatch.series.SeriesReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The two places that every job works on.
 *
 * @param seriesFile the series.yaml
 * @param repository the folder of the bare repository that the tool owns
 */
public record Workspace(Path seriesFile, Path repository) {
  public Series series() {
    return SeriesReader.read(seriesFile);
  }

  /** Opens the repository to read what {@code apply} made. */
  PatchRepository open() throws IOException {
    return PatchRepository.open(repository, Invocation.command("apply"));
  }

  PatchRepository openForWriting() throws IOException {
    return PatchRepository.openForWriting(repository);
  }

  /** What an earlier run brought: all that the series needs, or else the part from Central. */
  static Optional<Supply> supplied(PatchRepository repository, Series series) throws IOException {
    Optional<Supply> whole = UpstreamRefs.cached(repository, series);
    return whole.isPresent() ? whole : CentralOrigin.cached(repository, series);
  }

  static String branchRef(String branch) {
    return "refs/heads/" + branch;
  }
}
