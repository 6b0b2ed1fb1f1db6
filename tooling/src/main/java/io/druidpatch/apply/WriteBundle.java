package io.druidpatch.apply;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.origin.BundleFile;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.origin.UpstreamRefs;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Writes what the series needs of the upstream into a file, for networks that lack the upstream.
 */
public final class WriteBundle {
  private final Workspace workspace;
  private final Progress progress;

  public WriteBundle(Workspace workspace, Progress progress) {
    this.workspace = workspace;
    this.progress = progress;
  }

  /**
   * Writes the bundle.
   *
   * @return the bundle's size in bytes
   * @throws Failure with {@link ExitCode#STALE} if not all of it was fetched, {@link
   *     ExitCode#PARTIAL} if that is since no git host could be reached
   */
  public long run(Path target) throws IOException {
    Series series = workspace.series();
    try (PatchRepository repository = workspace.open()) {
      if (PartialResult.isAllThereIs(series, repository)) {
        throw PartialResult.refusal(series, series.partialBranch());
      }
      Optional<FetchedSources> fetched = UpstreamRefs.cached(repository, series);
      if (fetched.isEmpty()) {
        throw Failure.of(ExitCode.STALE, repository.folder().toString())
            .says("not all that the series needs was fetched yet")
            .fix(series.command("apply"))
            .build();
      }
      progress.line("source: " + fetched.get().source());
      return BundleFile.write(bases(series, repository), repository, target, progress);
    }
  }

  /**
   * With the first base, if it was fetched: where a local patch does not fit, it is merged with
   * versions of files that come with that.
   */
  private List<Series> bases(Series series, PatchRepository repository) throws IOException {
    if (series.isOnDefault()) {
      return List.of(series);
    }
    Series first = series.onDefault();
    if (UpstreamRefs.cached(repository, first).isPresent()) {
      return List.of(series, first);
    }
    progress.line(
        "without the first base, "
            + first.base().tag()
            + ", which was not fetched: the series may not apply elsewhere");
    return List.of(series);
  }
}
