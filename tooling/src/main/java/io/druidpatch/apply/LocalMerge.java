package io.druidpatch.apply;

import io.druidpatch.git.TreeEditor;
import io.druidpatch.merge.Moves;
import io.druidpatch.merge.PatchMerge;
import io.druidpatch.merge.PickMerge;
import io.druidpatch.patch.PatchApplication;
import io.druidpatch.patch.PatchFile;
import io.druidpatch.series.LocalPatch;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * What local patches change in a tree: as they are, or merged three-way where a hunk does not fit.
 */
final class LocalMerge {
  private final Moves moves;
  private final FirstBase firstBase;
  private final ObjectReader reader;
  private final ObjectInserter inserter;

  /**
   * @param moves from the names of the patches to those of the tree
   */
  LocalMerge(Moves moves, FirstBase firstBase, ObjectReader reader, ObjectInserter inserter) {
    this.moves = moves;
    this.firstBase = firstBase;
    this.reader = reader;
    this.inserter = inserter;
  }

  /** Applies what can be applied of a patch as it is. */
  PatchApplication.Outcome attempt(PatchFile patch, ObjectId tree) throws IOException {
    return PatchApplication.attempt(patch, tree, moves::of, reader, inserter);
  }

  /** Merges the rest; empty if what the patch was made on is not there. */
  Optional<PickMerge.Outcome> merge(
      LocalPatch local, PatchFile patch, PatchApplication.Outcome attempted, ObjectId tree)
      throws IOException {
    return new PatchMerge(patch, attempted, local.resolutions(), moves, reader, inserter)
        .merge(tree, firstBase::has);
  }

  /**
   * What a patch changes in a tree, of which only some files have to be tried.
   *
   * @param known what it changes in the tree that this one is different from in those files
   * @return empty if it does not go on
   */
  Optional<Map<String, Optional<TreeEditor.Item>>> changed(
      LocalPatch local,
      PatchFile patch,
      ObjectId tree,
      Set<String> different,
      Map<String, Optional<TreeEditor.Item>> known)
      throws IOException {
    PatchFile part = patch.only(different);
    Map<String, Optional<TreeEditor.Item>> changed = new LinkedHashMap<>(known);
    changed.keySet().removeAll(part.paths());
    PatchApplication.Outcome attempted = attempt(part, tree);
    if (attempted.rejects().isEmpty()) {
      changed.putAll(attempted.edits());
      return Optional.of(changed);
    }
    Optional<PickMerge.Outcome> merged =
        merge(local, part, attempted, tree).filter(one -> one.conflicts().isEmpty());
    merged.ifPresent(one -> changed.putAll(one.edits()));
    return merged.map(one -> changed);
  }
}
