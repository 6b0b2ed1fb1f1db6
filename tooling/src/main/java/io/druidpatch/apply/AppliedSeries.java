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
   * The entry behind that adapts the same pick as this one, or this pick itself: until then the
   * tree need not build.
   */
  public Optional<String> adaptedLater(AppliedEntry step) {
    String pick = adapted(step).orElse(step.entry().id());
    return steps.subList(steps.indexOf(step) + 1, steps.size()).stream()
        .filter(other -> other.commit().isPresent() && adapted(other).equals(Optional.of(pick)))
        .map(other -> other.entry().id())
        .findFirst();
  }

  private static Optional<String> adapted(AppliedEntry step) {
    return step.entry() instanceof LocalPatch local ? local.adapts() : Optional.empty();
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
    return compute(series, new LocalPatches(), fetched, inserter, List.of(), each);
  }

  /**
   * Applies another state of this series, whose first entries are often the same: their commits are
   * not made again.
   *
   * @param other the other state, on the same base
   * @param inserter the one that has this series' objects
   */
  public AppliedSeries computeOther(Series other, FetchedSources fetched, ObjectInserter inserter)
      throws IOException {
    List<AppliedEntry> same = new ArrayList<>();
    boolean comparable =
        whole
            && fetched.isWhole()
            && base.equals(fetched.base())
            && series.bases().equals(other.bases())
            && series.committer().equals(other.committer());
    for (int i = 0; comparable && i < Math.min(steps.size(), other.entries().size()); i++) {
      Entry entry = other.entries().get(i);
      if (!makeTheSame(steps.get(i).entry(), entry)) {
        break;
      }
      same.add(steps.get(i).madeOf(entry));
    }
    return compute(other, new LocalPatches(), fetched, inserter, same, step -> {});
  }

  /**
   * Whether two entries make the same commit of the same commit. Where only the line of a
   * resolution differs, the answer is no, which costs time alone.
   */
  private static boolean makeTheSame(Entry one, Entry other) throws IOException {
    if (!one.id().equals(other.id()) || !one.resolutions().equals(other.resolutions())) {
      return false;
    }
    if (one instanceof Pick pick && other instanceof Pick otherPick) {
      return pick.commit().equals(otherPick.commit());
    }
    return one instanceof LocalPatch patch
        && other instanceof LocalPatch otherPatch
        && patch.adapts().equals(otherPatch.adapts())
        && Files.mismatch(patch.file(), otherPatch.file()) < 0;
  }

  /**
   * @param same the steps of the first entries, if they are known
   */
  static AppliedSeries compute(
      Series series,
      LocalPatches patches,
      FetchedSources fetched,
      ObjectInserter inserter,
      List<AppliedEntry> same,
      Consumer<AppliedEntry> each)
      throws IOException {
    try (ObjectReader reader = inserter.newReader();
        RevWalk walk = new RevWalk(reader)) {
      Stack stack = new Stack(series, patches, fetched, inserter, reader, walk);
      List<AppliedEntry> steps = new ArrayList<>(same);
      if (!same.isEmpty()) {
        stack.takeOver(same.get(same.size() - 1));
      }
      for (Entry entry : series.entries().subList(same.size(), series.entries().size())) {
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
