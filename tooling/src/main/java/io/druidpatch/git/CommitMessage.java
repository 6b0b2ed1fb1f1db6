package io.druidpatch.git;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A commit's message as text and trailers, by the rules of {@code git interpret-trailers}. */
public final class CommitMessage {
  /** The trailer by which a commit of the patched branch names its entry in the series. */
  public static final String SERIES_ENTRY = "Series-Entry";

  /** The trailer by which it names a file that its entry changes and it does not. */
  public static final String LEFT_OUT = "Left-Out";

  private static final Pattern TRAILER =
      Pattern.compile("[A-Za-z0-9-]+: .*|\\(cherry picked from commit [0-9a-f]{40}\\)");

  private CommitMessage() {}

  /**
   * Adds trailers at the message's end: in its last paragraph if that is made of trailers, else in
   * a new one.
   */
  public static String withTrailers(String message, List<String> trailers) {
    String text = message.stripTrailing();
    boolean joins = !text.isEmpty() && endsInTrailers(text);
    return text + (joins ? "\n" : "\n\n") + String.join("\n", trailers) + "\n";
  }

  /** The message without the trailers of this name. */
  public static String withoutTrailer(String message, String name) {
    String text = message.stripTrailing();
    if (!endsInTrailers(text)) {
      return message;
    }
    List<String> kept = new ArrayList<>();
    int start = lastParagraph(text);
    text.substring(start).lines().filter(line -> !line.startsWith(name + ": ")).forEach(kept::add);
    String head = text.substring(0, start).stripTrailing();
    return kept.isEmpty() ? head + "\n" : withTrailers(head, kept);
  }

  /** The value of the last trailer of this name, or null. */
  public static String trailer(String message, String name) {
    String text = message.stripTrailing();
    String value = null;
    if (endsInTrailers(text)) {
      for (String line : text.substring(lastParagraph(text)).lines().toList()) {
        if (line.startsWith(name + ": ")) {
          value = line.substring(name.length() + 2).strip();
        }
      }
    }
    return value;
  }

  private static boolean endsInTrailers(String text) {
    int start = lastParagraph(text);
    // The subject is never a trailer, even where it looks like one ("fix: …").
    return start > 0
        && text.substring(start)
            .lines()
            .allMatch(line -> TRAILER.matcher(line).matches() || line.startsWith(" "));
  }

  private static int lastParagraph(String text) {
    int blank = text.lastIndexOf("\n\n");
    return blank < 0 ? 0 : blank + 2;
  }
}
