package io.druidpatch.upstream;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * A commit that takes another one back, and how that shows.
 *
 * @param evidence not empty
 */
public record Revert(UpstreamCommit commit, Set<Evidence> evidence) {
  /** What says that a commit is a revert. */
  public enum Evidence {
    /** The message: git's "This reverts commit …", or GitHub's "Reverts owner/name#…". */
    MESSAGE,
    /** The subject names the other's subject or its pull request. */
    SUBJECT,
    /** It removes what the other added, and adds what that removed. */
    DIFF
  }

  /** How much of a change has to be taken back; the rest is what changed there in between. */
  private static final double NEARLY_ALL = 0.9;

  private static final Pattern COMMIT =
      Pattern.compile("(?i)this reverts commit\\s+([0-9a-f]{7,40})\\b");
  private static final Pattern PULL_REQUEST =
      Pattern.compile("(?im)^reverts (?:[\\w.-]+/[\\w.-]+)?#(\\d+)\\b");
  private static final Pattern SUBJECT =
      Pattern.compile("(?i)^(revert|reapply)\\s+\"(.*)\"(?:\\s+\\(#\\d+\\))?\\s*$");

  /**
   * Whether a later commit takes an earlier one back, and by which evidence.
   *
   * @param target the commit that may have been taken back
   * @param changed its lines, by file
   * @param later the commit that may have done so
   * @param laterChanged its lines, by the same files
   */
  static <F> Optional<Revert> of(
      RevCommit target,
      Map<F, ChangedLines> changed,
      RevCommit later,
      Map<F, ChangedLines> laterChanged) {
    Set<Evidence> evidence = EnumSet.noneOf(Evidence.class);
    if (messageNames(later.getFullMessage(), target)) {
      evidence.add(Evidence.MESSAGE);
    }
    if (subjectNames(later.getShortMessage(), target.getShortMessage())) {
      evidence.add(Evidence.SUBJECT);
    }
    int size = 0;
    int back = 0;
    for (Map.Entry<F, ChangedLines> file : changed.entrySet()) {
      size += file.getValue().size();
      ChangedLines other = laterChanged.get(file.getKey());
      back += other == null ? 0 : file.getValue().takenBackBy(other);
    }
    if (size > 0 && back >= NEARLY_ALL * size) {
      evidence.add(Evidence.DIFF);
    }
    return evidence.isEmpty()
        ? Optional.empty()
        : Optional.of(new Revert(UpstreamCommit.of(later), Set.copyOf(evidence)));
  }

  /** Whether a commit says that it takes the target back. */
  public static boolean says(RevCommit later, RevCommit target) {
    return messageNames(later.getFullMessage(), target)
        || subjectNames(later.getShortMessage(), target.getShortMessage());
  }

  private static boolean messageNames(String message, RevCommit target) {
    for (Matcher match = COMMIT.matcher(message); match.find(); ) {
      if (target.name().startsWith(match.group(1).toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    Optional<String> number = UpstreamCommit.pullRequest(target.getShortMessage());
    for (Matcher match = PULL_REQUEST.matcher(message); match.find(); ) {
      if (number.equals(Optional.of(match.group(1)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean subjectNames(String subject, String target) {
    Matcher match = SUBJECT.matcher(subject);
    if (!match.matches()) {
      return false;
    }
    // git's subject for the revert of a revert.
    boolean again = match.group(1).equalsIgnoreCase("reapply");
    String named = again ? "Revert \"" + match.group(2) + "\"" : match.group(2);
    Optional<String> number = UpstreamCommit.pullRequest(named);
    return number.isPresent()
        ? number.equals(UpstreamCommit.pullRequest(target))
        : UpstreamCommit.title(named).equals(UpstreamCommit.title(target));
  }

  /** Whether the last of a chain of reverts, each of the one before, leaves the first in effect. */
  static boolean undoEachOther(List<Revert> chain) {
    return chain.size() % 2 == 0;
  }
}
