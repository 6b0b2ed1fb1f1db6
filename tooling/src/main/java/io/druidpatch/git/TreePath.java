package io.druidpatch.git;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/**
 * The one rule for the paths that come from outside: of patches, of upstream's trees, of jars and
 * of tarballs. What git refuses to check out on one of the systems that it knows is refused on all
 * of them: a path that climbs out of its folder or into {@code .git} (under its other names on
 * Windows and macOS, too), an absolute or an empty one, and names that Windows cannot have.
 */
public final class TreePath {
  private TreePath() {}

  /** Why a path is refused, in words; empty if it is not. */
  public static Optional<String> refusal(String path) {
    try {
      checker().checkPath(path);
      return Optional.empty();
    } catch (CorruptObjectException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Sees that a whole tree, with all folders below it, has only paths that can be checked out.
   *
   * @param commit what the tree is of, for the message
   * @throws Failure with {@link ExitCode#DAMAGED}, naming the folder
   */
  public static void requireAll(ObjectId commit, ObjectId tree, ObjectReader reader)
      throws IOException {
    requireAll(commit, tree, "", reader);
  }

  private static void requireAll(ObjectId commit, ObjectId tree, String folder, ObjectReader reader)
      throws IOException {
    byte[] bytes = reader.open(tree, Constants.OBJ_TREE).getCachedBytes();
    try {
      checker().checkTree(tree, bytes);
    } catch (CorruptObjectException e) {
      throw refused(commit, folder.isEmpty() ? "the top folder" : folder, e.getMessage());
    }
    CanonicalTreeParser entries = new CanonicalTreeParser();
    for (entries.reset(bytes); !entries.eof(); entries.next(1)) {
      if (entries.getEntryFileMode().equals(FileMode.TREE)) {
        requireAll(
            commit,
            entries.getEntryObjectId(),
            folder + entries.getEntryPathString() + "/",
            reader);
      }
    }
  }

  /**
   * Sees that a path can be checked out.
   *
   * @param commit what has the path, for the message
   * @throws Failure with {@link ExitCode#DAMAGED}
   */
  public static void require(ObjectId commit, String path) {
    Optional<String> why = refusal(path);
    if (why.isPresent()) {
      throw refused(commit, path, why.get());
    }
  }

  private static Failure refused(ObjectId commit, String path, String why) {
    return Failure.of(ExitCode.DAMAGED, commit.name())
        .says("the commit has a path that git checks out on no system, or not on all")
        .expected("paths below its folder, and not below .git")
        .found(path + ": " + why)
        .fix("do not trust this upstream; take another one: --upstream URL")
        .build();
  }

  private static ObjectChecker checker() {
    return new ObjectChecker()
        .setSafeForWindows(true)
        .setSafeForMacOS(true)
        .setAllowLeadingZeroFileMode(true);
  }
}
