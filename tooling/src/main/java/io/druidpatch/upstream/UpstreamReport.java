package io.druidpatch.upstream;

import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.origin.BundleOrigin;
import io.druidpatch.origin.GitOrigin;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Considered;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Series;
import io.druidpatch.series.SeriesEditor;
import io.druidpatch.series.SeriesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/** Finds what upstream has done since with what the series carries. */
public final class UpstreamReport {
  private final Workspace workspace;
  private final HistoryQuery request;
  private final Progress progress;

  public UpstreamReport(Workspace workspace, HistoryQuery request, Progress progress) {
    this.workspace = workspace;
    this.request = request;
    this.progress = progress;
  }

  /** What has become of the series. */
  public UpstreamStatus status() throws IOException {
    Series series = workspace.series();
    return analyse(series, UpstreamAnalysis::status);
  }

  /**
   * The commits that may concern the series, those that were decided on included.
   *
   * @param ref a release's tag or a commit's id after which to begin
   */
  public List<Candidate> since(String ref) throws IOException {
    return analyse(workspace.series(), analysis -> analysis.since(ref));
  }

  /** Writes what has become of the series into a page, and returns it. */
  public UpstreamStatus write(Path page) throws IOException {
    // A page without the marks is found before anything is fetched for it.
    StatusPage old = StatusPage.read(page);
    UpstreamStatus status = status();
    old.write(StatusTable.lines(status));
    return status;
  }

  /**
   * Compares what has become of the series with what the series and the page say.
   *
   * @throws Failure with {@link ExitCode#STALE_UPSTREAM} if they do not say so
   */
  public UpstreamStatus check(Path page) throws IOException {
    StatusPage old = StatusPage.read(page);
    UpstreamStatus status = status();
    status.picks().forEach(this::checkRevert);
    old.check(StatusTable.lines(status));
    return status;
  }

  /**
   * Records in the series that a commit was looked at and left out.
   *
   * @param commit its id; it may be abbreviated
   */
  public Considered decide(String commit, String reason) throws IOException {
    Series series = workspace.series();
    RevCommit found = analyse(series, analysis -> analysis.resolve(commit));
    for (Considered old : series.considered()) {
      if (old.commit().equals(found)) {
        throw Failure.of(ExitCode.USAGE, series.file() + ":" + old.line())
            .says("the series has a decision on " + found.name() + " already")
            .fix("edit it there")
            .build();
      }
    }
    Considered decision = new Considered(found.getId(), reason, 0);
    SeriesFile.replace(
        series.file(), SeriesEditor.addConsidered(Files.readString(series.file()), decision));
    return decision;
  }

  private void checkRevert(PickStatus status) {
    Pick pick = status.pick();
    Optional<ObjectId> found = status.revert().map(Revert::commit).map(it -> it.id());
    if (status.commit().isEmpty() || found.equals(pick.revertedBy())) {
      return;
    }
    throw Failure.of(ExitCode.STALE_UPSTREAM, workspace.seriesFile() + ":" + pick.line())
        .says(
            "the pick "
                + pick.id()
                + (found.isPresent() ? " was reverted upstream" : " stands upstream"))
        .expected(found.map(id -> "reverted-by: " + id.name()).orElse("no `reverted-by`"))
        .found(pick.revertedBy().map(id -> "reverted-by: " + id.name()).orElse("no such key"))
        .fix("say so there, and see to it that `fate` is true")
        .build();
  }

  /** What is asked of a history that has been read. */
  private interface Question<T> {
    T ask(UpstreamAnalysis analysis) throws IOException;
  }

  private <T> T analyse(Series series, Question<T> question) throws IOException {
    return read(
        series,
        history -> {
          try (UpstreamAnalysis analysis = new UpstreamAnalysis(series, history)) {
            return question.ask(analysis);
          }
        });
  }

  /** What is asked of a history as it is. */
  public interface HistoryQuestion<T> {
    T ask(GitHistory history) throws IOException;
  }

  /** Brings the history, unless the query is offline, and asks of it. */
  public <T> T read(Series series, HistoryQuestion<T> question) throws IOException {
    List<String> urls = urls(series);
    try (PatchRepository repository =
        PatchRepository.openForWriting(workspace.repository().resolveSibling("history.git"))) {
      GitHistory history =
          request.offline()
              ? GitHistory.cached(urls, request.head(), repository, progress)
              : GitHistory.fetched(urls, request.head(), repository, progress);
      history.answered().ifPresent(url -> progress.line("source: git " + url));
      return question.ask(history);
    }
  }

  private List<String> urls(Series series) throws IOException {
    if (request.upstream().isEmpty()) {
      return series.upstreams();
    }
    String upstream = request.upstream().get();
    if (BundleOrigin.isBundle(upstream)) {
      throw Failure.of(ExitCode.USAGE, upstream)
          .says("a bundle of the series has no later history")
          .expected("a git URL or a repository")
          .build();
    }
    return List.of(GitOrigin.url(upstream));
  }
}
