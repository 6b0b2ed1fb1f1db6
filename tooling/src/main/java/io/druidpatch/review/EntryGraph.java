package io.druidpatch.review;

import io.druidpatch.apply.LeaveOneOut;
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

  private EntryGraph() {}

  /**
   * The graph of the series on the workspace's base, in the series' order.
   *
   * @throws Failure with {@link ExitCode#STALE} if nothing was fetched yet, or as {@code apply}
   *     does if the series does not go on as a whole
   */
  public static List<Node> of(Workspace workspace) throws IOException {
    Series series = workspace.series();
    Map<String, Set<String>> above = new LinkedHashMap<>();
    series.entries().forEach(entry -> above.put(entry.id(), new LinkedHashSet<>()));
    try (PatchRepository repository = workspace.open()) {
      FetchedSources fetched = SourceSelection.require(repository, series);
      LeaveOneOut.of(series, fetched, repository)
          .forEach((left, failing) -> failing.forEach(id -> above.get(id).add(left)));
    }
    for (Entry entry : series.entries()) {
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
}
