package io.druidpatch.apply;

import io.druidpatch.git.CommitMessage;
import io.druidpatch.patch.PatchWriter;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** A commit of a worktree as the file of a local patch. */
final class LocalMail {
  private LocalMail() {}

  /**
   * The file's content.
   *
   * @param changed whether the series has the patch already, so that the date of its last change is
   *     that of the commit
   */
  static byte[] of(RevCommit commit, boolean changed, RevWalk walk, ObjectReader reader)
      throws IOException {
    RevCommit parent = walk.parseCommit(commit.getParent(0));
    PersonIdent author = commit.getAuthorIdent();
    String message =
        CommitMessage.withoutTrailer(commit.getFullMessage(), CommitMessage.SERIES_ENTRY);
    String today =
        commit
            .getCommitterIdent()
            .getWhenAsInstant()
            .atZone(ZoneOffset.UTC)
            .toLocalDate()
            .toString();
    List<String> fields = new ArrayList<>();
    if (CommitMessage.trailer(message, "Forwarded") == null) {
      fields.add("Forwarded: no");
    }
    if (changed) {
      message = CommitMessage.withoutTrailer(message, "Last-Update");
    }
    if (CommitMessage.trailer(message, "Last-Update") == null) {
      fields.add("Last-Update: " + today);
    }
    if (!fields.isEmpty()) {
      message = CommitMessage.withTrailers(message, fields);
    }
    return PatchWriter.write(
        "[PATCH] ", ObjectId.zeroId(), author, message, parent.getTree(), commit.getTree(), reader);
  }
}
