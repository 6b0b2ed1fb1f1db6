package io.druidpatch.origin;

import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The base, and the picks with it if they are there, that an {@link Origin} fetched.
 *
 * @param source the origin's name, for reports
 * @param base the commit to start from: the pinned one, or one made of what a part of it holds
 * @param modules the folders of the base that are there and complete; empty if all of it is, and
 *     the picks with it
 */
public record FetchedSources(String source, ObjectId base, Optional<Set<String>> modules) {
  /** Whether the whole base and all picks are there. */
  public boolean isWhole() {
    return modules.isEmpty();
  }
}
