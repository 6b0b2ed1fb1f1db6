package io.druidpatch.upstream;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.merge.PickMerge;
import io.druidpatch.patch.PatchFile;
import io.druidpatch.series.Considered;
import io.druidpatch.series.Entry;
import io.druidpatch.series.LocalPatch;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Reported;
import io.druidpatch.series.Series;
import io.druidpatch.upstream.FileTrails.Start;
import io.druidpatch.upstream.FileTrails.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.patch.FileHeader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Reads the history from where the base left it up to the head, for what concerns a series. All
 * that it says follows from the series, the head and the tags.
 */
public final class UpstreamAnalysis implements AutoCloseable {
  private final Series series;
  private final GitHistory history;
  private final RevWalk walk;
  private final FileTexts texts;
  private final HeadCommits line;
  private final RevCommit head;
  private final RevCommit fork;
  private final List<RevCommit> commits;
  private final Map<Pick, Map<String, PickMerge.Change>> pickChanges = new LinkedHashMap<>();
  private final Map<LocalPatch, PatchFile> patches = new LinkedHashMap<>();
  private final Map<Start, List<Step>> trails;

  /**
   * Reads the history.
   *
   * @throws Failure with {@link ExitCode#MISSING} if the head's history is not the base's
   */
  public UpstreamAnalysis(Series series, GitHistory history) throws IOException {
    this.series = series;
    this.history = history;
    this.walk = new RevWalk(history.git());
    this.texts = new FileTexts(walk.getObjectReader());
    this.line = new HeadCommits(series, history, walk);
    this.head = line.head();
    this.fork = line.fork();
    this.commits = line.commits();
    Set<Start> starts = new LinkedHashSet<>();
    for (Entry entry : series.listed()) {
      if (entry instanceof Pick pick) {
        Map<String, PickMerge.Change> changes = changes(pick);
        pickChanges.put(pick, changes);
        for (String path : changes.keySet()) {
          starts.add(new Start(pick.commit(), path));
          starts.add(new Start(fork, path));
        }
      } else if (entry instanceof LocalPatch local) {
        PatchFile patch = PatchFile.read(local.file());
        patches.put(local, patch);
        patch.changes().forEach(change -> starts.add(new Start(fork, path(change))));
      }
    }
    // What is reported is found by the file, whatever it has in it.
    Set<Start> reported = new LinkedHashSet<>();
    for (Reported report : series.reports()) {
      report.files().forEach(path -> reported.add(new Start(fork, path)));
    }
    reported.removeAll(starts);
    Set<Start> all = new LinkedHashSet<>(starts);
    all.addAll(reported);
    this.trails = FileTrails.follow(history, commits, all, walk.getObjectReader());
    Map<Start, List<Step>> compared = new LinkedHashMap<>(trails);
    compared.keySet().removeAll(reported);
    Set<ObjectId> blobs = FileTrails.blobs(compared.values());
    for (Map<String, PickMerge.Change> changes : pickChanges.values()) {
      changes.values().forEach(change -> blobs.add(Releases.id(change.before())));
      changes.values().forEach(change -> blobs.add(Releases.id(change.after())));
    }
    for (PatchFile patch : patches.values()) {
      for (FileHeader change : patch.changes()) {
        blobs.add(blob(fork, path(change)));
      }
    }
    history.bring(blobs);
  }

  /** What has become of the series. */
  public UpstreamStatus status() throws IOException {
    Releases releases = new Releases(history, head, walk, texts);
    List<PickStatus> picks = new ArrayList<>();
    for (Pick pick : pickChanges.keySet()) {
      picks.add(pickStatus(pick, releases));
    }
    List<LocalPatchStatus> locals = new ArrayList<>();
    for (LocalPatch local : patches.keySet()) {
      locals.add(localStatus(local));
    }
    Map<ObjectId, UpstreamCommit> known = new LinkedHashMap<>();
    for (Considered one : series.considered()) {
      Optional<RevCommit> commit = line.atHead(one.commit());
      commit.ifPresent(it -> known.put(one.commit(), UpstreamCommit.of(it)));
    }
    return new UpstreamStatus(
        history.url(),
        history.answered(),
        history.headName(),
        UpstreamCommit.of(head),
        releases.newest(),
        List.copyOf(picks),
        List.copyOf(locals),
        series.considered(),
        known);
  }

