package io.druidpatch.jobs;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.origin.Supply;
import io.druidpatch.series.Entry;
import io.druidpatch.series.Resolution;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/** Compares the branch with what the series makes now; nothing is fetched and nothing is moved. */
public final class Status {
  private final Workspace workspace;

  public Status(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * The answer.
   *
   * @param base the base's tag
   * @param branch the branch that the last {@code apply} moved; empty if there was none
   * @param tip where it is
   * @param upToDate whether that is what the series makes
   * @param partial whether entries are left out
   * @param problem why the series cannot be applied as it is; null if it can
   */
  public record Report(
      Path repository,
      String base,
      Optional<String> branch,
      Optional<ObjectId> tip,
      boolean upToDate,
      boolean partial,
      List<Line> entries,
      Failure problem) {}

  /**
   * An entry's line.
   *
   * @param state {@code clean}, {@code resolved}, {@code adapted}, {@code left-out}, {@code
   *     pending} (not applied yet), {@code conflict} (it cannot be) or {@code not-on-base}
   */
  public record Line(
      Entry entry,
      String state,
      Optional<ObjectId> commit,
      Optional<ObjectId> tree,
      int files,
      List<Resolution> resolutions,
      String note) {}

  /** The report of an apply that has just succeeded. */
  public static Report of(Workspace workspace, Series series, Plan plan) {
    return new Report(
        workspace.repository(),
        series.base().tag(),
        Optional.of(plan.isPartial() ? series.partialBranch() : series.branch()),
        Optional.of(plan.tip()),
        true,
        plan.isPartial(),
        listed(series, plan.steps().stream().map(Status::line).toList()),
        null);
  }

  /** Looks. */
  public Report run() throws IOException {
    Series series = workspace.series();
    if (!Files.exists(workspace.repository().resolve("HEAD"))) {
      return pending(series, List.of(), Optional.empty(), Optional.empty(), null);
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
      Optional<Supply> supply = Workspace.supplied(repository, series);
      if (supply.isEmpty()) {
        return pending(series, List.of(), branch, tip, null);
      }
      List<Plan.Step> steps = new ArrayList<>();
      try (ObjectInserter inserter = repository.newPackInserter()) {
        Plan plan = Plan.compute(series, supply.get(), inserter, steps::add);
        boolean upToDate = tip.equals(Optional.of(plan.tip()));
        return new Report(
            workspace.repository(),
            series.base().tag(),
            branch,
            tip,
            upToDate,
            plan.isPartial(),
            listed(
                series,
                steps.stream().map(step -> upToDate ? line(step) : notYet(step.entry())).toList()),
            null);
      } catch (Failure e) {
        if (e.code() == ExitCode.CONFLICT || e.code() == ExitCode.BAD_PATCH) {
          return pending(series, steps, branch, tip, e);
        }
        throw e;
      }
    }
  }

  private Report pending(
      Series series,
      List<Plan.Step> before,
      Optional<String> branch,
      Optional<ObjectId> tip,
      Failure problem) {
    List<Line> lines = new ArrayList<>();
    for (Entry entry : series.entries()) {
      boolean stopsHere = problem != null && lines.size() == before.size();
      lines.add(
          stopsHere
              ? new Line(entry, "conflict", Optional.empty(), Optional.empty(), 0, List.of(), "")
              : notYet(entry));
    }
    return new Report(
        workspace.repository(),
        series.base().tag(),
        branch,
        tip,
        false,
        false,
        listed(series, lines),
        problem);
  }

  /** The lines of the base's entries, and between them those of entries that are not on it. */
  private static List<Line> listed(Series series, List<Line> onBase) {
    Iterator<Line> next = onBase.iterator();
    List<Line> lines = new ArrayList<>();
    for (Entry entry : series.listed()) {
      Optional<String> whyNot = series.whyNot(entry);
      lines.add(
          whyNot.isPresent()
              ? new Line(
                  entry,
                  "not-on-base",
                  Optional.empty(),
                  Optional.empty(),
                  0,
                  List.of(),
                  whyNot.get())
              : next.next());
    }
    return lines;
  }

  private static Line notYet(Entry entry) {
    return new Line(entry, "pending", Optional.empty(), Optional.empty(), 0, List.of(), "");
  }

  private static Line line(Plan.Step step) {
    return new Line(
        step.entry(),
        step.state().word(),
        step.commit(),
        step.tree(),
        step.files(),
        step.resolutions(),
        step.note());
  }
}
