package io.druidpatch.apply;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.merge.Conflict;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.series.Entry;
import io.druidpatch.series.Resolution;
import io.druidpatch.series.Series;
import io.druidpatch.series.SeriesEditor;
import io.druidpatch.series.SeriesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;

/** Records a decision for a conflicting hunk in the series. */
public final class Resolve {
  private final Workspace workspace;

  public Resolve(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * Records a decision, for a conflict that there is and that has none yet.
   *
   * @param entryId the entry whose conflict it is
   * @param decision the decision; its line is of no account
   */
  public void run(String entryId, Resolution decision) throws IOException {
    run(entryId, List.of(decision));
  }

  /** Records several decisions for one entry, or none of them. */
  public void run(String entryId, List<Resolution> decisions) throws IOException {
    Series series = workspace.series();
    Entry entry = series.required(entryId);
    for (Resolution decision : decisions) {
      for (Resolution old : entry.resolutions()) {
        if (old.path().equals(decision.path()) && old.hunk().equals(decision.hunk())) {
          throw Failure.of(ExitCode.USAGE, series.file() + ":" + old.line())
              .says("the series has a decision for this hunk already")
              .fix("edit it there; `bases` is which bases ask for it")
              .build();
        }
      }
    }
    require(series, entry, decisions);
    String text = Files.readString(series.file());
    for (Resolution decision : decisions) {
      text = SeriesEditor.addResolution(text, entryId, decision);
    }
    SeriesFile.replace(series.file(), text);
  }

  /** Sees that there is such a conflict: a decision for none would be found much later. */
  private void require(Series series, Entry entry, List<Resolution> decisions) throws IOException {
    List<Conflict> open;
    try (PatchRepository repository = workspace.open()) {
      FetchedSources fetched = SourceSelection.require(repository, series);
      open = OpenConflicts.of(series, entry, fetched, repository).open();
    }
    for (Resolution decision : decisions) {
      if (open.stream()
          .noneMatch(c -> c.path().equals(decision.path()) && c.hash().equals(decision.hunk()))) {
        throw Failure.of(ExitCode.USAGE, decision.path() + " " + decision.hunk())
            .says(entry.id() + " has no such conflict; nothing was recorded")
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
}
