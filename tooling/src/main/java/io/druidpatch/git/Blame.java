package io.druidpatch.git;

import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.blame.BlameGenerator;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;

/** Which entry of the series brought a line of the result. */
public final class Blame {
  private Blame() {}

  /**
   * The entry of the series whose commit brought a line.
   *
   * @param line from 1
   * @return the entry's id; empty if the line is the base's own, or there is no such line
   */
  public static Optional<String> entry(
      Repository repository, ObjectId base, ObjectId tip, String path, int line)
      throws IOException {
    try (BlameGenerator blame = new BlameGenerator(repository, path)) {
      blame.push(null, tip);
      while (blame.next()) {
        RevCommit commit = blame.getSourceCommit();
        if (blame.getResultStart() < line && line <= blame.getResultEnd()) {
          return commit.equals(base)
              ? Optional.empty()
              : Optional.ofNullable(
                  CommitMessage.trailer(commit.getFullMessage(), CommitMessage.SERIES_ENTRY));
        }
      }
    }
    return Optional.empty();
  }
}
