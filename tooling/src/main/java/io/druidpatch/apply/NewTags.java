package io.druidpatch.apply;

import io.druidpatch.series.Series;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which of the upstream's tags are releases that a series is not kept for: of each line of releases
 * the newest. A line is what has the same first number.
 */
final class NewTags {
  private static final Pattern TAG = Pattern.compile("(\\D*)(\\d+(?:\\.\\d+)*)(?:-?rc-?(\\d+))?");

  /**
   * A tag as a version.
   *
   * @param candidate the number of a release candidate; the largest number for a release
   */
  private record Version(String tag, String prefix, List<Integer> numbers, int candidate) {
    static Optional<Version> of(String tag) {
      Matcher matcher = TAG.matcher(tag);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      try {
        List<Integer> numbers = new ArrayList<>();
        for (String number : matcher.group(2).split("\\.", -1)) {
          numbers.add(Integer.valueOf(number));
        }
        int candidate =
            matcher.group(3) == null ? Integer.MAX_VALUE : Integer.parseInt(matcher.group(3));
        return Optional.of(new Version(tag, matcher.group(1), List.copyOf(numbers), candidate));
      } catch (NumberFormatException e) {
        // A date or the like, and no version.
        return Optional.empty();
      }
    }

    private int number(int at) {
      return at < numbers.size() ? numbers.get(at) : 0;
    }

    static final Comparator<Version> OLDEST_FIRST =
        Comparator.comparingInt((Version one) -> one.number(0))
            .thenComparingInt(one -> one.number(1))
            .thenComparingInt(one -> one.number(2))
            .thenComparingInt(one -> one.number(3))
            .thenComparingInt(Version::candidate)
            .thenComparing(Version::tag);
  }

  private NewTags() {}

  /**
   * The tags, the oldest version first.
   *
   * @param tags the upstream's
   */
  static List<String> of(Series series, Collection<String> tags) {
    List<Version> carried =
        series.bases().stream().flatMap(base -> Version.of(base.tag()).stream()).toList();
    TreeMap<Integer, Version> newest = new TreeMap<>();
    for (String tag : tags) {
      Optional<Version> version = Version.of(tag).filter(one -> isNew(one, carried));
      version.ifPresent(
          one ->
              newest.merge(
                  one.number(0), one, (a, b) -> Version.OLDEST_FIRST.compare(a, b) < 0 ? b : a));
    }
    return newest.values().stream().map(Version::tag).toList();
  }

  /** Newer than what the series has of its line, or of a later line than all that it has. */
  private static boolean isNew(Version one, List<Version> carried) {
    List<Version> family =
        carried.stream().filter(base -> base.prefix().equals(one.prefix())).toList();
    List<Version> line = family.stream().filter(base -> base.number(0) == one.number(0)).toList();
    List<Version> older = line.isEmpty() ? family : line;
    return !older.isEmpty()
        && older.stream().allMatch(base -> Version.OLDEST_FIRST.compare(base, one) < 0);
  }
}
