package io.druidpatch.origin;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.failure.Redaction;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.git.QuarantineRepository;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
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
  private static final String BUNDLE = "apply --upstream FILE.bundle";

  private final String url;
  private final Optional<String> otherwise;

  /**
   * @param url as the user or the series gives it; git's {@code insteadOf} is applied to it
   */
  public GitOrigin(String url) {
    this(url, Optional.empty());
  }

  /**
   * @param otherwise what the user can do where it cannot be reached; if empty, to carry a bundle
   *     for {@code apply}
   */
  GitOrigin(String url, Optional<String> otherwise) {
    this.url = url;
    this.otherwise = otherwise;
  }

  /** The URL of what a user names in an upstream's place: a folder, or a URL already. */
  public static String url(String upstream) {
    try {
      Path path = Path.of(upstream);
      return Files.isDirectory(path)
          ? path.toAbsolutePath().normalize().toUri().toString()
          : upstream;
    } catch (InvalidPathException e) {
      return upstream;
    }
  }

  @Override
  public String name() {
    return "git " + Redaction.of(url);
  }

  @Override
  public FetchedSources fetch(Series series, PatchRepository repository, Progress progress)
      throws IOException {
    String bundle = series.command(BUNDLE);
    try (GitRemote remote = remote(repository, bundle, progress)) {
      ObjectId base = series.base().commit();
      fetchBase(series, name(), repository, remote, progress);
      for (Pick pick : UpstreamRefs.missing(repository, series)) {
        fetchPick(pick, base, name(), repository, remote, progress);
      }
      return new FetchedSources(name(), base, Optional.empty());
    }
  }

  /**
   * The commit that a tag of the upstream points at, or a branch, named as {@code heads/NAME}; of a
   * commit's full id, itself. Nothing is fetched.
   *
   * @throws Failure with {@link ExitCode#MISSING} if there is no such tag
   */
  public ObjectId commit(String tag, PatchRepository repository) throws IOException {
    if (ObjectId.isId(tag)) {
      return ObjectId.fromString(tag);
    }
    String ref = ref(tag);
    try (GitRemote remote = remote(repository, Invocation.command(BUNDLE), Progress.SILENT);
        Transport transport = remote.open(repository.git(), null);
        FetchConnection connection = remote.connect(transport, List.of(new RefSpec(ref)))) {
      return commit(ref, ref, connection, remote);
    }
  }

  /** The tags of the upstream and their commits, by name; nothing is fetched. */
  public Map<String, ObjectId> tags(PatchRepository repository) throws IOException {
    Map<String, ObjectId> tags = new TreeMap<>();
    try (GitRemote remote = remote(repository, Invocation.command(BUNDLE), Progress.SILENT);
        Transport transport = remote.open(repository.git(), null);
        FetchConnection connection =
            remote.connect(
                transport,
                List.of(new RefSpec(Constants.R_TAGS + "*:" + Constants.R_TAGS + "*")))) {
      for (Ref ref : connection.getRefs()) {
        if (ref.getName().startsWith(Constants.R_TAGS)) {
          tags.put(
              ref.getName().substring(Constants.R_TAGS.length()),
              ref.getPeeledObjectId() != null ? ref.getPeeledObjectId() : ref.getObjectId());
        }
      }
    }
    return tags;
  }

  /**
   * Whether a tag's history has a pick, and no revert of it; it is looked for as far back as the
   * pick's date. Of an upstream that is not on this machine the commits are fetched, without trees.
   *
   * @return empty if that server cannot leave out the trees
   */
  public Optional<Boolean> isInHistory(ObjectId tag, ObjectId pick, PatchRepository repository)
      throws IOException {
    Instant date;
    try (RevWalk walk = new RevWalk(repository.git())) {
      date = Instant.ofEpochSecond(walk.parseCommit(pick).getCommitTime());
      if (Instant.ofEpochSecond(walk.parseCommit(tag).getCommitTime()).isBefore(date)) {
        return Optional.of(false);
      }
    }
    try (GitRemote remote = remote(repository, Invocation.command(BUNDLE), Progress.SILENT)) {
      if (remote.isLocal()) {
        try (Repository local = remote.openLocal()) {
          return Optional.of(isInHistory(tag, pick, local, date));
        }
      }
      try (Repository commits = GitRemote.inMemory("history of a tag")) {
        try (Transport transport = remote.open(commits, null)) {
          transport.setDeepenSince(date);
          transport.setFilterSpec(FilterSpec.fromFilterLine("tree:0"));
          try (FetchConnection connection = remote.connect(transport, List.of())) {
            GitRemote.want(connection, Set.of(tag), Set.of(), Progress.SILENT);
          }
        } catch (TransportException e) {
          if (GitRemote.cannotFilter(e)) {
            return Optional.empty();
          }
          throw remote.failed("the history of " + tag.name(), e);
        }
        return Optional.of(isInHistory(tag, pick, commits, date));
      }
    }
  }

  private static boolean isInHistory(ObjectId tag, ObjectId pick, Repository history, Instant since)
      throws IOException {
    Deque<ObjectId> next = new ArrayDeque<>(List.of(tag));
    Set<ObjectId> seen = new HashSet<>();
    try (ObjectReader reader = history.newObjectReader()) {
      while (!next.isEmpty()) {
        ObjectId id = next.remove();
        if (!seen.add(id) || !reader.has(id)) {
          continue;
        }
        RevCommit commit = RevCommit.parse(reader.open(id, Constants.OBJ_COMMIT).getBytes());
        // What git itself writes into the message of a revert.
        if (commit.getFullMessage().contains("This reverts commit " + pick.name())) {
          return false;
        }
        if (!Instant.ofEpochSecond(commit.getCommitTime()).isBefore(since)) {
          next.addAll(List.of(commit.getParents()));
        }
      }
    }
    return seen.contains(pick);
  }

  /** The full name of a tag, or of a branch that is named as {@code heads/NAME}. */
  private static String ref(String name) {
    return (name.startsWith("heads/") ? "refs/" : Constants.R_TAGS) + name;
  }

  private GitRemote remote(PatchRepository repository, String bundle, Progress progress) {
    return GitRemote.at(
        url, otherwise.orElse("carry a bundle here: " + bundle), repository, progress);
  }

  private static void fetchBase(
      Series series, String source, PatchRepository repository, GitRemote remote, Progress progress)
      throws IOException {
    String ref = ref(series.base().tag());
    ObjectId base = series.base().commit();
    // A pick needs its parent, too, which would be cut off if the pick came as a base.
    boolean picked =
        series.listed().stream().anyMatch(e -> e instanceof Pick p && p.commit().equals(base));
    int depth = picked ? 2 : 1;
    try (QuarantineRepository incoming =
            QuarantineRepository.of(repository, UpstreamRefs.bases(repository));
        Transport transport = remote.open(incoming.git(), depth);
        FetchConnection connection = remote.connect(transport, List.of(new RefSpec(ref)))) {
      ObjectId at =
          ObjectId.isId(series.base().tag())
              ? base
              : commit(ref, ref + " at " + base.name(), connection, remote);
      if (!at.equals(base)) {
        throw movedTag(series, at, remote.address());
      }
      if (!UpstreamRefs.hasBase(repository, base)) {
        progress.line("fetching the base " + series.base().tag() + " from " + remote.address());
        GitRemote.want(connection, Set.of(base), Set.of(), progress);
        incoming.accept();
        UpstreamRefs.markBase(repository, base, source);
      }
    } catch (TransportException e) {
      throw remote.failed("the base " + base.name(), e);
    }
  }

  private static ObjectId commit(
      String ref, String expected, FetchConnection connection, GitRemote remote)
      throws IOException {
    Ref tag = connection.getRef(ref);
    if (tag == null) {
      throw remote.lacking(
          expected,
          Failure.of(ExitCode.MISSING, remote.address())
              .says("the upstream has no " + ref.replaceFirst("refs/(tag|head)s/", "$1 "))
              .expected(expected)
              .found(connection.getRefs().size() + " other refs")
              .fix(
                  "see that the URL is of apache/druid or a mirror with its tags (git fetch --tags"
                      + " in it)")
              .build());
    }
    return tag.getPeeledObjectId() != null ? tag.getPeeledObjectId() : tag.getObjectId();
  }

  /** The failure for a tag that is not where the series has it. */
  static Failure movedTag(Series series, ObjectId found, String where) {
    return Failure.of(ExitCode.MOVED_TAG, where)
        .says("the tag " + series.base().tag() + " has moved")
        .expected(series.base().commit().name() + " (pinned in " + series.file() + ")")
        .found(found.name())
        .fix("find out who moved it before you trust either; a release's tag never moves")
        .build();
  }

  private static void fetchPick(
      Pick pick,
      ObjectId base,
      String source,
      PatchRepository repository,
      GitRemote remote,
      Progress progress)
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
    } catch (MissingObjectException e) {
      throw remote.missing(
          "all of the commit " + pick.commit().name() + " of " + pick.id() + " and its parent",
          e.getMessage() + "; a shallow repository ends there",
          e);
    } catch (TransportException e) {
      throw remote.failed("the commit " + pick.commit().name() + " of " + pick.id(), e);
    }
    UpstreamRefs.mark(repository, pick.commit(), source);
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
