package io.druidpatch.verification.embedded.kubelet;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Stands in for a mount namespace: maps a path of the container to this machine. In a text, a
 * mount's path is replaced where it is a whole leading path: nothing that could belong to a path
 * comes before it, and after it comes a slash or nothing that could belong to its last name. So of
 * the mount {@code /data}, {@code -Ddir=/data/x} is changed, and {@code /my/data}, {@code
 * /database} and {@code /data.old} are not. Of mounts within one another the longest counts.
 */
final class Mounts {
  private final Map<String, Path> places;
  private final Pattern pattern;

  /**
   * @param places absolute paths in the container to those on this machine
   */
  Mounts(Map<String, Path> places) {
    this.places =
        places.entrySet().stream()
            .collect(Collectors.toMap(e -> strip(e.getKey()), Map.Entry::getValue));
    String any =
        this.places.keySet().stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    pattern = any.isEmpty() ? null : Pattern.compile("(?<![\\w./-])(" + any + ")(?=/|[^\\w./-]|$)");
  }

  private static String strip(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  String resolve(String text) {
    return pattern == null
        ? text
        : pattern
            .matcher(text)
            .replaceAll(match -> Matcher.quoteReplacement(places.get(match.group(1)).toString()));
  }
}
