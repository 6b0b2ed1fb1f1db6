package io.druidpatch.upstream;

import io.druidpatch.series.LocalPatch;
import java.util.List;

/**
 * What upstream has done where a local patch changes it.
 *
 * @param touches the commits since the base that changed the same places, in order
 * @param gone the patch's files, by their paths at the base, that the head does not have
 * @param lost how many hunks have no place in the upstream's own version of their file, because all
 *     that is around them comes from the series
 */
public record LocalPatchStatus(LocalPatch patch, List<Touch> touches, List<String> gone, int lost) {
  /** A commit, and the files that it changed there, by their paths behind it. */
  public record Touch(UpstreamCommit commit, List<String> files) {}
}
