package io.druidpatch.origin;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Redaction;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.progress.Progress;
import io.druidpatch.storage.FullDisk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.RemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ChainingCredentialsProvider;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.FilterSpec;
import org.eclipse.jgit.transport.NetRCCredentialsProvider;
import org.eclipse.jgit.transport.PackLock;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteConfig;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;

/** A git server, or a repository on this machine, as fetches see it. */
public final class GitRemote implements AutoCloseable {
  /** Seconds without a byte after which a server counts as gone. */
  private static final int SILENCE_SECONDS = 120;

  /** Milliseconds after which a server that takes no connection counts as one that is not there. */
  private static final int CONNECT_MILLISECONDS = 20_000;

  private final URIish address;
  private final String otherwise;
  private final Path folder;
  private final LocalMirror mirror;
  private final GitProxies proxies;

  private GitRemote(URIish address, String otherwise, PatchRepository repository) {
    this.address = address;
    this.otherwise = otherwise;
    this.folder = repository.folder();
    this.mirror = address.isRemote() ? null : new LocalMirror(LocalMirror.path(address), otherwise);
    this.proxies =
        new GitProxies(repository.git().getConfig(), System.getenv(), ProxySelector.getDefault());
  }

  /**
   * The remote at a URL, after git's {@code insteadOf}.
   *
   * @param otherwise what the user can do where it cannot be reached
   * @param repository what is fetched into
   */
  public static GitRemote at(
      String url, String otherwise, PatchRepository repository, Progress progress) {
    URIish given;
    URIish address;
    Config probe = new Config(repository.git().getConfig());
    probe.setString("remote", "origin-of-series", "url", url);
    try {
      given = new URIish(url);
      address = new RemoteConfig(probe, "origin-of-series").getURIs().get(0);
    } catch (URISyntaxException e) {
      throw Failure.of(ExitCode.USAGE, url).says("this is no URL").cause(e).build();
    }
    boolean nowhere = address.getPath() == null || address.getPath().isBlank();
    if (nowhere || (address.getPath().startsWith("//") && !address.isRemote())) {
      throw Failure.of(ExitCode.USAGE, url)
          .says("this is no URL")
          .expected("https://HOST/PATH, ssh://HOST/PATH, HOST:PATH or a folder")
          .build();
    }
    if (!address.equals(given)) {
      progress.line(
          Redaction.of("upstream " + url + " is taken from " + address + " (git's insteadOf)"));
    }
    return new GitRemote(address, otherwise, repository);
  }

  /** The address as messages name it. */
  public String address() {
    return Redaction.of(address.toString());
  }

  public boolean isLocal() {
    return !address.isRemote();
  }

  /**
   * Opens a repository on this machine directly.
   *
   * @throws Failure as {@link LocalMirror#open} does
   */
  public FileRepository openLocal() throws IOException {
    return mirror.open();
  }

  /** A repository that is gone with the process. */
  public static Repository inMemory(String name) throws IOException {
    return new InMemoryRepository.Builder()
        .setRepositoryDescription(new DfsRepositoryDescription(name))
        .setFS(FS.DETECTED)
        .build();
  }

  /**
   * Opens the transport.
   *
   * @param depth how many commits deep to fetch; null for what is wanted and no more
   */
  public Transport open(Repository repository, Integer depth) throws IOException {
    try {
      Transport transport =
          isLocal() ? mirror.transport(repository) : Transport.open(repository, address);
      transport.setDepth(depth);
      transport.setTimeout(SILENCE_SECONDS);
      if (transport instanceof TransportHttp http) {
        http.setHttpConnectionFactory(new GitConnections(proxies, CONNECT_MILLISECONDS));
      }
      transport.setCredentialsProvider(
          new ChainingCredentialsProvider(new NetRCCredentialsProvider(), new GitCredentials()));
      return transport;
    } catch (NotSupportedException | TransportException e) {
      throw unreachable(e);
    }
  }

