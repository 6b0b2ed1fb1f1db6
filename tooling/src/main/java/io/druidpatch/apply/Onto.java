package io.druidpatch.apply;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.merge.Conflict;
import io.druidpatch.merge.PickMerge;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.origin.Upstream;
import io.druidpatch.patch.PatchApplication;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Entry;
import io.druidpatch.series.LocalPatch;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Tries the whole series on other tags, in core. No branch is moved and no commit is kept; what was
 * fetched is. An entry that does not go on does not end the trial: the rest is tried on what can be
 * had of it.
 */
public final class Onto {
  private final Workspace workspace;
  private final Optional<String> upstream;
  private final Progress progress;

  /** How an entry goes on a tag. */
  public enum State {
    /** It applies as it is. */
    CLEAN,
    /** It conflicts, and recorded resolutions decide every hunk. */
    RESOLVED,
    /** It applies to files that have other names there. */
    MOVED,
    /** Its hunks do not fit, and a three-way merge with what the patch was made on does. */
    MERGED,
    /** It applies, and a local patch behind it fits it to the base. */
    ADAPTED,
    /** It does not apply as a whole. */
    CONFLICT,
    /** The tag, or an entry before it, has it already. */
    CONTAINED,
    /** It fits a pick to its base that is there already, or is there itself. */
    NOT_NEEDED,
    /** The series says that it is not for this base. */
    LEFT_OUT;

    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * An entry on a tag.
   *
   * @param open how many hunks do not apply, by file; for a file as a whole, 1
   * @param after the entries before it that did not go on and change a file that it changes: how it
   *     goes may be another thing once they do
   * @param note why it is so; else empty
   */
  public record EntryTrial(
      Entry entry, State state, Map<String, Integer> open, List<String> after, String note) {}

  /**
   * The series on a tag.
   *
   * @param source where what is tried came from
   * @param carried whether the series is kept for it
   * @param lines one for each entry that the series lists
   */
  public record Trial(
      String tag, ObjectId commit, String source, boolean carried, List<EntryTrial> lines) {
    /** The entries that the tag has, and that need `not-on` there; what adapts one goes with it. */
    public List<EntryTrial> contained() {
      Set<String> contained =
          lines.stream()
              .filter(line -> line.state() == State.CONTAINED)
              .map(line -> line.entry().id())
              .collect(Collectors.toSet());
      return lines.stream()
          .filter(line -> line.state() == State.CONTAINED || line.state() == State.NOT_NEEDED)
          .filter(
              line ->
                  !(line.entry() instanceof LocalPatch local)
                      || local.adapts().filter(contained::contains).isEmpty())
          .toList();
    }

    /** Whether every entry goes on, or does not have to. */
    public boolean goes() {
      return lines.stream().noneMatch(line -> line.state() == State.CONFLICT);
    }
  }

  /**
   * @param upstream the URL or path of a git repository in place of the series' upstream
   */
  public Onto(Workspace workspace, Optional<String> upstream, Progress progress) {
    this.workspace = workspace;
    this.upstream = upstream;
    this.progress = progress;
  }

  /**
   * Tries them, in this order.
   *
   * @param tags also branches, as {@code heads/NAME}, and full ids of commits
   * @throws Failure with {@link ExitCode#MISSING} if there is no such tag, {@link
   *     ExitCode#MOVED_TAG} if a base's is not where the series has it, {@link
   *     ExitCode#UNREACHABLE} if something is not there yet and cannot be fetched
   */
  public List<Trial> run(List<String> tags) throws IOException {
    Series series = workspace.series();
    Upstream origin = Upstream.of(series, upstream);
    try (PatchRepository repository = workspace.openForWriting()) {
      // All tags are seen to before any is tried.
      Map<Series, FetchedSources> fetchedByBase = new LinkedHashMap<>();
      for (String tag : new LinkedHashSet<>(tags)) {
        Series there = series.on(base(tag, series, origin, repository, progress));
        FetchedSources fetched = SourceSelection.whole(origin, there, repository, progress);
        if (isTag(tag)) {
          String ref = "refs/tags/" + tag;
          repository.move(ref, repository.at(ref), fetched.base(), "onto");
        }
        fetchedByBase.put(there, fetched);
      }
      List<Trial> trials = new ArrayList<>();
      for (Map.Entry<Series, FetchedSources> one : fetchedByBase.entrySet()) {
        progress.line("trying " + one.getKey().base().tag() + " from " + one.getValue().source());
        trials.add(trial(one.getKey(), one.getValue(), origin, repository));
      }
      return trials;
    }
  }

  /**
   * The upstream's releases that the series is not kept for, the oldest first: of each line of
   * releases the newest.
   *
   * @throws Failure with {@link ExitCode#UNREACHABLE} if it cannot be asked
   */
  public List<String> newTags() throws IOException {
    Series series = workspace.series();
    try (PatchRepository repository = workspace.openForWriting()) {
      return NewTags.of(series, Upstream.of(series, upstream).tags(repository, progress).keySet());
    }
  }

  private static Series.Base base(
      String tag, Series series, Upstream origin, PatchRepository repository, Progress progress)
      throws IOException {
    Optional<Series.Base> carried = series.carried(tag);
    if (carried.isPresent()) {
      return carried.get();
    }
    Optional<ObjectId> seen = isTag(tag) ? repository.at("refs/tags/" + tag) : Optional.empty();
    ObjectId commit = seen.isPresent() ? seen.get() : origin.commit(tag, repository, progress);
    return new Series.Base(tag, commit, List.of());
  }

