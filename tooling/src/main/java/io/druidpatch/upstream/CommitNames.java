package io.druidpatch.upstream;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** Finds commits of the upstream by what people call them. */
public final class CommitNames {
  /** {@code 17446}, {@code #17446}, or a pull request's URL. Short ids of commits are longer. */
  private static final Pattern PULL_REQUEST =
      Pattern.compile("(?:#?|https?://\\S+/pull/)(\\d{1,6})/?");

  private final GitHistory history;
  private final RevWalk walk;

  public CommitNames(GitHistory history, RevWalk walk) {
    this.history = history;
    this.walk = walk;
  }

  /**
   * The commit of the head's history that is meant.
   *
   * @param name an id, which may be abbreviated, or a pull request
   * @throws Failure with {@link ExitCode#MISSING} if there is none, {@link ExitCode#USAGE} if there
   *     are several
   */
  public RevCommit find(String name) throws IOException {
    Matcher pullRequest = PULL_REQUEST.matcher(name.strip());
    return pullRequest.matches() ? merged(pullRequest.group(1)) : byId(name.strip());
  }

  private RevCommit byId(String name) throws IOException {
    ObjectId id = history.commit(name).orElseThrow(() -> missing(name));
    RevCommit commit = walk.parseCommit(id);
    if (!walk.isMergedInto(commit, walk.parseCommit(history.head()))) {
      throw missing(name);
    }
    return commit;
  }

  private RevCommit merged(String number) throws IOException {
    List<RevCommit> found = new ArrayList<>();
    try (RevWalk own = new RevWalk(walk.getObjectReader())) {
      own.markStart(own.parseCommit(history.head()));
      for (RevCommit commit : own) {
        if (UpstreamCommit.pullRequest(commit.getShortMessage()).equals(Optional.of(number))) {
          found.add(walk.parseCommit(commit));
        }
      }
    }
    if (found.isEmpty()) {
      throw missing("pull request " + number);
    }
    if (found.size() > 1) {
      throw Failure.of(ExitCode.USAGE, "pull request " + number)
          .says("several commits were merged under this number")
          .found(
              String.join(
                  "; ",
                  found.stream()
                      .map(it -> it.abbreviate(10).name() + " " + it.getShortMessage())
                      .toList()))
          .fix("name one of them by its id")
          .build();
    }
    return found.get(0);
  }

  private Failure missing(String name) {
    return Failure.of(ExitCode.MISSING, name)
        .says("the history of " + history.headName() + " has no such commit")
        .expected("a commit's id, or the number or URL of a pull request that was merged there")
        .found("nothing in " + history.url())
        .fix("name another branch by --head, or see that the pull request is merged")
        .build();
  }
}
