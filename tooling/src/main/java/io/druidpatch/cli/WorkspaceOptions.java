package io.druidpatch.cli;

import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.Failure;
import io.druidpatch.series.Series;
import io.druidpatch.series.SeriesReader;
import java.util.Collections;
import java.util.Iterator;
import picocli.CommandLine.Option;

/** The options of every command that works on one base of the series. */
final class WorkspaceOptions extends RepositoryOptions {
  @Option(
      names = "--base",
      paramLabel = "TAG",
      completionCandidates = Bases.class,
      description = "The base, one that the series lists. Default: the first that it lists.")
  private String base;

  /** For a shell's completion: those of this project's series, as it is now. */
  static final class Bases implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      try {
        return SeriesReader.read(defaultSeries()).bases().stream()
            .map(Series.Base::tag)
            .toList()
            .iterator();
      } catch (Failure e) {
        // No series, no bases: what is wrong with it, a command that reads it says.
        return Collections.emptyIterator();
      }
    }
  }

  @Override
  Workspace workspace() {
    Workspace workspace = super.workspace();
    return base == null ? workspace : workspace.on(base);
  }
}
