package io.druidpatch.testing;

import java.util.Collection;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Ref;

/** Asks the upstream's git repository whether it is there. */
final class Upstream {
  private static final String URL = "https://github.com/apache/druid.git";
  private static final String TAG = "refs/tags/druid-30.0.0";
  private static final int SECONDS = 30;

  private Upstream() {}

  /** Why the tests cannot use it; empty if it answers and has the base's tag. */
  static Optional<String> whyNot() {
    try {
      Collection<Ref> tags =
          Git.lsRemoteRepository().setRemote(URL).setTags(true).setTimeout(SECONDS).call();
      return tags.stream().anyMatch(tag -> tag.getName().equals(TAG))
          ? Optional.empty()
          : Optional.of("the upstream " + URL + " has no " + TAG);
    } catch (GitAPIException e) {
      return Optional.of("the upstream " + URL + " cannot be reached: " + e.getMessage());
    }
  }
}
