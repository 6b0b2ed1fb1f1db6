package io.druidpatch.origin;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.git.Incoming;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Series;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.RemoteRepositoryException;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.ChainingCredentialsProvider;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.FilterSpec;
import org.eclipse.jgit.transport.NetRCCredentialsProvider;
import org.eclipse.jgit.transport.PackLock;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteConfig;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;

/**
 * A git repository, over any transport that JGit speaks. It fetches the base alone (a shallow fetch
 * of one commit), then each pick with its parent: their trees, and of their files only the changed
 * ones where the server can filter, or all that the base does not have where it cannot.
 */
public final class GitOrigin implements Origin {
  /** Seconds without a byte after which a server counts as gone. */
  private static final int SILENCE_SECONDS = 120;

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
    return proxied(repository, () -> fetch(series, repository, progress));
  }

  /**
   * The commit that a tag of the upstream points at; nothing is fetched.
   *
   * @throws Failure with {@link ExitCode#MISSING} if there is no such tag
   */
  public ObjectId commit(String tag, PatchRepository repository) throws IOException {
    URIish address = address(repository.git().getConfig());
    return proxied(
        repository,
        () -> {
          try (Transport transport = open(repository.git(), address, null)) {
            String ref = "refs/tags/" + tag;
            try (FetchConnection connection = connect(transport, List.of(new RefSpec(ref)))) {
              return commit(ref, ref, connection, address);
            }
          }
        });
  }

  /**
   * Whether a tag's history has a pick, and no revert of it; it is looked for as far back as the
   * pick's date. Of an upstream that is not on this machine the commits are fetched, without trees.
   *
   * @return empty if that server cannot leave out the trees
   */
  public Optional<Boolean> isInHistory(ObjectId tag, ObjectId pick, PatchRepository repository)
      throws IOException {
    URIish address = address(repository.git().getConfig());
    Instant date;
    try (RevWalk walk = new RevWalk(repository.git())) {
      date = Instant.ofEpochSecond(walk.parseCommit(pick).getCommitTime());
      if (Instant.ofEpochSecond(walk.parseCommit(tag).getCommitTime()).isBefore(date)) {
        return Optional.of(false);
      }
    }
    if (!address.isRemote()) {
      try (Repository local = openLocal(address)) {
        return Optional.of(isInHistory(tag, pick, local, date));
      }
    }
    return proxied(
        repository,
        () -> {
          try (Repository commits = inMemory("history of a tag")) {
            try (Transport transport = open(commits, address, null)) {
              transport.setDeepenSince(date);
              transport.setFilterSpec(FilterSpec.fromFilterLine("tree:0"));
              try (FetchConnection connection = connect(transport, List.of())) {
                want(connection, Set.of(tag), Set.of(), Progress.SILENT);
              }
            } catch (TransportException e) {
              if (cannotFilter(e)) {
                return Optional.empty();
              }
              throw failed(address, "the history of " + tag.name(), e);
            }
            return Optional.of(isInHistory(tag, pick, commits, date));
          }
        });
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

  /** Something that asks the upstream. */
  private interface Request<T> {
    T run() throws IOException;
  }

  private static <T> T proxied(PatchRepository repository, Request<T> request) throws IOException {
    ProxySelector before = ProxySelector.getDefault();
    ProxySelector.setDefault(new GitProxies(repository.git().getConfig(), System.getenv(), before));
    try {
      return request.run();
    } finally {
      ProxySelector.setDefault(before);
    }
  }

  private Supply fetch(Series series, PatchRepository repository, Progress progress)
      throws IOException {
    URIish address = address(repository.git().getConfig());
    if (!address.toString().equals(url)) {
      progress.line("upstream " + url + " is taken from " + address + " (git's insteadOf)");
    }
    ObjectId base = series.base().commit();
    fetchBase(series, repository, address, progress);
    for (Pick pick : UpstreamRefs.missing(repository, series)) {
      fetchPick(pick, base, repository, address, progress);
    }
    return new Supply(name(), base, Optional.empty());
  }

  private URIish address(Config config) {
    Config probe = new Config(config);
    probe.setString("remote", "origin-of-series", "url", url);
    try {
      return new RemoteConfig(probe, "origin-of-series").getURIs().get(0);
    } catch (URISyntaxException e) {
      throw Failure.of(ExitCode.USAGE, url).says("this is no URL").cause(e).build();
    }
  }

  private void fetchBase(
      Series series, PatchRepository repository, URIish address, Progress progress)
      throws IOException {
    String ref = "refs/tags/" + series.base().tag();
    ObjectId base = series.base().commit();
    try (Incoming incoming = Incoming.of(repository, UpstreamRefs.bases(repository));
        Transport transport = open(incoming.git(), address, 1);
        FetchConnection connection = connect(transport, List.of(new RefSpec(ref)))) {
      ObjectId at = commit(ref, ref + " at " + base.name(), connection, address);
      if (!at.equals(base)) {
        throw movedTag(series, at, address.toString());
      }
      if (!UpstreamRefs.has(repository, base)) {
        progress.line("fetching the base " + series.base().tag() + " from " + address);
        want(connection, Set.of(base), Set.of(), progress);
        incoming.accept();
        UpstreamRefs.markBase(repository, base);
      }
    } catch (TransportException e) {
      throw failed(address, "the base " + base.name(), e);
    }
  }

  private static ObjectId commit(
      String ref, String expected, FetchConnection connection, URIish address) {
    Ref tag = connection.getRef(ref);
    if (tag == null) {
      throw Failure.of(ExitCode.MISSING, address.toString())
          .says("the upstream has no tag " + ref.substring("refs/tags/".length()))
          .expected(expected)
          .found(connection.getRefs().size() + " other refs")
          .mend("see that the URL is of apache/druid or a mirror with its tags")
          .build();
    }
    return tag.getPeeledObjectId() != null ? tag.getPeeledObjectId() : tag.getObjectId();
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

  private void fetchPick(
      Pick pick, ObjectId base, PatchRepository repository, URIish address, Progress progress)
      throws IOException {
    progress.line("fetching the pick " + pick.id() + " (" + pick.commit().name() + ")");
    if (!address.isRemote() && !localHas(address, pick.commit())) {
      throw missing(
          address,
          "the commit " + pick.commit().name() + " of " + pick.id(),
          "no such object in the repository",
          null);
    }
    try {
      Set<String> packs = repository.packs();
      if (filtered(pick.commit(), base, repository, address, progress)) {
        repository.markPromised(packs, address.toString());
      } else {
        fetchWithParent(pick.commit(), base, FilterSpec.NO_FILTER, repository, address, progress);
      }
      Set<ObjectId> blobs = UpstreamRefs.missingBlobs(repository, pick.commit());
      if (!blobs.isEmpty()) {
        fetchBlobs(blobs, repository, address, progress);
      }
    } catch (TransportException e) {
      throw failed(address, "the commit " + pick.commit().name() + " of " + pick.id(), e);
    }
    UpstreamRefs.mark(repository, pick.commit());
  }

  /**
   * Fetches files by their ids, by way of an empty repository in memory. A fetch into our own would
   * tell the server of the commits that are there, and the server would then leave out every file
   * of theirs, though those commits came without files.
   */
  private void fetchBlobs(
      Set<ObjectId> blobs, PatchRepository repository, URIish address, Progress progress)
      throws IOException {
    try (Repository empty = inMemory("files of a pick");
        Transport transport = open(empty, address, null);
        FetchConnection connection = connect(transport, List.of())) {
      want(connection, blobs, Set.of(), progress);
      try (ObjectInserter inserter = repository.newPackInserter();
          ObjectReader reader = empty.newObjectReader()) {
        for (ObjectId blob : blobs) {
          inserter.insert(Constants.OBJ_BLOB, reader.open(blob, Constants.OBJ_BLOB).getBytes());
        }
        inserter.flush();
      }
    } catch (MissingObjectException e) {
      throw missing(address, "the file " + e.getObjectId().name(), e.getMessage(), e);
    }
  }

  private static Repository inMemory(String name) throws IOException {
    return new InMemoryRepository.Builder()
        .setRepositoryDescription(new DfsRepositoryDescription(name))
        .setFS(FS.DETECTED)
        .build();
  }

  /** Fetches the pick and its parent without files; false if the server cannot do that. */
  private boolean filtered(
      ObjectId pick, ObjectId base, PatchRepository repository, URIish address, Progress progress)
      throws IOException {
    try {
      FilterSpec noFiles = FilterSpec.fromFilterLine("blob:none");
      fetchWithParent(pick, base, noFiles, repository, address, progress);
      return true;
    } catch (RemoteRepositoryException e) {
      throw e;
    } catch (TransportException e) {
      if (cannotFilter(e)) {
        return false;
      }
      throw e;
    }
  }

  /** JGit refuses on the client's side where the server does not offer the capability. */
  private static boolean cannotFilter(TransportException e) {
    return rootMessage(e).contains(JGitText.get().filterRequiresCapability);
  }

  /** Fetches a commit and its parent, beside a base that is there. */
  private void fetchWithParent(
      ObjectId pick,
      ObjectId base,
      FilterSpec filter,
      PatchRepository repository,
      URIish address,
      Progress progress)
      throws IOException {
    try (Transport transport = open(repository.git(), address, 2)) {
      transport.setFilterSpec(filter);
      try (FetchConnection connection = connect(transport, List.of())) {
        want(connection, Set.of(pick), Set.of(base), progress);
      }
    }
  }

  private static void want(
      FetchConnection connection,
      Collection<ObjectId> wanted,
      Set<ObjectId> have,
      Progress progress)
      throws TransportException {
    List<Ref> refs = new ArrayList<>();
    for (ObjectId id : wanted) {
      refs.add(new ObjectIdRef.Unpeeled(Ref.Storage.NETWORK, id.name(), id));
    }
    connection.fetch(progress.transfer(), refs, have, new ByteArrayOutputStream());
    for (PackLock lock : connection.getPackLocks()) {
      try {
        lock.unlock();
      } catch (IOException e) {
        throw new TransportException("cannot release a fetched pack", e);
      }
    }
  }

  /**
   * Opens the transport.
   *
   * @param depth how many commits deep to fetch; null for what is wanted and no more
   */
  private Transport open(Repository repository, URIish address, Integer depth) {
    try {
      Transport transport = Transport.open(repository, address);
      transport.setDepth(depth);
      transport.setTimeout(SILENCE_SECONDS);
      transport.setCredentialsProvider(
          new ChainingCredentialsProvider(new NetRCCredentialsProvider(), new GitCredentials()));
      return transport;
    } catch (NotSupportedException | TransportException e) {
      throw unreachable(address, e);
    }
  }

  private FetchConnection connect(Transport transport, List<RefSpec> refs) {
    try {
      return transport.openFetch(refs);
    } catch (NotSupportedException | TransportException e) {
      throw unreachable(transport.getURI(), e);
    }
  }

  private static Failure unreachable(URIish address, IOException e) {
    return Failure.of(ExitCode.UNREACHABLE, address.toString())
        .says("the upstream cannot be reached")
        .found(rootMessage(e))
        .mend(
            "check the network, the proxy and the credentials in your git configuration; or carry"
                + " a bundle here: "
                + Invocation.command("apply --upstream FILE.bundle"))
        .cause(e)
        .build();
  }

  private static Failure failed(URIish address, String what, TransportException e) {
    if (!(e instanceof RemoteRepositoryException) && !rootMessage(e).contains("not valid")) {
      return Failure.of(ExitCode.UNREACHABLE, address.toString())
          .says("the upstream went away while it sent " + what)
          .found(rootMessage(e))
          .mend("run the command again; what came whole is kept")
          .cause(e)
          .build();
    }
    return missing(address, what, rootMessage(e), e);
  }

  private static Failure missing(URIish address, String what, String found, Throwable cause) {
    return Failure.of(ExitCode.MISSING, address.toString())
        .says("the upstream does not give " + what)
        .found(found)
        .mend("check the id in the series, or name a mirror with the whole history: --upstream URL")
        .cause(cause)
        .build();
  }

  /**
   * Looks into a repository on this machine. JGit serves that one itself, and on an object that is
   * not there its server just ends, which looks like a broken connection.
   */
  private static boolean localHas(URIish address, ObjectId id) throws IOException {
    try (Repository local = openLocal(address)) {
      return local.getObjectDatabase().has(id);
    }
  }

  private static Repository openLocal(URIish address) throws IOException {
    File folder = new File(address.getPath());
    File git = RepositoryCache.FileKey.resolve(folder, FS.DETECTED);
    try {
      return new FileRepositoryBuilder()
          .setGitDir(git == null ? folder : git)
          .setMustExist(true)
          .build();
    } catch (RepositoryNotFoundException e) {
      throw unreachable(address, e);
    }
  }

  private static String rootMessage(Throwable e) {
    StringBuilder text = new StringBuilder(String.valueOf(e.getMessage()));
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null && text.indexOf(cause.getMessage()) < 0) {
        text.append(": ").append(cause.getMessage());
      }
    }
    return text.toString();
  }
}
