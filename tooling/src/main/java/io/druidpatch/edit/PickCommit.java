package io.druidpatch.edit;

import io.druidpatch.apply.Onto;
import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Entry;
import io.druidpatch.series.LocalPatch;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Series;
import io.druidpatch.series.SeriesEditor;
import io.druidpatch.upstream.CommitNames;
import io.druidpatch.upstream.GitHistory;
import io.druidpatch.upstream.HistoryQuery;
import io.druidpatch.upstream.PickStatus;
import io.druidpatch.upstream.Revert;
import io.druidpatch.upstream.UpstreamAnalysis;
import io.druidpatch.upstream.UpstreamCommit;
import io.druidpatch.upstream.UpstreamReport;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Adds an upstream commit to the series, in upstream's order, with what can be looked up of it, and
 * tries it on every base.
 */
public final class PickCommit {
  /**
   * What the user asks for.
   *
   * @param commit an id, or a pull request
   * @param id the new entry's
   * @param why why the series has it
   * @param history where the commit is
   */
  public record PickRequest(String commit, String id, String why, HistoryQuery history) {}

  /**
   * What was added.
   *
   * @param author the upstream commit's, as {@code Name <address>}
   * @param trials how the series goes on each base with it
   */
  public record Result(Pick pick, UpstreamCommit commit, String author, List<Onto.Trial> trials) {
    /** Whether the pick, and all behind it, goes on everywhere. */
    public boolean goes() {
      return trials.stream().allMatch(Onto.Trial::goes);
    }
  }

  private final Workspace workspace;
  private final PickRequest request;
  private final Progress progress;

  public PickCommit(Workspace workspace, PickRequest request, Progress progress) {
    this.workspace = workspace;
    this.request = request;
    this.progress = progress;
  }

  /**
   * Adds it. A pick that conflicts is added as well: its conflicts are decided by {@code resolve}.
   *
   * @throws Failure with {@link ExitCode#USAGE} if the series has no use for the commit, {@link
   *     ExitCode#MISSING} if there is none; the series stays as it is
   */
  public Result run() throws IOException {
    Series series = workspace.series();
    NewId.require(series, request.id());
    UpstreamReport upstream = new UpstreamReport(workspace, request.history(), progress);
    return upstream.read(series, history -> add(series, history));
  }

  private Result add(Series series, GitHistory history) throws IOException {
    try (RevWalk walk = new RevWalk(history.git())) {
      RevCommit commit = new CommitNames(history, walk).find(request.commit());
      refuse(series, commit, walk);
      String before =
          SeriesEditor.removeConsidered(Files.readString(series.file()), commit.getId());
      List<String> order = order(series, commit, walk);
      Pick draft =
          new Pick(
              request.id(),
              commit.getId(),
              page(series.upstream(), commit),
              request.why(),
              "not looked up",
              Optional.empty(),
              List.of(),
              Map.of(),
              List.of(),
              0);
      try (Trials trials =
          new Trials(
              workspace,
              SeriesEditor.addPick(before, order, draft),
              request.history().upstream(),
              progress)) {
        Pick pick = withFate(draft, trials.series(), history);
        trials.text(SeriesEditor.addPick(before, order, pick));
        List<Onto.Trial> tried = trials.run();
        trials.putInPlace();
        return new Result(
            pick, UpstreamCommit.of(commit), commit.getAuthorIdent().toExternalString(), tried);
      }
    }
  }

  private void refuse(Series series, RevCommit commit, RevWalk walk) throws IOException {
    if (commit.getParentCount() != 1) {
      throw refused(commit, "it has " + commit.getParentCount() + " parents, so no one change");
    }
    for (Entry entry : series.listed()) {
      if (entry instanceof Pick pick) {
        if (pick.commit().equals(commit)) {
          throw refused(commit, "the series has it: " + pick.id() + ", line " + pick.line());
        }
        Optional<RevCommit> carried = parsed(pick, walk);
        if (carried.isPresent() && Revert.says(commit, carried.get())) {
          throw refused(
              commit, "it takes the pick " + pick.id() + " back; `drop " + pick.id() + "` does so");
        }
      }
    }
    List<String> having = new ArrayList<>();
    for (Series.Base base : series.bases()) {
      if (walk.isMergedInto(commit, walk.parseCommit(base.commit()))) {
        having.add(base.tag());
      }
    }
    if (having.size() == series.bases().size()) {
      throw refused(commit, "the base has it: " + String.join(", ", having));
    }
  }

  private static Optional<RevCommit> parsed(Pick pick, RevWalk walk) throws IOException {
    try {
      return Optional.of(walk.parseCommit(pick.commit()));
    } catch (MissingObjectException e) {
      // A pick from another branch.
      return Optional.empty();
    }
  }

  private static Failure refused(RevCommit commit, String why) {
    return Failure.of(ExitCode.USAGE, commit.name())
        .says("the series has no use for this commit; nothing was changed")
        .found(why)
        .build();
  }

  /** Behind the last pick that upstream has before it, and what adapts that; or else in front. */
  private List<String> order(Series series, RevCommit commit, RevWalk walk) throws IOException {
    List<String> order = new ArrayList<>();
    int at = 0;
    String last = null;
    for (Entry entry : series.listed()) {
      order.add(entry.id());
      if (entry instanceof Pick pick) {
        Optional<RevCommit> other = parsed(pick, walk);
        if (other.isPresent() && walk.isMergedInto(other.get(), commit)) {
          last = pick.id();
          at = order.size();
        }
      } else if (((LocalPatch) entry).adapts().equals(Optional.ofNullable(last)) && last != null) {
        at = order.size();
      }
    }
    order.add(at, request.id());
    return order;
  }

  private static String page(String upstream, RevCommit commit) {
    String web = upstream.replaceFirst("(\\.git)?/*$", "");
    return UpstreamCommit.of(commit)
        .pullRequest()
        .map(number -> web + "/pull/" + number)
        .orElse(web + "/commit/" + commit.name());
  }

  private Pick withFate(Pick draft, Series changed, GitHistory history) throws IOException {
    progress.line("looking up what has become of it");
    try (UpstreamAnalysis analysis = new UpstreamAnalysis(changed, history)) {
      PickStatus status =
          analysis.status().picks().stream()
              .filter(one -> one.pick().id().equals(draft.id()))
              .findFirst()
              .orElseThrow();
      Optional<UpstreamCommit> revert = status.revert().map(Revert::commit);
      return new Pick(
          draft.id(),
          draft.commit(),
          draft.pullRequest(),
          draft.why(),
          sentence(status, revert, history.headName()),
          revert.map(UpstreamCommit::id),
          List.of(),
          Map.of(),
          List.of(),
          0);
    }
  }

  private static String sentence(PickStatus status, Optional<UpstreamCommit> revert, String head) {
    StringBuilder text = new StringBuilder("Merged " + status.commit().orElseThrow().date());
    if (!status.releases().isEmpty()) {
      text.append(", in ").append(status.releases().get(0));
      if (status.releases().size() > 1) {
        text.append(" to ").append(status.releases().get(status.releases().size() - 1));
      }
    }
    if (revert.isPresent()) {
      text.append(". Reverted on " + revert.get().date() + " by " + revert.get().shortId() + ".");
    } else {
      text.append(", and stands on " + head)
          .append(status.releases().isEmpty() ? "; no release's tag has it." : ".");
    }
    return text.toString();
  }
}
