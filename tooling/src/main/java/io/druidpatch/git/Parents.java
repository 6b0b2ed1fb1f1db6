package io.druidpatch.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * A commit's parents as the commit names them. A walk of a shallow repository cuts them off at the
 * edge of what was fetched, and a later fetch may move that edge to a commit whose parent is there.
 */
public final class Parents {
  private Parents() {}

  /** The parents' ids, whether the repository has them or not. */
  public static List<ObjectId> of(AnyObjectId commit, ObjectReader reader) throws IOException {
    byte[] text = reader.open(commit, Constants.OBJ_COMMIT).getBytes();
    return new String(text, StandardCharsets.ISO_8859_1)
        .lines()
        .takeWhile(line -> !line.isEmpty())
        .filter(line -> line.startsWith("parent "))
        .map(line -> ObjectId.fromString(line.substring("parent ".length())))
        .toList();
  }
}
