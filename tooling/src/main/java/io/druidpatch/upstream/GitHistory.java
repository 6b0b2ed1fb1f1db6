package io.druidpatch.upstream;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.failure.Redaction;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.origin.GitRemote;
import io.druidpatch.origin.Upstream;
import io.druidpatch.progress.Progress;
import io.druidpatch.storage.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.Transport;

/**
 * The upstream's history: a head and the release tags, with all commits and folders. Files come
 * when they are asked for, where the server can filter; a repository on this machine is read in its
 * place, by git's alternates, and nothing of it is copied. What came stays, by upstream.
 */
public final class GitHistory {
  private static final String RELEASES = "refs/tags/druid-";

  private final String url;
  private final PatchRepository repository;
  private final Progress progress;
  private final String folder;
  private final String headName;
  private final Optional<String> answered;

  /**
   * @param url the upstream's first URL, which names it
   * @param answered the one that is asked; empty if none is
   */
  private GitHistory(
      String url,
      Optional<String> answered,
      String headName,
      PatchRepository repository,
      Progress progress) {
    this.url = url;
    this.answered = answered;
    this.headName = headName;
    this.repository = repository;
    this.progress = progress;
    // A folder of refs for each upstream, so that one's tags never pass for another's.
    byte[] upstream = Constants.encode(Redaction.address(url));
    this.folder =
        "refs/history/"
            + new ObjectInserter.Formatter().idFor(Constants.OBJ_BLOB, upstream).name()
            + "/";
  }

  /**
   * Brings what came to the history since.
   *
   * @param urls the upstream's, in the order in which they are tried
   * @param head a branch's or a tag's name
   * @throws Failure with {@link ExitCode#UNREACHABLE}, or {@link ExitCode#MISSING} if there is no
   *     such head
   */
  public static GitHistory fetched(
      List<String> urls, String head, PatchRepository repository, Progress progress)
      throws IOException {
    return new Upstream(urls)
        .first(
            url -> {
              GitHistory history =
                  new GitHistory(urls.get(0), Optional.of(url), head, repository, progress);
              try (GitRemote remote = history.remote(url, progress)) {
                history.fetch(remote);
              }
              return history;
            },
            progress);
  }

  /**
   * What earlier runs brought, without asking anybody.
   *
   * @throws Failure with {@link ExitCode#UNREACHABLE} if that is nothing
   */
  public static GitHistory cached(
      List<String> urls, String head, PatchRepository repository, Progress progress)
      throws IOException {
    GitHistory history = new GitHistory(urls.get(0), Optional.empty(), head, repository, progress);
    Optional<ObjectId> at = repository.at(history.folder + "head/" + head);
    if (at.isEmpty() || !repository.git().getObjectDatabase().has(at.get())) {
      throw history.notThere("the history of " + head);
    }
    return history;
  }

  /**
   * The upstream's first URL, which names it, for what is published: no login, and no folder of
   * this machine.
   */
  public String url() {
    return Redaction.published(url);
  }

  /** The URL that answered, as {@link #url} is given; empty if none was asked. */
  public Optional<String> answered() {
    return answered.map(Redaction::published);
  }

  /** The head's name, as it was given. */
  public String headName() {
    return headName;
  }

  public ObjectId head() throws IOException {
    return repository.at(folder + "head/" + headName).orElseThrow();
  }

  public Repository git() {
    return repository.git();
  }

  /** The releases' tags and their commits, by name. */
  public Map<String, ObjectId> tags() throws IOException {
    Map<String, ObjectId> tags = new TreeMap<>();
    String prefix = folder + "tags/";
    for (Ref ref : repository.git().getRefDatabase().getRefsByPrefix(prefix)) {
      tags.put(ref.getName().substring(prefix.length()), ref.getObjectId());
    }
    return tags;
  }

  /**
   * The commit that an id, which may be abbreviated, stands for.
   *
   * @return empty if there is no such commit
   * @throws Failure with {@link ExitCode#USAGE} if it stands for several, or is no revision
   */
  public Optional<ObjectId> commit(String id) throws IOException {
    try {
      return Optional.ofNullable(repository.git().resolve(id + "^{commit}"));
    } catch (AmbiguousObjectException | RevisionSyntaxException e) {
      throw Failure.of(ExitCode.USAGE, id).says(e.getMessage()).cause(e).build();
    }
  }

