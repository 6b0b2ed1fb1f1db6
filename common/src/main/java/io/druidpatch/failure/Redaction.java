package io.druidpatch.failure;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps logins out of all that leaves the process. They get in by URLs, of options, of the series
 * and of git's configuration, and libraries repeat a URL in their messages; so text is searched for
 * them where it goes out, and not where it comes in.
 */
public final class Redaction {
  /** What stands for a login. */
  private static final String HIDDEN = "***";

  /** A digest behind an image's name looks like a host behind a login. */
  private static final Pattern LOGIN =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^\\s/\"<>]*)@(?!sha256:)");

  private static final Pattern SECRET_PARAMETER =
      Pattern.compile(
          "([?&;#][\\w.-]*(?:token|secret|passw|pwd|sig|auth|credential|key|private)[\\w.-]*=)"
              + "[^\\s&;#\"'<>]+",
          Pattern.CASE_INSENSITIVE);

  private static final Set<String> BY_KEY = Set.of("ssh", "git+ssh", "ssh+git");

  private Redaction() {}

  /** The text without the logins of the URLs in it; those have {@code ***} in their place. */
  public static String of(String text) {
    return without(text, HIDDEN + "@", HIDDEN);
  }

  /** A URL as others can use it, with a login of their own. */
  public static String address(String url) {
    return without(url, "", "");
  }

  /**
   * A repository's URL for what is published: as {@link #address}, and of a repository on this
   * machine the last name only.
   */
  public static String published(String url) {
    boolean local =
        url.startsWith("file:") || !url.matches("[A-Za-z][A-Za-z0-9+.-]+://.*|[^/]+:.*");
    return local
        ? "local:" + url.replaceAll("[/\\\\]+$", "").replaceFirst(".*[/\\\\]", "")
        : address(url);
  }

  private static String without(String text, String login, String value) {
    String plain =
        LOGIN.matcher(text).replaceAll(found -> Matcher.quoteReplacement(login(found, login)));
    return SECRET_PARAMETER
        .matcher(plain)
        .replaceAll(found -> Matcher.quoteReplacement(found.group(1) + value));
  }

  private static String login(MatchResult found, String instead) {
    String scheme = found.group(1) + "://";
    String user = found.group(2);
    // With ssh a user alone is no secret; over HTTP it can be a token.
    return BY_KEY.contains(found.group(1).toLowerCase(Locale.ROOT))
        ? scheme + user.replaceFirst(":.*", "") + "@"
        : scheme + instead;
  }

  /** Writes to another, line by line, without logins. */
  public static PrintWriter writer(PrintWriter to) {
    return new PrintWriter(new Lines(to), true);
  }

  private static final class Lines extends Writer {
    private final PrintWriter to;
    private final StringBuilder line = new StringBuilder();

    Lines(PrintWriter to) {
      this.to = to;
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
      line.append(text, offset, length);
      int end = Math.max(line.lastIndexOf("\n"), line.lastIndexOf("\r")) + 1;
      if (end > 0) {
        to.write(of(line.substring(0, end)));
        line.delete(0, end);
      }
    }

    @Override
    public void flush() throws IOException {
      to.write(of(line.toString()));
      line.setLength(0);
      if (to.checkError()) {
        throw new IOException("the output cannot be written");
      }
    }

    @Override
    public void close() throws IOException {
      flush();
      to.close();
    }
  }
}
