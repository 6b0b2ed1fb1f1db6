package io.druidpatch.upstream;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * A commit of the upstream as reports name it.
 *
 * @param date the day on which it was committed, in UTC
 * @param subject the message's first line
 */
public record UpstreamCommit(ObjectId id, LocalDate date, String subject) {
  private static final Pattern PULL_REQUEST = Pattern.compile("\\s*\\(#(\\d+)\\)$");

  /** A commit whose message has been read. */
  public static UpstreamCommit of(RevCommit commit) {
    return new UpstreamCommit(
        commit.getId(),
        commit.getCommitterIdent().getWhenAsInstant().atZone(ZoneOffset.UTC).toLocalDate(),
        commit.getShortMessage());
  }

  /** The id as people write it. */
  public String shortId() {
    return id.name().substring(0, 10);
  }

  /** The number of the pull request that the subject ends with, as GitHub's squash merge has it. */
  public Optional<String> pullRequest() {
    return pullRequest(subject);
  }

  /** The subject without the pull request. */
  public String title() {
    return title(subject);
  }

  static Optional<String> pullRequest(String subject) {
    Matcher matcher = PULL_REQUEST.matcher(subject.strip());
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  static String title(String subject) {
    return PULL_REQUEST.matcher(subject.strip()).replaceFirst("").strip();
  }
}
