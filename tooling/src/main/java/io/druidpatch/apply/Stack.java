package io.druidpatch.apply;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.CommitMessage;
import io.druidpatch.git.Parents;
import io.druidpatch.git.TreeEditor;
import io.druidpatch.merge.Moves;
import io.druidpatch.merge.PickMerge;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.patch.PartialBase;
import io.druidpatch.patch.PatchApplication;
import io.druidpatch.patch.PatchFile;
import io.druidpatch.series.Entry;
import io.druidpatch.series.LocalPatch;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Resolution;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** The commits on a base, to which one entry after the other is added; it says how each went. */
final class Stack {
  /** How adding an entry went; if not {@link Done}, the stack is as before. */
  sealed interface Outcome {}

  /** It is a commit now, or left out for want of what it needs. */
  record Done(AppliedEntry step) implements Outcome {}

  /** It changes nothing: what it makes is there. */
  record Contained() implements Outcome {}

  /**
   * It conflicts where no resolution decides.
   *
   * @param adding commits what could be merged, with the stack's side in the conflicts
   */
  record Conflicted(PickMerge.Outcome merge, Adding adding) implements Outcome {}

  /** Adds a commit; what kept it from being added is the answer, empty if it was. */
  interface Adding {
    Optional<Outcome> add() throws IOException;
  }

  /**
   * A local patch does not apply.
   *
   * @param file the patch; on a part of the base, the part of it that is applied there
   */
  record Rejected(PatchFile file, PatchApplication.Outcome patch) implements Outcome {}

  /** The entry and the tree disagree on what is a folder. */
  record Clashed(Failure failure) implements Outcome {}

  private final Series series;
  private final LocalPatches patches;
  private final ObjectInserter inserter;
  private final ObjectReader reader;
  private final RevWalk walk;
  private final Set<String> leftOut = new HashSet<>();
  private final Optional<PartialBase> partial;
  private final LocalMerge merges;
  private ObjectId tip;
  private ObjectId tree;
  private Instant date;

  Stack(
      Series series,
      LocalPatches patches,
      FetchedSources fetched,
      ObjectInserter inserter,
      ObjectReader reader,
      RevWalk walk)
      throws IOException {
    this.series = series;
    this.patches = patches;
    this.inserter = inserter;
    this.reader = reader;
    this.walk = walk;
    this.partial = fetched.modules().map(PartialBase::new);
    RevCommit base = walk.parseCommit(fetched.base());
    standOn(base);
    FirstBase firstBase = new FirstBase(series, inserter, walk);
    Moves moves = partial.isPresent() ? new Moves(reader, tree, tree) : firstBase.movesTo(base);
    merges = new LocalMerge(moves, firstBase, reader, inserter);
  }

  /** The last commit, or the base. */
  ObjectId tip() {
    return tip;
  }

  ObjectId tree() {
    return tree;
  }

  /** Goes on from another tree; the commits that come then are of no account. */
  void moveTo(ObjectId other) {
    tree = other.copy();
  }

  /** Stands on the commit of an entry that is there, as if the series had been added up to it. */
  void takeOver(AppliedEntry step) throws IOException {
    standOn(walk.parseCommit(step.commit().orElseThrow()));
  }

  private void standOn(RevCommit commit) {
    tip = commit.copy();
    tree = commit.getTree().copy();
    date = commit.getCommitterIdent().getWhenAsInstant();
  }

  /** Merges local patches as this stack does. */
  LocalMerge merges() {
    return merges;
  }

  /** Adds an entry of the series. */
  Outcome add(Entry entry) throws IOException {
    return entry instanceof Pick pick ? pick(pick) : local((LocalPatch) entry);
  }

  /**
   * Adds what can be added of an entry that did not go on as a whole: the stack's side where a pick
   * conflicts, and a local patch without its rejects.
   */
  void addPart(Entry entry, Outcome outcome) throws IOException {
    if (outcome instanceof Conflicted conflicted) {
      conflicted.adding().add();
    } else if (outcome instanceof Rejected rejected) {
      commit((LocalPatch) entry, rejected.file(), rejected.patch().edits(), List.of());
    }
  }

