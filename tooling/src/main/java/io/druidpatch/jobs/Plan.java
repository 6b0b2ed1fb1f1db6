package io.druidpatch.jobs;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.git.CommitMessage;
import io.druidpatch.git.Parents;
import io.druidpatch.git.TreeEditor;
import io.druidpatch.merge.Conflict;
import io.druidpatch.merge.PickMerge;
import io.druidpatch.origin.Supply;
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
import java.util.function.Consumer;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * The commits that a series makes of a base. Computing them moves nothing: the same series and base
 * give the same commits wherever and whenever, and who wants them stores them.
 *
 * @param base the commit that the first entry stands on
 * @param source where the base came from
 * @param steps one for each entry, in order
 * @param tip the last entry's commit, or the base
 */
public record Plan(ObjectId base, String source, List<Step> steps, ObjectId tip) {

  /** How an entry went. */
  public enum State {
    /** It applied as it is. */
    CLEAN,
    /** It conflicted, and recorded resolutions decided every hunk. */
    RESOLVED,
    /** A local patch right behind it fits it to the base. */
    ADAPTED,
    /** It is not in the result. */
    LEFT_OUT;

    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * What became of an entry.
   *
   * @param commit the commit made of it; empty if it was left out
   * @param tree that commit's tree
   * @param files how many files it changes
   * @param resolutions the recorded decisions that it took
   * @param note why it was left out; else empty
   */
  public record Step(
      Entry entry,
      State state,
      Optional<ObjectId> commit,
      Optional<ObjectId> tree,
      int files,
      List<Resolution> resolutions,
      String note) {}

  /** Whether entries are left out. */
  public boolean isPartial() {
    return steps.stream().anyMatch(step -> step.state() == State.LEFT_OUT);
  }

  /** Resolutions of the series that no conflict asked for. */
  public List<Resolution> unused() {
    List<Resolution> unused = new ArrayList<>();
    for (Step step : steps) {
      if (step.entry() instanceof Pick pick && step.state() != State.LEFT_OUT) {
        pick.resolutions().stream()
            .filter(r -> !step.resolutions().contains(r))
            .forEach(unused::add);
      }
    }
    return unused;
  }

  /**
   * Computes the plan.
   *
   * @param inserter takes the objects; the caller flushes it or drops them
   * @param each is told every step as it is done
   * @throws Failure if an entry conflicts or does not apply
   */
  public static Plan compute(
      Series series, Supply supply, ObjectInserter inserter, Consumer<Step> each)
      throws IOException {
    try (ObjectReader reader = inserter.newReader();
        RevWalk walk = new RevWalk(reader)) {
      return new Computation(series, supply, inserter, reader, walk).run(each);
    }
  }

  private static final class Computation {
    private final Series series;
    private final Supply supply;
    private final ObjectInserter inserter;
    private final ObjectReader reader;
    private final RevWalk walk;
    private final Set<String> leftOut = new HashSet<>();
    private ObjectId tip;
    private ObjectId tree;
    private Instant date;

    Computation(
        Series series, Supply supply, ObjectInserter inserter, ObjectReader reader, RevWalk walk) {
      this.series = series;
      this.supply = supply;
      this.inserter = inserter;
      this.reader = reader;
      this.walk = walk;
    }

    Plan run(Consumer<Step> each) throws IOException {
      RevCommit base = walk.parseCommit(supply.base());
      tip = base.copy();
      tree = base.getTree().copy();
      date = base.getCommitterIdent().getWhenAsInstant();
      List<Step> steps = new ArrayList<>();
      for (Entry entry : series.entries()) {
        Step step = entry instanceof Pick pick ? pick(pick) : local((LocalPatch) entry);
        if (step.state() == State.LEFT_OUT) {
          leftOut.add(entry.id());
        }
        steps.add(step);
        each.accept(step);
      }
      return new Plan(supply.base(), supply.source(), List.copyOf(steps), tip);
    }

    private Step pick(Pick pick) throws IOException {
      if (!supply.isWhole()) {
        return leftOut(pick, "a pick needs the upstream's git history");
      }
      if (pick.commit().equals(series.base().commit())) {
        throw changesNothing(pick);
      }
      RevCommit commit = walk.parseCommit(pick.commit());
      List<ObjectId> parents = Parents.of(commit, reader);
      if (parents.size() != 1) {
        throw Failure.of(ExitCode.SERIES, series.file() + ":" + pick.line())
            .says("the pick " + pick.id() + " cannot be applied")
            .expected("a commit with one parent")
            .found(commit.name() + " with " + parents.size())
            .mend("pick the commits that the merge brought, one by one")
            .build();
      }
      RevCommit parent = walk.parseCommit(parents.get(0));
      PickMerge.Outcome outcome =
          PickMerge.merge(
              tree, parent.getTree(), commit.getTree(), pick.resolutions(), reader, inserter);
      if (!outcome.conflicts().isEmpty()) {
        throw conflict(pick, outcome);
      }
      List<String> trailers =
          List.of(
              "(cherry picked from commit " + commit.name() + ")",
              CommitMessage.SERIES_ENTRY + ": " + pick.id());
      commit(
          pick,
          outcome.edits(),
          commit.getAuthorIdent(),
          CommitMessage.withTrailers(commit.getFullMessage(), trailers),
          commit.getCommitterIdent());
      State state;
      if (isAdapted(pick)) {
        state = State.ADAPTED;
      } else {
        state = outcome.used().isEmpty() ? State.CLEAN : State.RESOLVED;
      }
      return applied(pick, state, outcome.edits().size(), List.copyOf(outcome.used()));
    }

