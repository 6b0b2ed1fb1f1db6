package io.druidpatch.upstream;

import io.druidpatch.series.Pick;
import java.util.List;
import java.util.Optional;

/**
 * What has become of a pick.
 *
 * @param commit the upstream commit; empty if the history that was looked at does not have it
 * @param reverts the commit that took it back, the one that took that back, and so on
 * @param touching the commits that changed its lines, or added lines among them; a revert is one
 * @param added how many lines it added
 * @param left how many of them the head still has, as they were
 * @param releases the tags of the releases that have it and no revert of it
 * @param releasesReverted the tags of the releases that have both
 */
public record PickStatus(
    Pick pick,
    Optional<UpstreamCommit> commit,
    List<Revert> reverts,
    List<UpstreamCommit> touching,
    int added,
    int left,
    List<String> releases,
    List<String> releasesReverted) {

  /** The revert that stands at the head; empty if the pick does. */
  public Optional<Revert> revert() {
    return Revert.undoEachOther(reverts)
        ? Optional.empty()
        : Optional.of(reverts.get(reverts.size() - 1));
  }

  /** The commits that changed its lines otherwise than by taking them back or bringing them. */
  public List<UpstreamCommit> touchingOtherwise() {
    List<UpstreamCommit> reverting = reverts.stream().map(Revert::commit).toList();
    return touching.stream().filter(commit -> !reverting.contains(commit)).toList();
  }
}
