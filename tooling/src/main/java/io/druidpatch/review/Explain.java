package io.druidpatch.review;

import io.druidpatch.apply.OpenConflicts;
import io.druidpatch.apply.SourceSelection;
import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.Parents;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.merge.Conflict;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.origin.Upstream;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Considered;
import io.druidpatch.series.Entry;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Series;
import io.druidpatch.upstream.GitHistory;
import io.druidpatch.upstream.HistoryQuery;
import io.druidpatch.upstream.LineHistory;
import io.druidpatch.upstream.UpstreamCommit;
import io.druidpatch.upstream.UpstreamReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Explains why a pick conflicts: which upstream commits between the base and the pick changed the
 * conflicting lines and are not in the series, and whether picking one of them first helps.
 */
public final class Explain {
  /** What picking a commit first makes of a conflict; it is tried in core. */
  public enum Effect {
    /** The pick goes on as a whole. */
    GOES,
    /** This hunk does not conflict any more; others of the pick do. */
    HUNK_GOES,
    /** The hunk conflicts all the same. */
    STAYS,
    /** The commit itself conflicts there. */
    CONFLICTS,
    /** What the commit makes is there already, by a backport of it. */
    CONTAINED,
    /** The commit is not there, and nobody was to be asked. */
    NOT_TRIED;

    /** For scripts. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * An upstream commit that changed the lines of a conflict.
   *
   * @param decision what somebody decided on it
   * @param slug an id that an entry for it could have
   */
  public record Cause(
      UpstreamCommit commit, Effect effect, Optional<Considered> decision, String slug) {}

  /** A conflict and what changed its lines upstream, the newest first. */
  public record Explained(Conflict conflict, List<Cause> causes) {}

  private final Workspace workspace;
  private final HistoryQuery query;
  private final Progress progress;

  public Explain(Workspace workspace, HistoryQuery query, Progress progress) {
    this.workspace = workspace;
    this.query = query;
    this.progress = progress;
  }

  /**
   * Explains each conflict that no recorded resolution covers.
   *
   * @return empty if the entry goes on
   * @throws Failure with {@link ExitCode#USAGE} if the series has no such pick, {@link
   *     ExitCode#MISSING} if the history does not have it
   */
  public List<Explained> run(String id) throws IOException {
    Series series = workspace.series();
    Pick pick =
        series.picks().stream()
            .filter(one -> one.id().equals(id))
            .findFirst()
            .orElseThrow(
                () ->
                    Failure.of(ExitCode.USAGE, id)
                        .says("the series has no such pick on " + series.base().tag())
                        .expected(
                            series.picks().stream().map(Pick::id).collect(Collectors.joining(", ")))
                        .fix("see the entries: " + series.command("status"))
                        .build());
    List<Conflict> open;
    try (PatchRepository repository = workspace.open()) {
      open =
          OpenConflicts.of(series, pick, SourceSelection.require(repository, series), repository)
              .open();
    }
    if (open.isEmpty()) {
      return List.of();
    }
    return new UpstreamReport(workspace, query, progress)
        .read(series, history -> explain(series, pick, open, history));
  }

