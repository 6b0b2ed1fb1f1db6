package io.druidpatch.apply;

import java.util.Optional;

/**
 * What a refresh is to do about the other bases of the series.
 *
 * @param only why the worktree's changes hold on its base only, if they do
 * @param force whether the series is written although it does not go onto another base
 */
public record RefreshRequest(Optional<String> only, boolean force) {
  /** The changes hold on every base, and go onto each. */
  public static final RefreshRequest DEFAULT = new RefreshRequest(Optional.empty(), false);
}
