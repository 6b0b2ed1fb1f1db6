package io.druidpatch.git;

import java.io.IOException;
import java.util.List;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** The difference of two trees. */
public final class TreeDiff {
  private TreeDiff() {}

  /**
   * The files that differ, by their paths, without a search for renames.
   *
   * @param before a tree
   * @param after another
   */
  public static List<DiffEntry> of(ObjectReader reader, AnyObjectId before, AnyObjectId after)
      throws IOException {
    try (TreeWalk files = new TreeWalk(reader)) {
      files.setRecursive(true);
      files.setFilter(TreeFilter.ANY_DIFF);
      files.addTree(before);
      files.addTree(after);
      return DiffEntry.scan(files);
    }
  }
}