  private List<Explained> explain(Series series, Pick pick, List<Conflict> open, GitHistory history)
      throws IOException {
    Map<Conflict, List<UpstreamCommit>> changing = new LinkedHashMap<>();
    try (RevWalk walk = new RevWalk(history.git())) {
      if (!walk.getObjectReader().has(pick.commit())) {
        throw Failure.of(ExitCode.MISSING, pick.commit().name())
            .says("the history of " + history.headName() + " does not have this pick")
            .fix("name the branch that has it: --head REF")
            .build();
      }
      ObjectId parent = Parents.of(pick.commit(), walk.getObjectReader()).get(0);
      LineHistory lines = new LineHistory(history, walk, parent, series.base().commit());
      Set<ObjectId> carried = new HashSet<>();
      series.picks().forEach(one -> carried.add(one.commit()));
      for (Conflict conflict : open) {
        List<UpstreamCommit> all =
            conflict.wholeFile()
                ? lines.of(conflict.path())
                : lines.of(conflict.path(), conflict.ancestorLine(), conflict.ancestorLines());
        changing.put(conflict, all.stream().filter(one -> !carried.contains(one.id())).toList());
      }
    }
    Map<ObjectId, Trial> trials = new LinkedHashMap<>();
    List<Explained> explained = new ArrayList<>();
    for (Map.Entry<Conflict, List<UpstreamCommit>> one : changing.entrySet()) {
      List<Cause> causes = new ArrayList<>();
      for (UpstreamCommit commit : one.getValue()) {
        Trial trial = trials.get(commit.id());
        if (trial == null) {
          trial = trial(series, pick, commit);
          trials.put(commit.id(), trial);
        }
        causes.add(
            new Cause(
                commit,
                trial.on(one.getKey()),
                series.considered().stream()
                    .filter(known -> known.commit().equals(commit.id()))
                    .findFirst(),
                slug(commit, series)));
      }
      explained.add(new Explained(one.getKey(), List.copyOf(causes)));
    }
    return explained;
  }

  /** What picking a commit first comes to: its own fate, or else the conflicts that are left. */
  private record Trial(Optional<Effect> own, List<Conflict> left) {
    Effect on(Conflict conflict) {
      if (own.isPresent()) {
        return own.get();
      }
      if (left.isEmpty()) {
        return Effect.GOES;
      }
      // The pick's parent is the same, so that a hunk stands there where it stood.
      return left.stream().anyMatch(other -> meet(conflict, other))
          ? Effect.STAYS
          : Effect.HUNK_GOES;
    }

    private static boolean meet(Conflict one, Conflict other) {
      return one.path().equals(other.path())
          && (one.wholeFile()
              || other.wholeFile()
              || (one.ancestorLine() <= other.ancestorLine() + other.ancestorLines()
                  && other.ancestorLine() <= one.ancestorLine() + one.ancestorLines()));
    }
  }

  private Trial trial(Series series, Pick pick, UpstreamCommit commit) throws IOException {
    progress.line("trying " + commit.shortId() + " in front of " + pick.id());
    Pick first =
        new Pick(
            commit.id().name(),
            commit.id(),
            "",
            "",
            "",
            Optional.empty(),
            List.of(),
            Map.of(),
            List.of(),
            pick.line());
    Series more = series.before(pick.id(), first);
    try (PatchRepository repository = workspace.openForWriting()) {
      Optional<FetchedSources> fetched =
          OpenConflicts.sources(
              more,
              query.offline()
                  ? Optional.empty()
                  : Optional.of(Upstream.of(series, query.upstream())),
              repository);
      if (fetched.isEmpty()) {
        return new Trial(Optional.of(Effect.NOT_TRIED), List.of());
      }
      OpenConflicts itself = OpenConflicts.of(more, first, fetched.get(), repository);
      if (itself.contained() || !itself.open().isEmpty()) {
        return new Trial(
            Optional.of(itself.contained() ? Effect.CONTAINED : Effect.CONFLICTS), List.of());
      }
      return new Trial(
          Optional.empty(), OpenConflicts.of(more, pick, fetched.get(), repository).open());
    }
  }

  /** Some words of the subject; no entry has them as its id. */
  private static String slug(UpstreamCommit commit, Series series) {
    StringBuilder slug = new StringBuilder();
    // Many subjects begin with the component and a colon.
    String title = commit.title().replaceFirst("^[^:\\s]{3,}:\\s+", "");
    for (String word : title.toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1)) {
      if (!word.isEmpty() && slug.length() + word.length() < 36) {
        slug.append(slug.length() == 0 ? "" : "-").append(word);
      }
    }
    String id = slug.toString();
    boolean free = series.listed(id).isEmpty();
    return Entry.ID.matcher(id).matches() && free ? id : "pick-" + commit.shortId();
  }
}