    private boolean isAdapted(Pick pick) {
      return series.entries().stream()
          .anyMatch(e -> e instanceof LocalPatch l && l.adapts().equals(Optional.of(pick.id())));
    }

    private Step local(LocalPatch local) throws IOException {
      PatchFile patch = PatchFile.read(local.file());
      if (local.adapts().isPresent() && leftOut.contains(local.adapts().get())) {
        return leftOut(local, "it adapts " + local.adapts().get() + ", which is left out");
      }
      if (!supply.isWhole()) {
        for (String path : patch.paths()) {
          if (supply.modules().get().stream().noneMatch(m -> path.startsWith(m + "/"))) {
            return leftOut(local, "it touches " + path + ", which " + supply.source() + " lacks");
          }
        }
      }
      Map<String, Optional<TreeEditor.Item>> edits =
          PatchApplication.apply(patch, tree, reader, inserter);
      commit(
          local,
          edits,
          patch.author(),
          CommitMessage.withTrailers(
              patch.message(), List.of(CommitMessage.SERIES_ENTRY + ": " + local.id())),
          patch.author());
      return applied(local, State.CLEAN, edits.size(), List.of());
    }

    private static Step leftOut(Entry entry, String why) {
      return new Step(entry, State.LEFT_OUT, Optional.empty(), Optional.empty(), 0, List.of(), why);
    }

    private Step applied(Entry entry, State state, int files, List<Resolution> resolutions) {
      return new Step(entry, state, Optional.of(tip), Optional.of(tree), files, resolutions, "");
    }

    /**
     * Adds a commit on top. Its committer's date is the entry's own, so that it is the same on
     * every machine, but never before its parent's: tools that walk by date rely on that.
     */
    private void commit(
        Entry entry,
        Map<String, Optional<TreeEditor.Item>> edits,
        PersonIdent author,
        String message,
        PersonIdent dated)
        throws IOException {
      ObjectId edited;
      try {
        edited = new TreeEditor(reader, inserter).edit(tree, edits);
      } catch (TreeEditor.FolderClash e) {
        throw Failure.of(ExitCode.CONFLICT, entry.id())
            .says("the entry and the series so far disagree on what is a folder")
            .found(e.getMessage())
            .cause(e)
            .build();
      }
      if (edited.equals(tree)) {
        throw changesNothing(entry);
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
    }

    private Failure changesNothing(Entry entry) {
      return Failure.of(ExitCode.SERIES, series.file() + ":" + entry.line())
          .says("the entry " + entry.id() + " changes nothing: the series so far has it already")
          .mend("take the entry out of the series")
          .build();
    }

    private Failure conflict(Pick pick, PickMerge.Outcome outcome) {
      List<Conflict> conflicts = outcome.conflicts();
      StringBuilder detail = new StringBuilder();
      for (int i = 0; i < conflicts.size(); i++) {
        Conflict conflict = conflicts.get(i);
        detail
            .append("\n")
            .append(conflict.path())
            .append(conflict.wholeFile() ? "" : ":" + conflict.line())
            .append(" (conflict " + (i + 1) + " of " + conflicts.size() + ")\n")
            .append(
                conflict.render(
                    "the parent of " + pick.commit().abbreviate(10).name(),
                    pick.commit().abbreviate(10).name()));
        for (Resolution old : pick.resolutions()) {
          if (old.path().equals(conflict.path()) && !outcome.used().contains(old)) {
            detail
                .append(series.file() + ":" + old.line())
                .append(" holds a decision for another hunk of this file (")
                .append(old.hunk().substring(0, 12))
                .append("…); this one is not that hunk, or has changed since.\n");
          }
        }
        detail
            .append("to record a decision:\n  ")
            .append(
                Invocation.command(
                    "resolve "
                        + pick.id()
                        + " "
                        + conflict.path()
                        + " "
                        + conflict.hash()
                        + " --take base --reason 'WHY'"))
            .append("\n  (or --take upstream, or --lines FILE with what is to stand there)\n");
      }
      return Failure.of(ExitCode.CONFLICT, pick.id())
          .says(
              "the pick "
                  + pick.commit().name()
                  + " conflicts, and no recorded resolution covers it")
          .detail(detail.toString())
          .build();
    }
  }
}
