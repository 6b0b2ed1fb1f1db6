package io.druidpatch.apply;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.patch.PartialBase;
import io.druidpatch.series.Entry;
import io.druidpatch.series.Resolution;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/** Compares the branch with what the series makes now; nothing is fetched and nothing is moved. */
public final class Status {
  private final Workspace workspace;

  public Status(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * The series, the branch, and how they differ.
   *
   * @param base the base's tag
   * @param branch the branch that the last {@code apply} moved; empty if there was none
   * @param tip where it is
   * @param upToDate whether that is what the series makes
   * @param partial whether it is less than the whole series on the whole base
   * @param source where the base and the picks came from; empty if nothing was fetched yet
   * @param problem why the series cannot be applied as it is; null if it can
   * @param toTheWhole how to get the whole if it is partial; else empty
   */
  public record Report(
      Path repository,
      String base,
      Optional<String> branch,
      Optional<ObjectId> tip,
      boolean upToDate,
      boolean partial,
      Optional<String> source,
      List<EntryStatus> entries,
      Failure problem,
      List<PartialResult.Step> toTheWhole) {
    /** The ids of the entries in a state. */
    public List<String> in(Predicate<EntryStatus> state) {
      return entries.stream().filter(state).map(line -> line.entry().id()).toList();
    }
  }

  /**
   * The state of one entry.
   *
   * @param state {@code clean}, {@code resolved}, {@code adapted}, {@code in-part}, {@code
   *     left-out}, {@code pending} (not applied yet), {@code conflict} (it cannot be) or {@code
   *     not-on-base}
   * @param leftOut the files that were left out of a local patch
   */
  public record EntryStatus(
      Entry entry,
      String state,
      Optional<ObjectId> commit,
      Optional<ObjectId> tree,
      int files,
      List<Resolution> resolutions,
      String note,
      List<PartialBase.LeftOut> leftOut) {
    EntryStatus(Entry entry, String state, String note) {
      this(entry, state, Optional.empty(), Optional.empty(), 0, List.of(), note, List.of());
    }
  }

  /** The report of an apply that has just succeeded. */
  public static Report of(Workspace workspace, AppliedSeries applied) {
    Series series = applied.series();
    return new Report(
        workspace.repository(),
        series.base().tag(),
        Optional.of(applied.isPartial() ? series.partialBranch() : series.branch()),
        Optional.of(applied.tip()),
        true,
        applied.isPartial(),
        Optional.of(applied.source()),
        listed(series, applied.steps().stream().map(Status::line).toList()),
        null,
        toTheWhole(series, applied));
  }

  /** Compares the branch with what the series makes now. */
  public Report run() throws IOException {
    Series series = workspace.series();
    if (!PatchRepository.isThere(workspace.repository())) {
      return pending(series, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), null);
    }
    try (PatchRepository repository = workspace.open()) {
      Optional<String> branch = Optional.empty();
      Optional<ObjectId> tip = Optional.empty();
      for (String name : List.of(series.branch(), series.partialBranch())) {
        Optional<ObjectId> at = repository.at(Workspace.branchRef(name));
        if (tip.isEmpty() && at.isPresent()) {
          branch = Optional.of(name);
          tip = at;
        }
      }
      Optional<FetchedSources> fetched = SourceSelection.cached(repository, series);
      if (fetched.isEmpty()) {
        return pending(series, List.of(), branch, tip, Optional.empty(), null);
      }
      List<AppliedEntry> steps = new ArrayList<>();
      try (ObjectInserter inserter = repository.newTrialInserter()) {
        AppliedSeries applied = AppliedSeries.compute(series, fetched.get(), inserter, steps::add);
        Optional<ObjectId> part = repository.at(Workspace.branchRef(series.partialBranch()));
        if (applied.isPartial() && part.isPresent()) {
          // An older, whole result may stand beside it.
          branch = Optional.of(series.partialBranch());
          tip = part;
        }
        boolean upToDate = tip.equals(Optional.of(applied.tip()));
        return new Report(
            workspace.repository(),
            series.base().tag(),
            branch,
            tip,
            upToDate,
            applied.isPartial(),
            Optional.of(applied.source()),
            listed(
                series,
                steps.stream().map(step -> upToDate ? line(step) : notYet(step.entry())).toList()),
            null,
            toTheWhole(series, applied));
      } catch (Failure e) {
        if (e.code() == ExitCode.CONFLICT || e.code() == ExitCode.BAD_PATCH) {
          return pending(series, steps, branch, tip, fetched, e);
        }
        throw e;
      }
    }
  }

  private Report pending(
      Series series,
      List<AppliedEntry> before,
      Optional<String> branch,
      Optional<ObjectId> tip,
      Optional<FetchedSources> fetched,
      Failure problem) {
    List<EntryStatus> lines = new ArrayList<>();
    for (Entry entry : series.entries()) {
      boolean stopsHere = problem != null && lines.size() == before.size();
      lines.add(stopsHere ? new EntryStatus(entry, "conflict", "") : notYet(entry));
    }
    return new Report(
        workspace.repository(),
        series.base().tag(),
        branch,
        tip,
        false,
        false,
        fetched.map(FetchedSources::source),
        listed(series, lines),
        problem,
        List.of());
  }

  private static List<PartialResult.Step> toTheWhole(Series series, AppliedSeries applied) {
    return applied.isPartial() ? PartialResult.toTheWhole(series) : List.of();
  }

  /** The lines of the base's entries, and between them those of entries that are not on it. */
  private static List<EntryStatus> listed(Series series, List<EntryStatus> onBase) {
    Iterator<EntryStatus> next = onBase.iterator();
    List<EntryStatus> lines = new ArrayList<>();
    for (Entry entry : series.listed()) {
      Optional<String> whyNot = series.whyNot(entry);
      lines.add(
          whyNot.isPresent() ? new EntryStatus(entry, "not-on-base", whyNot.get()) : next.next());
    }
    return lines;
  }

  private static EntryStatus notYet(Entry entry) {
    return new EntryStatus(entry, "pending", "");
  }

  private static EntryStatus line(AppliedEntry step) {
    return new EntryStatus(
        step.entry(),
        step.state().word(),
        step.commit(),
        step.tree(),
        step.files(),
        step.resolutions(),
        step.note(),
        step.leftOut());
  }
}
