package io.druidpatch.apply;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the user asks for.
 *
 * @param upstream a URL, a path or a bundle in place of the series' upstream
 * @param centralUrl the Maven repository that stands for Central
 * @param worktree where people get the result checked out
 * @param whole whether less than the whole series is a failure
 * @param keepGoing where a conflict is left for people to work on
 */
public record ApplyRequest(
    SourceChoice source,
    Optional<String> upstream,
    Optional<String> centralUrl,
    Optional<Path> worktree,
    boolean whole,
    Optional<Path> keepGoing) {
  public static final ApplyRequest DEFAULT =
      new ApplyRequest(SourceChoice.AUTO, Optional.empty(), Optional.empty(), Optional.empty());

  /** A request that accepts a part of the series where the whole cannot be fetched. */
  public ApplyRequest(
      SourceChoice source,
      Optional<String> upstream,
      Optional<String> centralUrl,
      Optional<Path> worktree) {
    this(source, upstream, centralUrl, worktree, false, Optional.empty());
  }
}
