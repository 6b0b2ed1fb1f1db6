package io.druidpatch.release;

import io.druidpatch.series.Series;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a release: {@code 30.0.0-k8s.1} is the first of those on Druid 30.0.0. The tag of
 * a release has the same name.
 *
 * @param base the version of what the series starts from
 * @param number from 1, counted for each base
 */
public record ReleaseVersion(String base, int number) {
  private static final Pattern TEXT = Pattern.compile("(.+)-k8s\\.([1-9][0-9]{0,8})");

  /** Reads one; empty if it is none. */
  public static Optional<ReleaseVersion> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(new ReleaseVersion(matcher.group(1), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /** The version of a series' base, by its tag. */
  public static String baseOf(Series series) {
    return series.base().tag().replaceFirst("^druid-", "");
  }

  /** The version behind this one. */
  ReleaseVersion next() {
    return new ReleaseVersion(base, number + 1);
  }

  @Override
  public String toString() {
    return base + "-k8s." + number;
  }
}
