package io.druidpatch.jobs;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.series.Entry;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Resolution;
import io.druidpatch.series.Series;
import io.druidpatch.series.SeriesEditor;
import java.io.IOException;
import java.nio.file.Files;

/** Records a decision for a conflicting hunk in the series. */
public final class Resolve {
  private final Workspace workspace;

  public Resolve(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * Records the decision, in place of an earlier one for the same hunk only if there is none.
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
          .mend("change the patch instead")
          .build();
    }
    for (Resolution old : pick.resolutions()) {
      if (old.path().equals(decision.path()) && old.hunk().equals(decision.hunk())) {
        throw Failure.of(ExitCode.USAGE, series.file() + ":" + old.line())
            .says("the series has a decision for this hunk already")
            .mend("edit it there; `bases` is which bases ask for it")
            .build();
      }
    }
    SeriesFile.replace(
        series.file(),
        SeriesEditor.addResolution(Files.readString(series.file()), entryId, decision));
  }
}