  /**
   * The commits that change a carried file or one of a report, whose subject is about a topic or a
   * report of the series, or whose message names a pick, oldest first. The picks, and the reverts
   * of them that the series knows of, are not among them. A page of documentation or a pom is
   * everybody's: a change of it counts where the series changes it.
   *
   * @param ref a tag, or a commit's id, after which to begin; the base's own history is left out
   */
  public List<Candidate> since(String ref) throws IOException {
    Set<String> own = new HashSet<>();
    pickChanges.values().forEach(changes -> own.addAll(changes.keySet()));
    patches.values().forEach(patch -> patch.changes().forEach(change -> own.add(path(change))));
    Candidates candidates = new Candidates(series, fork, own, trails);
    for (Pick pick : pickChanges.keySet()) {
      candidates.carry(pick, line.atHead(pick.commit()));
    }
    Set<ObjectId> inPlace = new HashSet<>();
    UpstreamStatus status = status();
    status.picks().forEach(it -> it.touching().forEach(commit -> inPlace.add(commit.id())));
    status.locals().forEach(it -> it.touches().forEach(touch -> inPlace.add(touch.commit().id())));
    Set<ObjectId> fresh = line.notIn(line.resolve(ref));
    return candidates.among(
        commits.stream()
            .filter(commit -> !commit.equals(fork) && fresh.contains(commit.getId()))
            .toList(),
        inPlace);
  }

  private PickStatus pickStatus(Pick pick, Releases releases) throws IOException {
    Optional<RevCommit> found = line.atHead(pick.commit());
    if (found.isEmpty()) {
      return new PickStatus(
          pick, Optional.empty(), List.of(), List.of(), 0, 0, List.of(), List.of());
    }
    RevCommit commit = found.get();
    Map<String, PickMerge.Change> changes = pickChanges.get(pick);
    Map<String, ChangedLines> lines = new HashMap<>();
    Map<RevCommit, Map<String, ChangedLines>> later = new HashMap<>();
    for (Map.Entry<String, PickMerge.Change> file : changes.entrySet()) {
      PickMerge.Change change = file.getValue();
      lines.put(
          file.getKey(),
          ChangedLines.between(Releases.id(change.before()), Releases.id(change.after()), texts));
      for (Step step : trails.get(new Start(pick.commit(), file.getKey()))) {
        later
            .computeIfAbsent(step.commit(), it -> new HashMap<>())
            .put(file.getKey(), ChangedLines.between(step.old(), step.fresh(), texts));
      }
    }
    List<RevCommit> reverting = new ArrayList<>();
    List<Revert> reverts = reverts(commit, lines, later, reverting);

    Set<RevCommit> seeds = new HashSet<>();
    for (int i = 1; i < reverting.size(); i += 2) {
      seeds.add(reverting.get(i));
    }
    Set<RevCommit> touching = new HashSet<>();
    int added = 0;
    int left = 0;
    for (Map.Entry<String, PickMerge.Change> file : changes.entrySet()) {
      PickMerge.Change change = file.getValue();
      Regions regions =
          Regions.added(texts.edits(Releases.id(change.before()), Releases.id(change.after())));
      added += regions.lines();
      for (Step step : trails.get(new Start(pick.commit(), file.getKey()))) {
        EditList edits = texts.edits(step.old(), step.fresh());
        if (regions.touchedBy(edits)) {
          touching.add(step.commit());
        }
        regions = regions.left(edits);
        if (seeds.contains(step.commit())) {
          // It was taken back and brought again: its lines are those of the new commit.
          regions = regions.plus(Regions.added(edits));
        }
      }
      left += regions.lines();
    }
    List<String> having = new ArrayList<>(releases.containing(commit));
    List<String> both = new ArrayList<>();
    if (!Revert.undoEachOther(reverts)) {
      both.addAll(releases.containing(reverting.get(reverting.size() - 1)));
      both.retainAll(having);
      having.removeAll(both);
    }
    return new PickStatus(
        pick,
        Optional.of(UpstreamCommit.of(commit)),
        reverts,
        commits.stream().filter(touching::contains).map(UpstreamCommit::of).toList(),
        added,
        left,
        List.copyOf(having),
        List.copyOf(both));
  }

