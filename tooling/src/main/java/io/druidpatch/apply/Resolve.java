package io.druidpatch.apply;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.merge.Conflict;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.series.Entry;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Resolution;
import io.druidpatch.series.Series;
import io.druidpatch.series.SeriesEditor;
import io.druidpatch.series.SeriesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;

/** Records a decision for a conflicting hunk in the series. */
public final class Resolve {
  private final Workspace workspace;

  public Resolve(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * Records the decision, for a conflict that there is and that has none yet.
   *
   * @param entryId the pick whose conflict it is
   * @param decision the decision; its line is of no account
   */
  public void run(String entryId, Resolution decision) throws IOException {
    Series series = workspace.series();
    Entry entry =
        series
            .entry(entryId)
            .orElseThrow(
                () ->
                    Failure.of(ExitCode.USAGE, entryId)
                        .says("the series has no such entry")
                        .expected(series.picks().stream().map(Pick::id).toList())
                        .build());
    if (!(entry instanceof Pick pick)) {
      throw Failure.of(ExitCode.USAGE, entryId)
          .says("only picks have conflicts to resolve; this is a local patch")
          .fix("change the patch instead")
          .build();
    }
    for (Resolution old : pick.resolutions()) {
      if (old.path().equals(decision.path()) && old.hunk().equals(decision.hunk())) {
        throw Failure.of(ExitCode.USAGE, series.file() + ":" + old.line())
            .says("the series has a decision for this hunk already")
            .fix("edit it there; `bases` is which bases ask for it")
            .build();
      }
    }
    require(series, pick, decision);
    SeriesFile.replace(
        series.file(),
        SeriesEditor.addResolution(Files.readString(series.file()), entryId, decision));
  }

  /** Sees that there is such a conflict: a decision for none would be found much later. */
  private void require(Series series, Pick pick, Resolution decision) throws IOException {
    try (PatchRepository repository = workspace.open()) {
      FetchedSources fetched = SourceSelection.require(repository, series);
      try (ObjectInserter inserter = repository.newPackInserter();
          ObjectReader reader = inserter.newReader();
          RevWalk walk = new RevWalk(reader)) {
        Stack stack = new Stack(series, new LocalPatches(), fetched, inserter, reader, walk);
        List<AppliedEntry> before = new ArrayList<>();
        for (Entry entry : series.entries()) {
          Stack.Outcome outcome = stack.add(entry);
          if (entry.equals(pick)) {
            require(pick, decision, outcome);
            return;
          }
          if (!(outcome instanceof Stack.Done done)) {
            throw EntryFailure.of(series, entry, outcome, before);
          }
          before.add(done.step());
        }
      }
    }
  }

  private static void require(Pick pick, Resolution decision, Stack.Outcome outcome) {
    List<Conflict> open =
        outcome instanceof Stack.Conflicted conflicted ? conflicted.merge().conflicts() : List.of();
    if (open.stream()
        .noneMatch(c -> c.path().equals(decision.path()) && c.hash().equals(decision.hunk()))) {
      throw Failure.of(ExitCode.USAGE, decision.path() + " " + decision.hunk())
          .says("the pick " + pick.id() + " has no such conflict; nothing was recorded")
          .expected(
              open.isEmpty()
                  ? "no decision: it has no conflict that is open"
                  : open.stream()
                      .map(c -> c.path() + " " + c.hash())
                      .distinct()
                      .collect(Collectors.joining(", or ")))
          .build();
    }
  }
}
