package io.druidpatch.git;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Writes a commit's files into a folder, as they are: no worktree, no line-end conversion. */
public final class TreeExport {
  private TreeExport() {}

  /**
   * Writes the files of a commit.
   *
   * @param folder a folder that is not there yet
   */
  public static void write(Repository repository, ObjectId commit, Path folder) throws IOException {
    Files.createDirectories(folder);
    Map<Path, Path> links = new LinkedHashMap<>();
    try (ObjectReader reader = repository.newObjectReader();
        RevWalk revs = new RevWalk(reader);
        TreeWalk walk = new TreeWalk(reader)) {
      walk.addTree(revs.parseCommit(commit).getTree());
      walk.setRecursive(true);
      while (walk.next()) {
        TreePath.require(commit, walk.getPathString());
        Path file = folder.resolve(walk.getPathString());
        Files.createDirectories(file.getParent());
        FileMode mode = walk.getFileMode();
        if (mode == FileMode.SYMLINK) {
          byte[] target = reader.open(walk.getObjectId(0)).getBytes();
          links.put(file, Path.of(new String(target, StandardCharsets.UTF_8)));
        } else if (mode == FileMode.REGULAR_FILE || mode == FileMode.EXECUTABLE_FILE) {
          try (OutputStream out = Files.newOutputStream(file)) {
            reader.open(walk.getObjectId(0)).copyTo(out);
          }
          if (mode == FileMode.EXECUTABLE_FILE && isPosix(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
          }
        }
      }
      // Last, so that no file is written through one.
      for (Map.Entry<Path, Path> link : links.entrySet()) {
        Files.createSymbolicLink(link.getKey(), link.getValue());
      }
    }
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