  /** The commit that took a commit back, the one that took that back, and so on. */
  private List<Revert> reverts(
      RevCommit first,
      Map<String, ChangedLines> lines,
      Map<RevCommit, Map<String, ChangedLines>> later,
      List<RevCommit> reverting) {
    List<Revert> chain = new ArrayList<>();
    RevCommit target = first;
    Map<String, ChangedLines> changed = lines;
    for (RevCommit commit : commits.subList(commits.indexOf(first) + 1, commits.size())) {
      Optional<Revert> revert =
          Revert.of(target, changed, commit, later.getOrDefault(commit, Map.of()));
      if (revert.isPresent()) {
        chain.add(revert.get());
        reverting.add(commit);
        target = commit;
        changed = later.getOrDefault(commit, Map.of());
      }
    }
    return List.copyOf(chain);
  }

  private LocalPatchStatus localStatus(LocalPatch local) throws IOException {
    Map<RevCommit, Set<String>> touches = new HashMap<>();
    List<String> gone = new ArrayList<>();
    int lost = 0;
    for (FileHeader change : patches.get(local).changes()) {
      String path = path(change);
      ObjectId blob = blob(fork, path);
      HunkPlaces places = HunkPlaces.of(change, texts.text(blob));
      Regions regions = places.found();
      lost += blob.equals(ObjectId.zeroId()) ? 0 : places.lost().size();
      List<Step> steps = trails.get(new Start(fork, path));
      for (Step step : steps) {
        EditList edits = texts.edits(step.old(), step.fresh());
        boolean comesOrGoes = step.old().equals(ObjectId.zeroId());
        if (comesOrGoes || regions.touchedBy(edits)) {
          touches.computeIfAbsent(step.commit(), it -> new TreeSet<>()).add(step.path());
        }
        regions = regions.around(edits);
      }
      if (!steps.isEmpty() && steps.get(steps.size() - 1).fresh().equals(ObjectId.zeroId())) {
        gone.add(path);
      }
    }
    // What the series carries itself is no news to it.
    touches
        .keySet()
        .removeIf(it -> pickChanges.keySet().stream().anyMatch(p -> p.commit().equals(it)));
    return new LocalPatchStatus(
        local,
        commits.stream()
            .filter(touches::containsKey)
            .map(
                it ->
                    new LocalPatchStatus.Touch(UpstreamCommit.of(it), List.copyOf(touches.get(it))))
            .toList(),
        List.copyOf(gone),
        lost);
  }

  private static String path(FileHeader change) {
    return change.getChangeType() == FileHeader.ChangeType.ADD
        ? change.getNewPath()
        : change.getOldPath();
  }

  /** The files that a pick changes, by their paths in it or, of those it removes, before it. */
  private Map<String, PickMerge.Change> changes(Pick pick) throws IOException {
    Map<String, PickMerge.Change> changes = new LinkedHashMap<>();
    Optional<RevCommit> commit = line.atHead(pick.commit());
    if (commit.isPresent() && commit.get().getParentCount() == 1) {
      RevCommit parent = walk.parseCommit(commit.get().getParent(0));
      for (PickMerge.Change change :
          PickMerge.changes(walk.getObjectReader(), parent.getTree(), commit.get().getTree())) {
        changes.put(change.path(), change);
      }
    }
    return changes;
  }

  private ObjectId blob(RevCommit commit, String path) throws IOException {
    return FileTrails.blob(walk.getObjectReader(), commit, path);
  }

  /**
   * The commit that a release's tag or an id stands for.
   *
   * @throws Failure with {@link ExitCode#USAGE} if the history has no such tag or commit
   */
  public RevCommit resolve(String ref) throws IOException {
    return line.resolve(ref);
  }

  @Override
  public void close() {
    walk.close();
  }
}