  /** A branch goes on, so that it is asked for each time; a commit's id needs no ref. */
  private static boolean isTag(String name) {
    return !name.startsWith("heads/") && !ObjectId.isId(name);
  }

  private static Trial trial(
      Series series, FetchedSources fetched, Upstream origin, PatchRepository repository)
      throws IOException {
    try (ObjectInserter inserter = repository.newTrialInserter();
        ObjectReader reader = inserter.newReader();
        RevWalk walk = new RevWalk(reader)) {
      LocalPatches patches = new LocalPatches();
      Stack stack = new Stack(series, patches, fetched, inserter, reader, walk);
      Trying trying = new Trying(series, patches, stack, origin, repository);
      List<EntryTrial> lines = new ArrayList<>();
      for (Entry entry : series.listed()) {
        lines.add(trying.line(entry.on(series.base().tag())));
      }
      String tag = series.base().tag();
      return new Trial(
          tag,
          fetched.base(),
          fetched.source(),
          series.carried(tag).isPresent(),
          List.copyOf(lines));
    }
  }

  private static final class Trying {
    private final Series series;
    private final LocalPatches patches;
    private final Stack stack;
    private final Upstream origin;
    private final PatchRepository repository;
    private final Set<String> contained = new LinkedHashSet<>();
    private final Map<String, Set<String>> unsettled = new HashMap<>();

    Trying(
        Series series,
        LocalPatches patches,
        Stack stack,
        Upstream origin,
        PatchRepository repository) {
      this.series = series;
      this.patches = patches;
      this.stack = stack;
      this.origin = origin;
      this.repository = repository;
    }

    EntryTrial line(Entry entry) throws IOException {
      Optional<String> whyNot = series.whyNot(entry);
      if (whyNot.isPresent()) {
        return line(entry, State.LEFT_OUT, whyNot.get());
      }
      if (entry instanceof LocalPatch local
          && local.adapts().filter(contained::contains).isPresent()) {
        return line(
            entry, State.NOT_NEEDED, "it adapts " + local.adapts().get() + ", which is there");
      }
      Stack.Outcome outcome = stack.add(entry);
      if (outcome instanceof Stack.Done done) {
        return line(entry, State.valueOf(done.step().state().name()), "");
      }
      if (outcome instanceof Stack.Contained) {
        return there(entry, "what it makes is there");
      }
      if (outcome instanceof Stack.Rejected rejected && stack.holds(rejected.file())) {
        return there(entry, "what it makes is there");
      }
      return entry instanceof Pick pick && outcome instanceof Stack.Conflicted conflicted
          ? conflict(pick, conflicted)
          : conflict(entry, outcome, "");
    }

    private EntryTrial there(Entry entry, String note) throws IOException {
      contained.add(entry.id());
      boolean adapts = entry instanceof LocalPatch local && local.adapts().isPresent();
      return line(entry, adapts ? State.NOT_NEEDED : State.CONTAINED, note);
    }

    /** A pick that the tag's history has, and that later commits have built on, conflicts too. */
    private EntryTrial conflict(Pick pick, Stack.Conflicted outcome) throws IOException {
      Optional<Boolean> has;
      try {
        has = origin.isInHistory(series.base().commit(), pick.commit(), repository);
      } catch (Failure e) {
        // All that a trial needs is there; only this is not.
        has = Optional.empty();
      }
      if (has.equals(Optional.of(true))) {
        return there(pick, "the tag's history has it");
      }
      return conflict(
          pick,
          outcome,
          has.isPresent() ? "" : "whether the tag's history has it could not be asked");
    }

    private EntryTrial conflict(Entry entry, Stack.Outcome outcome, String note)
        throws IOException {
      Map<String, Integer> open = new LinkedHashMap<>();
      paths(outcome).forEach(path -> open.merge(path, 1, Integer::sum));
      EntryTrial line =
          new EntryTrial(
              entry,
              State.CONFLICT,
              open,
              after(entry),
              outcome instanceof Stack.Clashed clashed ? clashed.failure().getMessage() : note);
      for (String path : changed(entry)) {
        unsettled.computeIfAbsent(path, p -> new LinkedHashSet<>()).add(entry.id());
      }
      stack.addPart(entry, outcome);
      return line;
    }

    private static Stream<String> paths(Stack.Outcome outcome) {
      if (outcome instanceof Stack.Conflicted conflicted) {
        return conflicted.merge().conflicts().stream().map(Conflict::path);
      }
      return outcome instanceof Stack.Rejected rejected
          ? rejected.patch().rejects().stream().map(PatchApplication.Reject::path)
          : Stream.of();
    }

    private EntryTrial line(Entry entry, State state, String note) throws IOException {
      List<String> after = state == State.LEFT_OUT ? List.of() : after(entry);
      return new EntryTrial(entry, state, Map.of(), after, note);
    }

    private List<String> after(Entry entry) throws IOException {
      Set<String> after = new LinkedHashSet<>();
      for (String path : changed(entry)) {
        after.addAll(unsettled.getOrDefault(path, Set.of()));
      }
      return List.copyOf(after);
    }

    private List<String> changed(Entry entry) throws IOException {
      return entry instanceof Pick pick
          ? stack.changed(pick).stream().map(PickMerge.Change::path).toList()
          : patches.of((LocalPatch) entry).paths();
    }
  }
}
