package io.druidpatch.release;

import io.druidpatch.distribution.Tarball;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.series.Series;
import io.druidpatch.series.SeriesReader;
import io.druidpatch.storage.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The release before.
 *
 * @param name its version, or the tag that the user named
 * @param series the digest of its series, as {@link Inputs#digest} makes it
 * @param entries its series
 */
record LastRelease(String name, String series, List<EntryNote> entries) {
  /** What the name of the series' tarball in a release's folder ends in. */
  static final String SERIES = "-series.tar.gz";

  /**
   * Finds the release that the new one is compared with.
   *
   * @param told the folder or the tag that the user named; else the last tag below {@code version}
   * @param seriesFile where the series is now: below the project's folder
   * @throws Failure with {@link ExitCode#USAGE} if what was named is no release
   */
  static Optional<LastRelease> find(
      Optional<String> told, ReleaseVersion version, Path seriesFile, ProjectRepository project)
      throws IOException {
    Optional<String> name = told;
    if (name.isEmpty()) {
      name =
          project.releases(version.base()).stream()
              .filter(one -> one.number() < version.number())
              .max(Comparator.comparingInt(ReleaseVersion::number))
              .map(ReleaseVersion::toString);
    }
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try (Scratch copy = Scratch.make("release")) {
      return Optional.of(read(name.get(), version, seriesFile, project, copy.folder()));
    }
  }

  private static LastRelease read(
      String name, ReleaseVersion version, Path seriesFile, ProjectRepository project, Path copy)
      throws IOException {
    Path folder = Path.of(name);
    if (Files.isDirectory(folder)) {
      Path tarball = tarball(folder);
      Tarball.read(tarball, (path, executable, bytes) -> Tarball.keep(path, bytes, copy));
      String file = tarball.getFileName().toString();
      return read(
          file.substring(0, file.length() - SERIES.length()),
          version,
          copy.resolve(SeriesStep.FILE));
    }
    project.write(name, seriesFile.getParent().toString(), copy);
    return read(name, version, copy.resolve(seriesFile.getFileName()));
  }

  private static LastRelease read(String name, ReleaseVersion version, Path seriesFile)
      throws IOException {
    Series first = SeriesReader.read(seriesFile);
    // It may have been kept for other bases than this one, and then differs by them.
    Series series =
        first.bases().stream()
            .map(first::on)
            .filter(one -> ReleaseVersion.baseOf(one).equals(version.base()))
            .findFirst()
            .orElse(first);
    return new LastRelease(name, Inputs.digest(series), EntryNote.of(series, Map.of()));
  }

  private static Path tarball(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(SERIES))
          .findFirst()
          .orElseThrow(
              () ->
                  Failure.of(ExitCode.USAGE, "--previous " + folder)
                      .says("the folder is no release")
                      .expected("a file VERSION" + SERIES + " in it")
                      .build());
    }
  }
}
