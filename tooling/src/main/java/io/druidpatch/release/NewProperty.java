package io.druidpatch.release;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jgit.patch.FileHeader;

/**
 * A configuration property that a patch adds to a table of Druid's documentation.
 *
 * @param description the row's longest cell: the tables have different columns, and that is the one
 *     with prose in all of them
 * @param document the file with the table
 */
record NewProperty(String name, String description, String document) {
  private static final Pattern ROW =
      Pattern.compile("([+-])\\|\\s*`(druid\\.[A-Za-z0-9._-]+)`\\s*\\|(.*)\\|\\s*");

  /** Those of one file's change; none if it is no documentation. */
  static Stream<NewProperty> of(FileHeader change) {
    String path = change.getNewPath();
    if (!path.startsWith("docs/") || !path.endsWith(".md")) {
      return Stream.of();
    }
    Map<String, NewProperty> added = new LinkedHashMap<>();
    List<String> removed = new ArrayList<>();
    for (String line : change.getScriptText().lines().toList()) {
      Matcher row = ROW.matcher(line);
      if (row.matches() && row.group(1).equals("+")) {
        String longest =
            Stream.of(row.group(3).split("\\|"))
                .map(String::strip)
                .max(Comparator.comparingInt(String::length))
                .orElse("");
        added.put(row.group(2), new NewProperty(row.group(2), longest, path));
      } else if (row.matches()) {
        removed.add(row.group(2));
      }
    }
    // A row that is there before and after was changed, and its property is not new.
    removed.forEach(added::remove);
    return added.values().stream();
  }
}
