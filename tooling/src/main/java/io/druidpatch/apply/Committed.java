package io.druidpatch.apply;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Whether a file of the project can be had again from the project's own git repository. */
final class Committed {
  private Committed() {}

  /** Whether the last commit has the file as it is; line ends aside, which git may convert. */
  static boolean asItIs(Path file) throws IOException {
    Path real = file.toRealPath();
    FileRepositoryBuilder builder =
        new FileRepositoryBuilder().findGitDir(real.getParent().toFile());
    if (builder.getGitDir() == null) {
      return false;
    }
    try (Repository repository = builder.build()) {
      ObjectId head = repository.resolve(Constants.HEAD);
      if (head == null || repository.isBare()) {
        return false;
      }
      Path root = repository.getWorkTree().toPath().toRealPath();
      if (!real.startsWith(root)) {
        return false;
      }
      String path = root.relativize(real).toString().replace('\\', '/');
      try (RevWalk walk = new RevWalk(repository);
          TreeWalk found = TreeWalk.forPath(repository, path, walk.parseCommit(head).getTree())) {
        return found != null
            && !found.isSubtree()
            && text(repository.open(found.getObjectId(0)).getBytes())
                .equals(text(Files.readAllBytes(real)));
      }
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
  }
}
