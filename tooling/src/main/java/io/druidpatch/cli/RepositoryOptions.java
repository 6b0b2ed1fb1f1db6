package io.druidpatch.cli;

import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.Invocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say where the series and the repository are. */
class RepositoryOptions {
  @Option(
      names = "--series",
      paramLabel = "FILE",
      description = "The series. Default: patches/series.yaml of this project.")
  private Path series;

  @Option(
      names = "--repository",
      paramLabel = "DIR",
      description =
          "The bare repository that the tool owns. Default: $DRUIDPATCH_REPOSITORY, or"
              + " .druidpatch/druid.git of this project.")
  private Path repository;

  Workspace workspace() {
    Invocation.everywhere(given("--series", series) + given("--repository", repository));
    Path home = home();
    Path seriesFile = series != null ? series : defaultSeries();
    Path folder = repository;
    if (folder == null) {
      folder =
          Optional.ofNullable(System.getenv("DRUIDPATCH_REPOSITORY"))
              .filter(value -> !value.isBlank())
              .map(Path::of)
              .orElse(home.resolve(".druidpatch").resolve("druid.git"));
    }
    return new Workspace(seriesFile, folder.toAbsolutePath().normalize());
  }

  static Path defaultSeries() {
    return home().resolve("patches").resolve("series.yaml");
  }

  private static String given(String option, Path value) {
    return value == null ? "" : " " + option + " " + Invocation.quoted(value.toString());
  }

  /**
   * The project's folder: what the start script or Maven says, or else the nearest one above that
   * has a series; as short as can be, because messages name files in it.
   */
  static Path home() {
    Path here = Path.of("").toAbsolutePath();
    String told = System.getProperty("druidpatch.home");
    Path home = told == null ? here : Path.of(told).toAbsolutePath().normalize();
    for (Path up = here; told == null && up != null; up = up.getParent()) {
      if (Files.exists(up.resolve("patches").resolve("series.yaml"))) {
        home = up;
        break;
      }
    }
    return home.startsWith(here) ? here.relativize(home) : home;
  }
}