  /** Whether what a patch makes is there already. */
  boolean holds(PatchFile patch) throws IOException {
    return PatchApplication.isIn(patch, tree, reader, inserter);
  }

  /** The files that a pick changes in the upstream. */
  List<PickMerge.Change> changed(Pick pick) throws IOException {
    RevCommit commit = walk.parseCommit(pick.commit());
    return PickMerge.changes(reader, parent(pick).getTree(), commit.getTree());
  }

  private Outcome pick(Pick pick) throws IOException {
    if (partial.isPresent()) {
      return leftOut(pick, "a pick needs the upstream's git history", List.of());
    }
    if (pick.commit().equals(series.base().commit())) {
      return new Contained();
    }
    RevCommit commit = walk.parseCommit(pick.commit());
    PickMerge.Outcome merge =
        PickMerge.merge(
            tree, parent(pick).getTree(), commit.getTree(), pick.resolutions(), reader, inserter);
    if (!merge.conflicts().isEmpty()) {
      return new Conflicted(merge, () -> commit(pick, commit, merge));
    }
    EntryState state = isAdapted(pick) ? EntryState.ADAPTED : state(merge, EntryState.CLEAN);
    return commit(pick, commit, merge)
        .orElseGet(
            () -> applied(pick, state, merge.edits().size(), List.copyOf(merge.used()), List.of()));
  }

  private static EntryState state(PickMerge.Outcome merge, EntryState otherwise) {
    if (!merge.used().isEmpty()) {
      return EntryState.RESOLVED;
    }
    return merge.moved().isEmpty() ? otherwise : EntryState.MOVED;
  }

  private RevCommit parent(Pick pick) throws IOException {
    List<ObjectId> parents = Parents.of(pick.commit(), reader);
    if (parents.size() != 1) {
      throw Failure.of(ExitCode.SERIES, series.file() + ":" + pick.line())
          .says("the pick " + pick.id() + " cannot be applied")
          .expected("a commit with one parent")
          .found(pick.commit().name() + " with " + parents.size())
          .fix("pick the commits that the merge brought, one by one")
          .build();
    }
    return walk.parseCommit(parents.get(0));
  }

  private Optional<Outcome> commit(Pick pick, RevCommit commit, PickMerge.Outcome merge)
      throws IOException {
    List<String> trailers =
        List.of(
            "(cherry picked from commit " + commit.name() + ")",
            CommitMessage.SERIES_ENTRY + ": " + pick.id());
    return commit(
        pick,
        merge.edits(),
        commit.getAuthorIdent(),
        CommitMessage.withTrailers(commit.getFullMessage(), trailers),
        commit.getCommitterIdent());
  }

  private boolean isAdapted(Pick pick) {
    return series.entries().stream()
        .anyMatch(e -> e instanceof LocalPatch l && l.adapts().equals(Optional.of(pick.id())));
  }

  private Outcome local(LocalPatch local) throws IOException {
    PatchFile whole = patches.of(local);
    if (local.adapts().isPresent() && leftOut.contains(local.adapts().get())) {
      partial.orElseThrow().leaveOut(local.id(), whole);
      return leftOut(local, "it adapts " + local.adapts().get() + ", which is left out", List.of());
    }
    PatchFile patch = whole;
    List<PartialBase.LeftOut> without = List.of();
    if (partial.isPresent()) {
      PartialBase.Part part = partial.get().part(local.id(), whole, tree, reader);
      if (part.isNothing()) {
        return leftOut(local, part.why(), part.leftOut());
      }
      patch = part.patch();
      without = part.leftOut();
    }
    PatchApplication.Outcome outcome = merges.attempt(patch, tree);
    if (outcome.rejects().isEmpty()) {
      EntryState state = outcome.moved().isEmpty() ? EntryState.CLEAN : EntryState.MOVED;
      state = without.isEmpty() ? state : EntryState.IN_PART;
      return committed(local, patch, state, outcome.edits(), List.of(), without);
    }
    Optional<PickMerge.Outcome> merged =
        partial.isPresent() ? Optional.empty() : merges.merge(local, patch, outcome, tree);
    if (merged.isEmpty()) {
      return new Rejected(patch, outcome);
    }
    PickMerge.Outcome merge = merged.get();
    if (!merge.conflicts().isEmpty()) {
      return new Conflicted(merge, () -> commit(local, whole, merge.edits(), List.of()));
    }
    EntryState state = state(merge, EntryState.MERGED);
    return committed(local, patch, state, merge.edits(), List.copyOf(merge.used()), List.of());
  }

