package io.druidpatch.apply;

import io.druidpatch.patch.ChangedText;
import java.io.IOException;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** Whether two commits are one change, made on different parents. */
final class SameChange {
  private SameChange() {}

  static boolean is(RevCommit one, RevCommit other, RevWalk walk, ObjectReader reader)
      throws IOException {
    return one.getAuthorIdent().equals(other.getAuthorIdent())
        && one.getFullMessage().strip().equals(other.getFullMessage().strip())
        && text(one, walk, reader).equals(text(other, walk, reader));
  }

  private static String text(RevCommit commit, RevWalk walk, ObjectReader reader)
      throws IOException {
    RevCommit parent = walk.parseCommit(commit.getParent(0));
    return ChangedText.of(parent.getTree(), commit.getTree(), reader);
  }
}
