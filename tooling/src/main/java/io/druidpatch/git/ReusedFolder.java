package io.druidpatch.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheCheckout;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * A folder that has one commit's files after another's. From one to the next only the files that
 * differ are written, so that what a build made of the others can be used again.
 */
public final class ReusedFolder implements AutoCloseable {
  private final Path tree;
  private final Repository linked;

  /**
   * Opens the folder.
   *
   * @param tree the folder; it need not be there yet
   * @param index the file that says what is in it, outside of it
   */
  public ReusedFolder(PatchRepository repository, Path tree, Path index) throws IOException {
    Files.createDirectories(tree);
    this.tree = tree;
    this.linked =
        new FileRepositoryBuilder()
            .setGitDir(repository.folder().toFile())
            .setWorkTree(tree.toFile())
            .setIndexFile(index.toFile())
            .build();
    // The files are to be the commit's, to the byte, whatever the user's configuration says.
    linked.getConfig().setString(ConfigConstants.CONFIG_CORE_SECTION, null, "autocrlf", "false");
  }

  /** Where the files are. */
  public Path tree() {
    return tree;
  }

  /** Makes the files those of a commit; what was made of others stays. */
  public void checkOut(ObjectId commit) throws IOException {
    DirCache index = linked.lockDirCache();
    try (RevWalk walk = new RevWalk(linked)) {
      DirCacheCheckout checkout =
          new DirCacheCheckout(linked, index, walk.parseCommit(commit).getTree());
      // What was changed meanwhile of the last commit's files is not kept.
      checkout.setFailOnConflict(false);
      checkout.checkout();
    } finally {
      index.unlock();
    }
  }

  @Override
  public void close() {
    linked.close();
  }
}