  private Outcome committed(
      LocalPatch local,
      PatchFile patch,
      EntryState state,
      Map<String, Optional<TreeEditor.Item>> edits,
      List<Resolution> used,
      List<PartialBase.LeftOut> without)
      throws IOException {
    Optional<Outcome> kept = commit(local, patch, edits, without);
    return kept.isPresent() ? kept.get() : applied(local, state, edits.size(), used, without);
  }

  private Optional<Outcome> commit(
      LocalPatch local,
      PatchFile patch,
      Map<String, Optional<TreeEditor.Item>> edits,
      List<PartialBase.LeftOut> without)
      throws IOException {
    List<String> trailers = new ArrayList<>();
    without.forEach(one -> trailers.add(CommitMessage.LEFT_OUT + ": " + one.path()));
    trailers.add(CommitMessage.SERIES_ENTRY + ": " + local.id());
    return commit(
        local,
        edits,
        patch.author(),
        CommitMessage.withTrailers(patch.message(), trailers),
        patch.author());
  }

  private Done leftOut(Entry entry, String why, List<PartialBase.LeftOut> files) {
    leftOut.add(entry.id());
    return new Done(
        new AppliedEntry(
            entry,
            EntryState.LEFT_OUT,
            Optional.empty(),
            Optional.empty(),
            0,
            List.of(),
            why,
            files));
  }

  private Done applied(
      Entry entry,
      EntryState state,
      int files,
      List<Resolution> resolutions,
      List<PartialBase.LeftOut> without) {
    return new Done(
        new AppliedEntry(
            entry, state, Optional.of(tip), Optional.of(tree), files, resolutions, "", without));
  }

  /**
   * Adds a commit on top. Its committer's date is the entry's own, so that it is the same on every
   * machine, but never before its parent's: tools that walk by date rely on that.
   *
   * @return what kept it from being added; empty if it was
   */
  private Optional<Outcome> commit(
      Entry entry,
      Map<String, Optional<TreeEditor.Item>> edits,
      PersonIdent author,
      String message,
      PersonIdent dated)
      throws IOException {
    ObjectId edited;
    try {
      edited = new TreeEditor(reader, inserter).edit(tree, edits);
    } catch (TreeEditor.FolderClashException e) {
      return Optional.of(
          new Clashed(
              Failure.of(ExitCode.CONFLICT, entry.id())
                  .says("the entry and the series so far disagree on what is a folder")
                  .found(e.getMessage())
                  .cause(e)
                  .build()));
    }
    if (edited.equals(tree)) {
      return Optional.of(new Contained());
    }
    Instant own = dated.getWhenAsInstant();
    date = own.isBefore(date) ? date : own;
    ZoneId zone = dated.getZoneId();
    CommitBuilder builder = new CommitBuilder();
    builder.setTreeId(edited);
    builder.setParentId(tip);
    builder.setAuthor(author);
    builder.setCommitter(
        new PersonIdent(series.committer().name(), series.committer().email(), date, zone));
    builder.setMessage(message);
    tip = inserter.insert(builder);
    tree = edited;
    return Optional.empty();
  }
}
