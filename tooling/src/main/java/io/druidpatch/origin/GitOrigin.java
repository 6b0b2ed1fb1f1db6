package io.druidpatch.origin;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.FilterSpec;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.Transport;

/**
 * A git repository, over any transport that JGit speaks. It fetches the base alone (a shallow fetch
 * of one commit), then each pick with its parent: their trees, and of their files only the changed
 * ones where the server can filter, or all that the base does not have where it cannot.
 */
public final class GitOrigin implements Origin {
  private final String url;

  /**
   * @param url as the user or the series gives it; git's {@code insteadOf} is applied to it
   */
  public GitOrigin(String url) {
    this.url = url;
  }

  @Override
  public String name() {
    return "git " + url;
  }

  @Override
  public Supply supply(Series series, PatchRepository repository, Progress progress)
      throws IOException {
    String otherwise = "carry a bundle here: " + Invocation.command("apply --upstream FILE.bundle");
    try (GitRemote remote = GitRemote.at(url, otherwise, repository.git().getConfig(), progress)) {
      ObjectId base = series.base().commit();
      fetchBase(series, repository, remote, progress);
      for (Pick pick : UpstreamRefs.missing(repository, series)) {
        fetchPick(pick, base, repository, remote, progress);
      }
      return new Supply(name(), base, Optional.empty());
    }
  }

  private static void fetchBase(
      Series series, PatchRepository repository, GitRemote remote, Progress progress)
      throws IOException {
    String ref = "refs/tags/" + series.base().tag();
    ObjectId base = series.base().commit();
    try (Transport transport = remote.open(repository.git(), 1);
        FetchConnection connection = remote.connect(transport, List.of(new RefSpec(ref)))) {
      Ref tag = connection.getRef(ref);
      if (tag == null) {
        throw Failure.of(ExitCode.MISSING, remote.address())
            .says("the upstream has no tag " + series.base().tag())
            .expected(ref + " at " + base.name())
            .found(connection.getRefs().size() + " other refs")
            .mend("see that the URL is of apache/druid or a mirror with its tags")
            .build();
      }
      ObjectId at = tag.getPeeledObjectId() != null ? tag.getPeeledObjectId() : tag.getObjectId();
      if (!at.equals(base)) {
        throw movedTag(series, at, remote.address());
      }
      if (!UpstreamRefs.has(repository, base)) {
        progress.line("fetching the base " + series.base().tag() + " from " + remote.address());
        GitRemote.want(connection, Set.of(base), Set.of(), progress);
        UpstreamRefs.mark(repository, base);
      }
    } catch (TransportException e) {
      throw remote.failed("the base " + base.name(), e);
    }
  }

  /** The failure for a tag that is not where the series has it. */
  static Failure movedTag(Series series, ObjectId found, String where) {
    return Failure.of(ExitCode.MOVED_TAG, where)
        .says("the tag " + series.base().tag() + " has moved")
        .expected(series.base().commit().name() + " (pinned in " + series.file() + ")")
        .found(found.name())
        .mend("find out who moved it before you trust either; a release's tag never moves")
        .build();
  }

  private static void fetchPick(
      Pick pick, ObjectId base, PatchRepository repository, GitRemote remote, Progress progress)
      throws IOException {
    progress.line("fetching the pick " + pick.id() + " (" + pick.commit().name() + ")");
    if (remote.isLocal() && !localHas(remote, pick.commit())) {
      throw remote.missing(
          "the commit " + pick.commit().name() + " of " + pick.id(),
          "no such object in the repository",
          null);
    }
    try {
      remote.withoutFiles(
          repository,
          filter -> fetchWithParent(pick.commit(), base, filter, repository, remote, progress));
      Set<ObjectId> blobs = UpstreamRefs.missingBlobs(repository, pick.commit());
      if (!blobs.isEmpty()) {
        remote.fetchBlobs(blobs, repository, progress);
      }
    } catch (TransportException e) {
      throw remote.failed("the commit " + pick.commit().name() + " of " + pick.id(), e);
    }
    UpstreamRefs.mark(repository, pick.commit());
  }

  /** Fetches a commit and its parent, beside a base that is there. */
  private static void fetchWithParent(
      ObjectId pick,
      ObjectId base,
      FilterSpec filter,
      PatchRepository repository,
      GitRemote remote,
      Progress progress)
      throws IOException {
    try (Transport transport = remote.open(repository.git(), 2)) {
      transport.setFilterSpec(filter);
      try (FetchConnection connection = remote.connect(transport, List.of())) {
        GitRemote.want(connection, Set.of(pick), Set.of(base), progress);
      }
    }
  }

  /**
   * Looks into a repository on this machine. JGit serves that one itself, and on an object that is
   * not there its server just ends, which looks like a broken connection.
   */
  private static boolean localHas(GitRemote remote, ObjectId id) throws IOException {
    try (Repository local = remote.openLocal()) {
      return local.getObjectDatabase().has(id);
    }
  }
}
