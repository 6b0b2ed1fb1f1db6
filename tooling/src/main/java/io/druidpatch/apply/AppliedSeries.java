package io.druidpatch.apply;

import io.druidpatch.failure.Failure;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.series.Entry;
import io.druidpatch.series.Resolution;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * The commits that a series makes of a base. Computing them moves nothing: the same series and base
 * give the same commits wherever and whenever, and who wants them stores them.
 *
 * @param series the series that was applied
 * @param base the commit that the first entry stands on
 * @param source where the base came from
 * @param whole whether the base and the picks were there; else the base is the main sources of some
 *     modules, and so is the result, even if no entry is left out
 * @param steps one for each entry, in order
 * @param tip the last entry's commit, or the base
 */
public record AppliedSeries(
    Series series,
    ObjectId base,
    String source,
    boolean whole,
    List<AppliedEntry> steps,
    ObjectId tip) {

  /** Whether it is less than the whole series on the whole base. */
  public boolean isPartial() {
    return !whole;
  }

  /** Resolutions for the series' base that no conflict asked for. */
  public List<Resolution> unused() {
    List<Resolution> unused = new ArrayList<>();
    for (AppliedEntry step : steps) {
      if (step.state() != EntryState.LEFT_OUT) {
        step.entry().resolutions().stream()
            .filter(r -> r.isFor(series.base().tag()) && !step.resolutions().contains(r))
            .forEach(unused::add);
      }
    }
    return unused;
  }

  /**
   * Applies the series to the base that was fetched, entry by entry.
   *
   * @param inserter takes the objects; the caller flushes it or drops them
   * @param each is told every step as it is done
   * @throws Failure if an entry conflicts or does not apply
   */
  public static AppliedSeries compute(
      Series series, FetchedSources fetched, ObjectInserter inserter, Consumer<AppliedEntry> each)
      throws IOException {
    return compute(series, new LocalPatches(), fetched, inserter, each);
  }

  static AppliedSeries compute(
      Series series,
      LocalPatches patches,
      FetchedSources fetched,
      ObjectInserter inserter,
      Consumer<AppliedEntry> each)
      throws IOException {
    try (ObjectReader reader = inserter.newReader();
        RevWalk walk = new RevWalk(reader)) {
      Stack stack = new Stack(series, patches, fetched, inserter, reader, walk);
      List<AppliedEntry> steps = new ArrayList<>();
      for (Entry entry : series.entries()) {
        Stack.Outcome outcome = stack.add(entry);
        if (outcome instanceof Stack.Done done) {
          steps.add(done.step());
          each.accept(done.step());
        } else {
          throw EntryFailure.of(series, entry, outcome, steps);
        }
      }
      return new AppliedSeries(
          series,
          fetched.base(),
          fetched.source(),
          fetched.isWhole(),
          List.copyOf(steps),
          stack.tip());
    }
  }
}