  /** Sees to it that these files are there. */
  public void bring(Collection<ObjectId> blobs) throws IOException {
    Set<ObjectId> missing = new LinkedHashSet<>();
    try (ObjectReader reader = repository.git().newObjectReader()) {
      for (ObjectId blob : blobs) {
        if (!blob.equals(ObjectId.zeroId()) && !reader.has(blob)) {
          missing.add(blob);
        }
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    if (answered.isEmpty()) {
      throw notThere(missing.size() + " files that are needed");
    }
    progress.line("fetching " + missing.size() + " versions of files");
    try (GitRemote remote = remote(answered.get(), Progress.SILENT)) {
      try {
        remote.fetchBlobs(missing, repository, progress);
      } catch (TransportException e) {
        throw remote.failed(missing.size() + " files", e);
      }
    }
  }

  private GitRemote remote(String address, Progress heard) {
    return GitRemote.at(
        address,
        "see what an earlier run brought: " + Invocation.command("upstream status --offline"),
        repository,
        heard);
  }

  private void fetch(GitRemote remote) throws IOException {
    if (remote.isLocal()) {
      readInPlace(remote);
    }
    Map<String, Ref> wanted;
    try (Transport transport = remote.open(repository.git(), null);
        FetchConnection connection = remote.connect(transport, specs())) {
      wanted = chosen(connection.getRefsMap(), remote);
    }
    Set<ObjectId> missing = new LinkedHashSet<>();
    for (Ref ref : wanted.values()) {
      if (!repository.git().getObjectDatabase().has(ref.getObjectId())) {
        missing.add(ref.getObjectId());
      }
    }
    if (!missing.isEmpty()) {
      progress.line("fetching the history of " + headName + " from " + remote.address());
      try {
        remote.withoutFiles(
            repository,
            filter -> {
              try (Transport transport = remote.open(repository.git(), null)) {
                transport.setFilterSpec(filter);
                try (FetchConnection connection = remote.connect(transport, specs())) {
                  GitRemote.want(connection, missing, Set.of(), progress);
                }
              }
            });
      } catch (TransportException e) {
        throw remote.failed("the history of " + headName, e);
      }
    }
    // Only now: a ref says that all before it is there.
    for (Map.Entry<String, Ref> ref : wanted.entrySet()) {
      Ref to = ref.getValue();
      ObjectId commit = to.getPeeledObjectId() == null ? to.getObjectId() : to.getPeeledObjectId();
      Optional<ObjectId> before = repository.at(ref.getKey());
      if (!before.equals(Optional.of(commit))) {
        repository.move(ref.getKey(), before, commit, "upstream");
      }
    }
    for (String tag : tags().keySet()) {
      if (!wanted.containsKey(folder + "tags/" + tag)) {
        repository.remove(folder + "tags/" + tag);
      }
    }
  }

  private List<RefSpec> specs() {
    return List.of(
        new RefSpec("refs/heads/" + headName),
        new RefSpec("refs/tags/" + headName),
        new RefSpec(RELEASES + "*:" + RELEASES + "*"));
  }

  /** The head and the releases among what is advertised, by the names that they get here. */
  private Map<String, Ref> chosen(Map<String, Ref> advertised, GitRemote remote)
      throws IOException {
    Ref head = advertised.get("refs/heads/" + headName);
    if (head == null) {
      head = advertised.get("refs/tags/" + headName);
    }
    if (head == null) {
      throw remote.lacking(
          "a branch or tag " + headName,
          Failure.of(ExitCode.MISSING, remote.address())
              .says("the upstream has no branch or tag " + headName)
              .fix("name one that it has: --head REF")
              .build());
    }
    Map<String, Ref> chosen = new LinkedHashMap<>();
    chosen.put(folder + "head/" + headName, head);
    for (Map.Entry<String, Ref> ref : advertised.entrySet()) {
      if (ref.getKey().startsWith(RELEASES)) {
        chosen.put(folder + ref.getKey().substring("refs/".length()), ref.getValue());
      }
    }
    return chosen;
  }

  /** Makes a local repository's objects readable from ours, where its history ends included. */
  private void readInPlace(GitRemote remote) throws IOException {
    try (FileRepository local = remote.openLocal()) {
      Path objects = local.getObjectsDirectory().toPath().toAbsolutePath().normalize();
      Path list = repository.folder().resolve(Constants.OBJECTS).resolve(Constants.INFO_ALTERNATES);
      Set<String> lines = new LinkedHashSet<>();
      if (Files.exists(list)) {
        lines.addAll(Files.readAllLines(list));
      }
      if (lines.add(objects.toString())) {
        try (AtomicFile aside = AtomicFile.of(list)) {
          Files.writeString(aside.path(), String.join("\n", lines) + "\n");
          aside.putInPlace();
        }
      }
      Set<ObjectId> shallow =
          new LinkedHashSet<>(repository.git().getObjectDatabase().getShallowCommits());
      if (shallow.addAll(local.getObjectDatabase().getShallowCommits())) {
        repository.git().getObjectDatabase().setShallowCommits(shallow);
      }
    }
  }

  private Failure notThere(String what) {
    return Failure.of(ExitCode.UNREACHABLE, url)
        .says("no earlier run brought " + what)
        .found("--offline")
        .fix("where the upstream can be reached: " + Invocation.command("upstream status"))
        .build();
  }
}
