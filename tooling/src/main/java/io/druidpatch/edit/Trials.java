package io.druidpatch.edit;

import io.druidpatch.apply.Onto;
import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Series;
import io.druidpatch.series.SeriesReader;
import io.druidpatch.storage.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A series.yaml that is not in place yet: it is read, and tried on all its bases. */
final class Trials implements AutoCloseable {
  private final Workspace workspace;
  private final Optional<String> upstream;
  private final Progress progress;
  private final AtomicFile aside;
  private String text;

  /**
   * @param text the whole text of the changed series.yaml
   * @param upstream a URL in place of the series' upstream
   */
  Trials(Workspace workspace, String text, Optional<String> upstream, Progress progress)
      throws IOException {
    this.workspace = workspace;
    this.upstream = upstream;
    this.progress = progress;
    this.aside = AtomicFile.of(workspace.seriesFile());
    text(text);
  }

  /**
   * The changed series, on its first base.
   *
   * @throws Failure with {@link ExitCode#SERIES} if the change makes it malformed; the series stays
   *     as it is
   */
  Series series() {
    return SeriesReader.changed(workspace.seriesFile(), text);
  }

  /** Replaces the text. */
  final void text(String fresh) throws IOException {
    this.text = fresh;
    Files.writeString(aside.path(), fresh);
  }

  /** Tries the changed series on every base. */
  List<Onto.Trial> run() throws IOException {
    Workspace changed = new Workspace(aside.path(), workspace.repository());
    return new Onto(changed, upstream, progress)
        .run(series().bases().stream().map(Series.Base::tag).toList());
  }

  /**
   * The same, for a change that must not break anything.
   *
   * @throws Failure with {@link ExitCode#ONTO} if an entry conflicts that the change leaves in
   *     place, and that goes on without the change; the series stays as it is
   */
  List<Onto.Trial> require(String change) throws IOException {
    List<Onto.Trial> trials = run();
    List<String> open = open(trials);
    if (!open.isEmpty()) {
      // A base that was added lately may have conflicts that nobody has resolved yet.
      List<String> tags = trials.stream().map(Onto.Trial::tag).toList();
      open.removeAll(open(new Onto(workspace, upstream, progress).run(tags)));
    }
    if (!open.isEmpty()) {
      throw Failure.of(ExitCode.ONTO, change)
          .says("the rest of the series does not go on after that; nothing was changed")
          .found(String.join("; ", open))
          .fix("change or drop first what needs it")
          .build();
    }
    return trials;
  }

  private static List<String> open(List<Onto.Trial> trials) {
    List<String> open = new ArrayList<>();
    for (Onto.Trial trial : trials) {
      for (Onto.EntryTrial line : trial.lines()) {
        if (line.state() == Onto.State.CONFLICT) {
          open.add(line.entry().id() + " on " + trial.tag() + ", in " + line.open().keySet());
        }
      }
    }
    return open;
  }

  /** Puts the changed series in the place of the old one. */
  void putInPlace() throws IOException {
    series();
    aside.putInPlace();
  }

  @Override
  public void close() throws IOException {
    aside.close();
  }
}
