package io.druidpatch.apply;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.merge.Conflict;
import io.druidpatch.merge.PickMerge;
import io.druidpatch.origin.Supply;
import io.druidpatch.patch.PartialBase;
import io.druidpatch.series.Entry;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Resolution;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * The commits that a series makes of a base. Computing them moves nothing: the same series and base
 * give the same commits wherever and whenever, and who wants them stores them.
 *
 * @param base the commit that the first entry stands on
 * @param source where the base came from
 * @param whole whether the base and the picks were there; else the base is the main sources of some
 *     modules, and so is the result, even if no entry is left out
 * @param steps one for each entry, in order
 * @param tip the last entry's commit, or the base
 */
public record Plan(ObjectId base, String source, boolean whole, List<Step> steps, ObjectId tip) {

  /** How an entry went. */
  public enum State {
    /** It applied as it is. */
    CLEAN,
    /** It conflicted, and recorded resolutions decided every hunk. */
    RESOLVED,
    /** A local patch right behind it fits it to the base. */
    ADAPTED,
    /** Of a local patch, the files that are there were changed; the others are left out. */
    IN_PART,
    /** It is not in the result. */
    LEFT_OUT;

    /** For scripts; people read it with spaces in place of the dashes. */
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
   * @param leftOut the files that were left out of a local patch
   */
  public record Step(
      Entry entry,
      State state,
      Optional<ObjectId> commit,
      Optional<ObjectId> tree,
      int files,
      List<Resolution> resolutions,
      String note,
      List<PartialBase.LeftOut> leftOut) {}

  /** Whether it is less than the whole series on the whole base. */
  public boolean isPartial() {
    return !whole;
  }

  /** Resolutions for the series' base that no conflict asked for. */
  public List<Resolution> unused(Series series) {
    List<Resolution> unused = new ArrayList<>();
    for (Step step : steps) {
      if (step.entry() instanceof Pick pick && step.state() != State.LEFT_OUT) {
        pick.resolutions().stream()
            .filter(r -> r.isFor(series.base().tag()) && !step.resolutions().contains(r))
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
      Stack stack = new Stack(series, supply, inserter, reader, walk);
      List<Step> steps = new ArrayList<>();
      for (Entry entry : series.entries()) {
        Stack.Outcome outcome = stack.add(entry);
        if (outcome instanceof Stack.Done done) {
          steps.add(done.step());
          each.accept(done.step());
        } else {
          throw failure(series, entry, outcome, steps);
        }
      }
      return new Plan(
          supply.base(), supply.source(), supply.isWhole(), List.copyOf(steps), stack.tip());
    }
  }

  /**
   * The failure of an entry that is not done.
   *
   * @param before the steps of the entries before it
   */
  static Failure failure(Series series, Entry entry, Stack.Outcome outcome, List<Step> before) {
    if (outcome instanceof Stack.Conflicted conflicted) {
      return conflict(series, (Pick) entry, conflicted.merge());
    }
    if (outcome instanceof Stack.Rejected rejected) {
      return rejected(rejected.patch().rejects().get(0).failure(), before);
    }
    if (outcome instanceof Stack.Clashed clashed) {
      return clashed.failure();
    }
    return changesNothing(series, entry);
  }

  /** A pick that is left out may be what the patch is made on. */
  private static Failure rejected(Failure reject, List<Step> before) {
    List<String> picks =
        before.stream()
            .filter(step -> step.state() == State.LEFT_OUT && step.entry() instanceof Pick)
            .map(step -> step.entry().id())
            .toList();
    return picks.isEmpty()
        ? reject
        : Failure.of(reject.code(), reject.getMessage())
            .detail(
                "  here without the picks before it, "
                    + String.join(", ", picks)
                    + ": if it changes what one of them changes, say so with `adapts`")
            .cause(reject)
            .build();
  }

  private static Failure changesNothing(Series series, Entry entry) {
    return Failure.of(ExitCode.SERIES, series.file() + ":" + entry.line())
        .says("the entry " + entry.id() + " changes nothing: the series so far has it already")
        .mend(
            "take the entry out of the series, or, if another base needs it, say under `not-on` why"
                + " "
                + series.base().tag()
                + " does not")
        .build();
  }

  private static Failure conflict(Series series, Pick pick, PickMerge.Outcome outcome) {
    List<Conflict> conflicts = outcome.conflicts();
    StringBuilder detail = new StringBuilder();
    // A decision is for all hunks of a file that are the same.
    Map<String, List<Integer>> same = new LinkedHashMap<>();
    for (int i = 0; i < conflicts.size(); i++) {
      same.computeIfAbsent(
              conflicts.get(i).hash() + conflicts.get(i).path(), k -> new ArrayList<>())
          .add(i);
    }
    for (List<Integer> places : same.values()) {
      Conflict conflict = conflicts.get(places.get(0));
      detail.append("\n");
      for (int i : places) {
        detail
            .append(conflict.path())
            .append(conflict.wholeFile() ? "" : ":" + conflicts.get(i).line())
            .append(" (conflict " + (i + 1) + " of " + conflicts.size() + ")\n");
      }
      detail.append(
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
      if (conflict.elsewhere().isPresent()) {
        detail
            .append("upstream has moved it: take base here, and bring what the pick changes into ")
            .append(conflict.elsewhere().get())
            .append(" by a local patch that adapts the pick.\n");
      }
      detail
          .append("to record a decision:\n  ")
          .append(
              series.command(
                  "resolve "
                      + pick.id()
                      + " "
                      + Invocation.quoted(conflict.path())
                      + " "
                      + conflict.hash()
                      + " --take base --reason 'WHY'"))
          .append("\n  (or --take upstream, or --lines FILE with what is to stand there)\n");
    }
    return Failure.of(ExitCode.CONFLICT, pick.id())
        .says(
            "the pick " + pick.commit().name() + " conflicts, and no recorded resolution covers it")
        .detail(detail.toString())
        .build();
  }
}