  public FetchConnection connect(Transport transport, List<RefSpec> refs) {
    try {
      return transport.openFetch(refs);
    } catch (NotSupportedException | TransportException e) {
      throw unreachable(e);
    }
  }

  public static void want(
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

  /** A fetch of what is wanted and not there, without files or with them. */
  public interface Fetch {
    void run(FilterSpec filter) throws IOException;
  }

  /** Runs a fetch without files where the server can do that, or else with them. */
  public void withoutFiles(PatchRepository repository, Fetch fetch) throws IOException {
    Set<String> packs = repository.packs();
    try {
      fetch.run(FilterSpec.fromFilterLine("blob:none"));
      repository.markPromised(packs, Redaction.address(address.toString()));
    } catch (RemoteRepositoryException e) {
      throw e;
    } catch (TransportException e) {
      if (!cannotFilter(e)) {
        throw e;
      }
      fetch.run(FilterSpec.NO_FILTER);
    }
  }

  /** JGit refuses on the client's side where the server does not offer the capability. */
  public static boolean cannotFilter(TransportException e) {
    return rootMessage(e).contains(JGitText.get().filterRequiresCapability);
  }

  /**
   * Fetches files by their ids, by way of an empty repository in memory. A fetch into our own would
   * tell the server of the commits that are there, and the server would then leave out every file
   * of theirs, though those commits came without files.
   */
  public void fetchBlobs(Set<ObjectId> blobs, PatchRepository repository, Progress progress)
      throws IOException {
    try (Repository empty = inMemory("files of a commit");
        Transport transport = open(empty, null);
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
      throw missing("the file " + e.getObjectId().name(), e.getMessage(), e);
    }
  }

  private Failure unreachable(IOException e) {
    String said = rootMessage(e);
    if (FullDisk.says(e)) {
      return FullDisk.failure(List.of(folder), said, e);
    }
    Refusal refusal = Refusal.of(said);
    return Failure.of(refusal.code(), address())
        .says(refusal.problem())
        .found(said)
        .fix(refusal.fix() + "; or " + otherwise)
        .cause(e)
        .build();
  }

  /** The failure for a transfer that broke off, or that the server refused. */
  public Failure failed(String what, TransportException e) throws IOException {
    String said = rootMessage(e);
    if (FullDisk.says(e) || FullDisk.isAt(folder)) {
      return FullDisk.failure(List.of(folder), said, e);
    }
    boolean refused =
        e instanceof RemoteRepositoryException
            || said.contains("not valid")
            || said.contains("not our ref")
            || said.contains("corruption on the remote");
    if (!refused) {
      Failure broken =
          Failure.of(ExitCode.UNREACHABLE, address())
              .says("the upstream went away while it sent " + what)
              .found(said)
              .fix("run the command again; what came whole is kept")
              .cause(e)
              .build();
      return lacking(what, broken);
    }
    return missing(what, said, e);
  }

  public Failure missing(String what, String found, Throwable cause) throws IOException {
    Failure missing =
        Failure.of(ExitCode.MISSING, address())
            .says("the upstream does not give " + what)
            .found(found)
            .fix(
                found.contains("shallow")
                    ? "name a mirror that is not shallow: --upstream URL"
                    : found.contains("corruption on the remote")
                        ? "name another mirror, this one is damaged or a partial clone:"
                            + " --upstream URL"
                        : "check the id in the series, or name a mirror with the whole history:"
                            + " --upstream URL")
            .cause(cause)
            .build();
    return lacking(what, missing);
  }

  /** Says of a repository on this machine what it lacks; of another, what is known otherwise. */
  public Failure lacking(String what, Failure otherwiseKnown) throws IOException {
    return isLocal() ? mirror.lacking(what, otherwiseKnown) : otherwiseKnown;
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

  @Override
  public void close() {
    if (mirror != null) {
      mirror.close();
    }
  }
}
