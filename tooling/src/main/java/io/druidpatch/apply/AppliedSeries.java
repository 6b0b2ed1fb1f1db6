package io.druidpatch.apply;

import io.druidpatch.failure.Failure;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.series.Entry;
import io.druidpatch.series.LocalPatch;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Resolution;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.nio.file.Files;
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

  /**
   * Applies another state of the series. The entries with which both begin are taken from here,
   * with their states.
   *
   * @param inserter has the objects of this one
   */
  public AppliedSeries computeBeside(Series other, FetchedSources fetched, ObjectInserter inserter)
      throws IOException {
    return compute(other, new LocalPatches(), common(other), fetched, inserter, step -> {});
  }

  /** The steps with which another state begins as well. */
  private List<AppliedEntry> common(Series other) throws IOException {
    List<AppliedEntry> common = new ArrayList<>();
    if (isPartial()
        || !other.base().equals(series.base())
        || !other.bases().get(0).equals(series.bases().get(0))
        || !other.committer().equals(series.committer())) {
      return common;
    }
    for (AppliedEntry step : steps) {
      Entry entry = step.entry();
      int index = common.size();
      if (index == other.entries().size() || !makesTheSame(entry, other.entries().get(index))) {
        break;
      }
      common.add(step);
    }
    return common;
  }

  /** Whether two entries make the same commit of the same stack, wherever they are written down. */
  private static boolean makesTheSame(Entry one, Entry other) throws IOException {
    if (!one.id().equals(other.id()) || !one.resolutions().equals(other.resolutions())) {
      return false;
    }
    if (one instanceof Pick pick) {
      return other instanceof Pick too && pick.commit().equals(too.commit());
    }
    return other instanceof LocalPatch too
        && Files.mismatch(((LocalPatch) one).file(), too.file()) < 0;
  }

  static AppliedSeries compute(
      Series series,
      LocalPatches patches,
      FetchedSources fetched,
      ObjectInserter inserter,
      Consumer<AppliedEntry> each)
      throws IOException {
    return compute(series, patches, List.of(), fetched, inserter, each);
  }

  private static AppliedSeries compute(
      Series series,
      LocalPatches patches,
      List<AppliedEntry> known,
      FetchedSources fetched,
      ObjectInserter inserter,
      Consumer<AppliedEntry> each)
      throws IOException {
    try (ObjectReader reader = inserter.newReader();
        RevWalk walk = new RevWalk(reader)) {
      Stack stack = new Stack(series, patches, fetched, inserter, reader, walk);
      List<AppliedEntry> steps = new ArrayList<>(known);
      for (AppliedEntry step : known) {
        stack.take(step);
      }
      for (Entry entry : series.entries().subList(known.size(), series.entries().size())) {
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
