package io.druidpatch.review;

import io.druidpatch.apply.AppliedEntry;
import io.druidpatch.apply.AppliedSeries;
import io.druidpatch.apply.SourceSelection;
import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.series.Entry;
import io.druidpatch.series.LocalPatch;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectInserter;

/**
 * Which entries need which: an entry needs an earlier one if it does not go on without that. This
 * is tried, entry by entry, in core. That it goes on does not say that it compiles.
 */
public final class EntryGraph {
  /**
   * An entry.
   *
   * @param needs the ids of the entries that it needs, without those that one of these needs
   */
  public record Node(String id, List<String> needs) {}

  private final Series series;
  private final FetchedSources fetched;
  private final PatchRepository repository;

  private EntryGraph(Series series, FetchedSources fetched, PatchRepository repository) {
    this.series = series;
    this.fetched = fetched;
    this.repository = repository;
  }

  /**
   * The graph of the series on the workspace's base, in the series' order.
   *
   * @throws Failure with {@link ExitCode#STALE} if nothing was fetched yet, or as {@code apply}
   *     does if the series does not go on as a whole
   */
  public static List<Node> of(Workspace workspace) throws IOException {
    Series series = workspace.series();
    try (PatchRepository repository = workspace.open()) {
      EntryGraph graph =
          new EntryGraph(series, SourceSelection.require(repository, series), repository);
      graph.failing(series, true);
      return graph.nodes();
    }
  }

  private List<Node> nodes() throws IOException {
    Map<String, Set<String>> above = new LinkedHashMap<>();
    series.entries().forEach(entry -> above.put(entry.id(), new LinkedHashSet<>()));
    for (Entry entry : series.entries()) {
      for (String failed : failing(series.without(Set.of(entry.id())), false)) {
        above.get(failed).add(entry.id());
      }
      if (entry instanceof LocalPatch local) {
        local.adapts().ifPresent(pick -> above.get(entry.id()).add(pick));
      }
    }
    List<Node> nodes = new ArrayList<>();
    above.forEach(
        (id, all) -> {
          List<String> needs = new ArrayList<>(all);
          needs.removeIf(one -> all.stream().anyMatch(other -> above.get(other).contains(one)));
          nodes.add(new Node(id, List.copyOf(needs)));
        });
    return nodes;
  }

  /** The entries that do not go on, each left out for those behind it. */
  private Set<String> failing(Series some, boolean strict) throws IOException {
    Set<String> failed = new LinkedHashSet<>();
    while (true) {
      Series rest = some.without(failed);
      List<AppliedEntry> done = new ArrayList<>();
      try (ObjectInserter inserter = repository.newPackInserter()) {
        AppliedSeries.compute(rest, fetched, inserter, done::add);
        return failed;
      } catch (Failure e) {
        if (strict || done.size() >= rest.entries().size()) {
          throw e;
        }
        failed.add(rest.entries().get(done.size()).id());
      }
    }
  }
}
