package io.druidpatch.apply;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.origin.BundleOrigin;
import io.druidpatch.origin.CentralOrigin;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.origin.GitOrigin;
import io.druidpatch.origin.Origin;
import io.druidpatch.origin.Upstream;
import io.druidpatch.origin.UpstreamRefs;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Decides where the base and the picks come from: the upstream, a bundle, or Maven Central. */
public final class SourceSelection {
  private final ApplyRequest request;
  private final Workspace workspace;
  private final Progress progress;

  SourceSelection(ApplyRequest request, Workspace workspace, Progress progress) {
    this.request = request;
    this.workspace = workspace;
    this.progress = progress;
  }

  /**
   * What earlier runs fetched: all that the series needs, or else the part from Maven Central.
   *
   * @return empty if neither is in the repository
   */
  public static Optional<FetchedSources> cached(PatchRepository repository, Series series)
      throws IOException {
    Optional<FetchedSources> whole = UpstreamRefs.cached(repository, series);
    return whole.isPresent() ? whole : CentralOrigin.cached(repository, series);
  }

  /**
   * What earlier runs fetched of the whole series.
   *
   * @throws Failure with {@link ExitCode#STALE} if something of it is not there
   */
  public static FetchedSources require(PatchRepository repository, Series series)
      throws IOException {
    return UpstreamRefs.cached(repository, series)
        .orElseThrow(
            () ->
                Failure.of(ExitCode.STALE, repository.folder().toString())
                    .says("not all that the series needs was fetched yet")
                    .fix(series.command("apply --source git"))
                    .build());
  }

  /**
   * What earlier runs fetched of the whole series, or else what the upstream sends now; of another
   * base than the first, with what the first one needs.
   *
   * @throws Failure as {@link Upstream#fetch} does
   */
  static FetchedSources whole(
      Upstream upstream, Series series, PatchRepository repository, Progress progress)
      throws IOException {
    Optional<FetchedSources> cached = UpstreamRefs.cached(repository, series);
    FetchedSources fetched =
        cached.isPresent() ? cached.get() : upstream.fetch(series, repository, progress);
    fetchFirst(upstream, series, repository, progress);
    return fetched;
  }

  /**
   * Of another base than the first, what the first one needs, unless it is there. The local patches
   * were made on that: where one does not fit another base, it is merged with versions of files
   * that come with the first.
   */
  private static void fetchFirst(
      Origin origin, Series series, PatchRepository repository, Progress progress)
      throws IOException {
    Series first = series.onDefault();
    if (series.isOnDefault() || UpstreamRefs.cached(repository, first).isPresent()) {
      return;
    }
    try {
      origin.fetch(first, repository, progress);
    } catch (Failure e) {
      if (e.code() != ExitCode.UNREACHABLE && e.code() != ExitCode.MISSING) {
        throw e;
      }
      // It may be that each patch fits.
      progress.line("without the first base, " + first.base().tag() + ": " + e.getMessage());
    }
  }

  /**
   * Fetches what the request asks for. Without a request for one source, the upstream is asked, and
   * Maven Central where no URL of the upstream can be reached.
   *
   * @throws Failure with {@link ExitCode#PARTIAL} if the request asks for the whole series and only
   *     a part can be fetched; as {@link Origin#fetch} does
   */
  FetchedSources fetch(Series series, PatchRepository repository) throws IOException {
    if (request.source() == SourceChoice.CENTRAL) {
      if (request.whole()) {
        throw notWhole(series, "--source central: Maven Central has main sources and no history");
      }
      return central().fetch(series, repository, progress);
    }
    if (request.upstream().isPresent()) {
      Origin origin = override(request.upstream().get());
      FetchedSources fetched = origin.fetch(series, repository, progress);
      fetchFirst(origin, series, repository, progress);
      return fetched;
    }
    try {
      return whole(new Upstream(series.upstreams()), series, repository, progress);
    } catch (Failure e) {
      if (e.code() != ExitCode.UNREACHABLE
          || request.source() == SourceChoice.GIT
          || series.central().isEmpty()) {
        throw e;
      }
      if (request.whole()) {
        throw notWhole(series, e.getMessage());
      }
      progress.line(
          "PARTIAL: no git host answers, so this will be a part of the series, from the source jars"
              + " on Maven Central");
      progress.line(e.getMessage());
      try {
        return central().fetch(series, repository, progress);
      } catch (Failure second) {
        second.addSuppressed(e);
        throw second;
      }
    }
  }

  private static Failure notWhole(Series series, String why) {
    return Failure.of(ExitCode.PARTIAL, series.branch())
        .says(
            "the whole series cannot be fetched here, and --whole requires it; no branch was moved")
        .found(why)
        .detail(PartialResult.lines(series))
        .build();
  }

  private CentralOrigin central() {
    return new CentralOrigin(request.centralUrl(), workspace.repository().resolveSibling("m2"));
  }

  private static Origin override(String upstream) throws IOException {
    return BundleOrigin.isBundle(upstream)
        ? new BundleOrigin(Path.of(upstream))
        : new GitOrigin(GitOrigin.url(upstream));
  }
}
