package io.druidpatch.apply;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The message wherever there is less than the whole series, with the ways to get the whole. */
public final class PartialResult {
  private PartialResult() {}

  /**
   * A step to the whole series.
   *
   * @param where where it is done
   * @param command the line to paste
   */
  public record Step(String where, String command) {}

  /** The ways to the whole series: the first step alone, or all others. */
  public static List<Step> toTheWhole(Series series) {
    String bundle = series.base().tag() + ".bundle";
    return List.of(
        new Step(
            "here, with a mirror of the upstream", series.command("apply --whole --upstream URL")),
        new Step(
            "or where a git host can be reached, in a clone of this project",
            series.command("apply --whole")),
        new Step("there", series.command("bundle " + bundle)),
        new Step("and here, with that file", series.command("apply --whole --upstream " + bundle)));
  }

  /** The same, as lines of a message. */
  public static String lines(Series series) {
    StringBuilder lines = new StringBuilder("  for the whole series:");
    for (Step step : toTheWhole(series)) {
      lines.append("\n    ").append(step.where()).append(":\n      ").append(step.command());
    }
    return lines.toString();
  }

  /** Whether all that the repository has for the series is what Maven Central has of the base. */
  public static boolean isAllThereIs(Series series, PatchRepository repository) throws IOException {
    Optional<FetchedSources> fetched = SourceSelection.cached(repository, series);
    return fetched.isPresent() && !fetched.get().isWhole();
  }

  /**
   * The failure of a job that would work on a part of the series.
   *
   * @param subject what is a part: a branch, or a file
   */
  public static Failure refusal(Series series, String subject) {
    return Failure.of(ExitCode.PARTIAL, subject)
        .says("this is a part of the series, made of the source jars on Maven Central")
        .expected("the whole series on the whole base")
        .detail(lines(series))
        .build();
  }
}
