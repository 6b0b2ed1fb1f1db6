package io.druidpatch.apply;

import io.druidpatch.patch.PartialBase;
import io.druidpatch.series.Entry;
import io.druidpatch.series.Resolution;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/**
 * An entry of the series and the commit that was made of it.
 *
 * @param commit the commit made of it; empty if it was left out
 * @param tree that commit's tree
 * @param files how many files it changes
 * @param resolutions the recorded decisions that it took
 * @param note why it was left out; else empty
 * @param leftOut the files that were left out of a local patch
 */
public record AppliedEntry(
    Entry entry,
    EntryState state,
    Optional<ObjectId> commit,
    Optional<ObjectId> tree,
    int files,
    List<Resolution> resolutions,
    String note,
    List<PartialBase.LeftOut> leftOut) {
  /** The same commit, and what was said of it, for another entry that makes the same. */
  AppliedEntry madeOf(Entry other) {
    return new AppliedEntry(other, state, commit, tree, files, resolutions, note, leftOut);
  }
}
