package io.druidpatch.apply;

import io.druidpatch.git.PatchRepository;
import io.druidpatch.merge.Conflict;
import io.druidpatch.merge.MarkedFile;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.origin.Upstream;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Entry;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * How an entry goes on: its conflicts that no recorded resolution covers. Nothing is kept of what
 * is computed for that.
 *
 * @param contained whether what it makes is there before it
 * @param open its conflicts
 * @param changed the files that it changes, by their paths in the tree
 * @param marked the files with conflicts in some lines, by their paths in the tree
 */
public record OpenConflicts(
    boolean contained, List<Conflict> open, Set<String> changed, Map<String, MarkedFile> marked) {
  /**
   * Applies the series up to an entry.
   *
   * @throws io.druidpatch.failure.Failure if one before it does not go on
   */
  public static OpenConflicts of(
      Series series, Entry wanted, FetchedSources fetched, PatchRepository repository)
      throws IOException {
    try (ObjectInserter inserter = repository.newTrialInserter();
        ObjectReader reader = inserter.newReader();
        RevWalk walk = new RevWalk(reader)) {
      Stack stack = new Stack(series, new LocalPatches(), fetched, inserter, reader, walk);
      List<AppliedEntry> before = new ArrayList<>();
      for (Entry entry : series.entries()) {
        Stack.Outcome outcome = stack.add(entry);
        if (entry.equals(wanted)) {
          return outcome instanceof Stack.Conflicted conflicted
              ? new OpenConflicts(
                  false,
                  conflicted.merge().conflicts(),
                  conflicted.merge().edits().keySet(),
                  conflicted.merge().marked())
              : new OpenConflicts(
                  outcome instanceof Stack.Contained, List.of(), Set.of(), Map.of());
        }
        if (!(outcome instanceof Stack.Done done)) {
          throw EntryFailure.of(series, entry, outcome, before);
        }
        before.add(done.step());
      }
      throw new IllegalArgumentException(wanted.id());
    }
  }

  /**
   * Brings what a series needs that is not there yet.
   *
   * @param origin empty if nobody is to be asked
   * @return empty if it is not there then
   */
  public static Optional<FetchedSources> sources(
      Series series, Optional<Upstream> origin, PatchRepository repository) throws IOException {
    return origin.isPresent()
        ? Optional.of(SourceSelection.whole(origin.get(), series, repository, Progress.SILENT))
        : SourceSelection.cached(repository, series).filter(FetchedSources::isWhole);
  }
}
