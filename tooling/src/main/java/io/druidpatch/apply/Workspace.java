package io.druidpatch.apply;

import io.druidpatch.failure.Invocation;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.series.Series;
import io.druidpatch.series.SeriesReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What every job works on: the series on one of its bases, and the repository.
 *
 * @param seriesFile the series.yaml
 * @param repository the folder of the bare repository that the tool owns
 * @param base the base's tag; if it is not given, the series' first
 */
public record Workspace(Path seriesFile, Path repository, Optional<String> base) {
  /** On the series' first base. */
  public Workspace(Path seriesFile, Path repository) {
    this(seriesFile, repository, Optional.empty());
  }

  /** The series on the base. */
  public Series series() {
    Series series = SeriesReader.read(seriesFile);
    return base.map(series::on).orElse(series);
  }

  /** The same on another base. */
  public Workspace on(String tag) {
    return new Workspace(seriesFile, repository, Optional.of(tag));
  }

  /** Opens the repository to read what {@code apply} made. */
  public PatchRepository open() throws IOException {
    String base = base().map(tag -> " --base " + Invocation.quoted(tag)).orElse("");
    return PatchRepository.open(repository, Invocation.command("apply" + base));
  }

  /** Opens it to write; it is made if nothing is there. */
  public PatchRepository openForWriting() throws IOException {
    return PatchRepository.openForWriting(repository);
  }

  /** The same, of one that {@code apply} has made: nothing is made here. */
  public PatchRepository openMadeForWriting() throws IOException {
    open().close();
    return openForWriting();
  }

  public static String branchRef(String branch) {
    return "refs/heads/" + branch;
  }
}
