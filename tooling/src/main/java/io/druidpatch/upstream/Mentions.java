package io.druidpatch.upstream;

import io.druidpatch.series.Pick;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Finds the picks that a commit's message names: by id, by pull request, or by subject in quotes.
 */
final class Mentions {
  /** Shorter ids are words of numbers. */
  private static final int SHORTEST_ID = 8;

  private final Map<String, Pattern> names = new LinkedHashMap<>();

  /** Takes in a pick. */
  void add(Pick pick, RevCommit commit) {
    List<String> forms = new ArrayList<>();
    // Any abbreviation that is long enough, and nothing that only begins like one.
    String id = pick.commit().name();
    forms.add("\\b" + id.substring(0, SHORTEST_ID) + rest(id.substring(SHORTEST_ID)) + "\\b");
    UpstreamCommit.pullRequest(commit.getShortMessage())
        .ifPresent(number -> forms.add("(?:#|/pull/|/issues/)" + number + "\\b"));
    forms.add("[\"`']" + Pattern.quote(UpstreamCommit.title(commit.getShortMessage())));
    names.put(pick.id(), Pattern.compile(String.join("|", forms), Pattern.CASE_INSENSITIVE));
  }

  /** {@code abc} as {@code (?:a(?:b(?:c)?)?)?}. */
  private static String rest(String letters) {
    return letters.replaceAll("[0-9a-f]", "(?:$0") + ")?".repeat(letters.length());
  }

  /** The ids of the picks that a message names. */
  List<String> in(String message) {
    return names.entrySet().stream()
        .filter(name -> name.getValue().matcher(message).find())
        .map(Map.Entry::getKey)
        .toList();
  }
}
