package io.druidpatch.upstream;

import io.druidpatch.series.Considered;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Reported;
import io.druidpatch.series.Series;
import io.druidpatch.upstream.FileTrails.Start;
import io.druidpatch.upstream.FileTrails.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Finds the commits that may concern a series: by file, by subject, or by what their messages name.
 */
final class Candidates {
  private final Series series;
  private final Set<ObjectId> carried = new HashSet<>();
  private final Mentions mentions = new Mentions();
  private final Map<ObjectId, Set<String>> files = new HashMap<>();
  private final Map<ObjectId, Set<String>> reported = new HashMap<>();

  /**
   * @param fork where the head's history begins that is of interest
   * @param own the files that the series changes, by their paths at the fork
   * @param trails what became of these files and of those of the series' reports
   */
  Candidates(Series series, ObjectId fork, Set<String> own, Map<Start, List<Step>> trails) {
    this.series = series;
    for (Map.Entry<Start, List<Step>> trail : trails.entrySet()) {
      String path = trail.getKey().path();
      if (trail.getKey().commit().equals(fork)) {
        for (Step step : trail.getValue()) {
          if (own.contains(path)) {
            files.computeIfAbsent(step.commit(), commit -> new TreeSet<>()).add(step.path());
          }
          for (Reported report : series.reports()) {
            if (report.files().contains(path)) {
              reported.computeIfAbsent(step.commit(), commit -> new TreeSet<>()).add(report.what());
            }
          }
        }
      }
    }
  }

  /** Takes in a pick: it is no news, and what names it is. */
  void carry(Pick pick, Optional<RevCommit> commit) {
    carried.add(pick.commit());
    pick.revertedBy().ifPresent(carried::add);
    commit.ifPresent(it -> mentions.add(pick, it));
  }

  /**
   * Those among some commits, in their order.
   *
   * @param inPlace the commits that change what the series changes
   */
  List<Candidate> among(Collection<RevCommit> commits, Set<ObjectId> inPlace) {
    Map<ObjectId, Considered> considered = new HashMap<>();
    series.considered().forEach(one -> considered.put(one.commit(), one));
    List<Candidate> candidates = new ArrayList<>();
    for (RevCommit commit : commits) {
      if (carried.contains(commit)) {
        continue;
      }
      // A merge's message repeats those of the commits that it brings.
      boolean merge = commit.getParentCount() > 1;
      String subject = merge ? "" : commit.getShortMessage();
      Set<String> about = new TreeSet<>(reported.getOrDefault(commit, Set.of()));
      series.reports().stream()
          .filter(report -> finds(report.subjects(), subject))
          .forEach(report -> about.add(report.what()));
      Candidate candidate =
          new Candidate(
              UpstreamCommit.of(commit),
              inPlace.contains(commit.getId()),
              List.copyOf(files.getOrDefault(commit, Set.of())),
              series.topics().stream()
                  .filter(topic -> topic.matcher(subject).find())
                  .map(Pattern::pattern)
                  .toList(),
              merge ? List.of() : mentions.in(commit.getFullMessage()),
              List.copyOf(about),
              Optional.ofNullable(considered.get(commit.getId())));
      if (candidate.concerns()) {
        candidates.add(candidate);
      }
    }
    return candidates;
  }

  private static boolean finds(List<Pattern> patterns, String subject) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(subject).find());
  }
}
