package io.druidpatch.origin;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.TestProtocol;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.util.FS;

/**
 * A repository on this machine in the upstream's place. JGit serves it itself; where that fails, it
 * is looked at for what it lacks, for its server only breaks off.
 */
final class LocalMirror implements AutoCloseable {
  private static final String ALL = "'+refs/heads/*:refs/remotes/origin/*'";

  private final Path told;
  private final String otherwise;
  private final List<FileRepository> opened = new ArrayList<>();
  private volatile Exception trouble;

  /**
   * @param told the folder, as the URL has it
   * @param otherwise what the user can do where there is none
   */
  LocalMirror(Path told, String otherwise) {
    this.told = told;
    this.otherwise = otherwise;
  }

  /** Where the repository is in the folder; empty if there is none. */
  private Optional<File> folder() {
    return Optional.ofNullable(RepositoryCache.FileKey.resolve(told.toFile(), FS.DETECTED));
  }

  /**
   * Opens the repository on this machine for reading.
   *
   * @throws Failure with {@link ExitCode#UNREACHABLE} if there is none, {@link ExitCode#MISSING} if
   *     it is one that holds no objects of the upstream's kind
   */
  FileRepository open() throws IOException {
    if (!Files.exists(told)) {
      throw unreachable("there is no such file or folder", "name another folder: --upstream PATH");
    }
    Optional<File> folder = folder();
    if (folder.isEmpty()) {
      throw unreachable(
          Files.isDirectory(told)
              ? "the folder is no git repository"
              : "the file is no git bundle, and no folder with a repository",
          mirror());
    }
    FileBasedConfig config = config(folder.get());
    String format = config.getString("extensions", null, "objectformat");
    if (format != null && !format.equalsIgnoreCase("sha1")) {
      throw lacks(
          "its objects are named by " + format.toUpperCase(Locale.ROOT),
          "objects named by SHA-1, as the upstream's are",
          mirror());
    }
    return (FileRepository)
        new FileRepositoryBuilder().setGitDir(folder.get()).setMustExist(true).build();
  }

  /** A transport that fetches from it. */
  Transport transport(Repository into) throws IOException {
    FileRepository served = open();
    opened.add(served);
    // The one way in JGit to say who serves a repository of this process.
    TestProtocol<LocalMirror> protocol = new TestProtocol<>((mirror, git) -> new Server(git), null);
    try {
      return protocol.open(protocol.register(this, served), into, null);
    } catch (NotSupportedException | TransportException e) {
      throw new IOException(e);
    }
  }

  /** Keeps what goes wrong; JGit would print it. */
  private final class Server extends UploadPack {
    Server(Repository repository) {
      super(repository);
    }

    @Override
    public void upload(InputStream in, OutputStream out, OutputStream messages) {
      try {
        super.upload(in, out, messages);
      } catch (IOException | RuntimeException e) {
        trouble = e;
      }
    }
  }

  /**
   * The failure of a repository that did not give something.
   *
   * @param what what was asked for
   * @param known the failure if nothing is wrong with the repository as such
   */
  Failure lacking(String what, Failure known) throws IOException {
    try (FileRepository repository = open()) {
      Path folder = repository.getDirectory().toPath();
      if (repository.getRefDatabase().getRefs().isEmpty()) {
        return lacks("the repository is empty", what, mirror());
      }
      String origin = repository.getConfig().getString("remote", "origin", "url");
      String fetch = "git -C " + told + " fetch ";
      if (isPartial(repository)) {
        return lacks(
            "the repository is a partial clone, without all files",
            what,
            origin == null ? mirror() : fetch + "--refetch --no-filter --tags origin " + ALL);
      }
      if (Files.exists(folder.resolve(Constants.SHALLOW))
          && !repository.getObjectDatabase().getShallowCommits().isEmpty()) {
        return lacks(
            "the repository is shallow: its history is cut off",
            what,
            origin == null ? mirror() : fetch + "--unshallow --tags origin " + ALL);
      }
      Throwable damage = damage();
      if (damage != null) {
        return Failure.of(ExitCode.DAMAGED, told.toString())
            .says("the repository is damaged")
            .expected(what)
            .found(damage.getMessage())
            .fix("see what it lacks: git -C " + told + " fsck; or clone anew: " + mirror())
            .cause(trouble)
            .build();
      }
    }
    return known;
  }

  private Throwable damage() {
    for (Throwable e = trouble; e != null; e = e.getCause()) {
      if (e instanceof MissingObjectException || e instanceof CorruptObjectException) {
        return e;
      }
    }
    return null;
  }

  private static boolean isPartial(FileRepository repository) throws IOException {
    Config config = repository.getConfig();
    if (config.getString("extensions", null, "partialclone") != null) {
      return true;
    }
    Path packs = repository.getObjectsDirectory().toPath().resolve("pack");
    if (!Files.isDirectory(packs)) {
      return false;
    }
    try (Stream<Path> files = Files.list(packs)) {
      return files.anyMatch(file -> file.toString().endsWith(".promisor"));
    }
  }

  private static FileBasedConfig config(File folder) throws IOException {
    FileBasedConfig config = new FileBasedConfig(new File(folder, "config"), FS.DETECTED);
    try {
      config.load();
    } catch (org.eclipse.jgit.errors.ConfigInvalidException e) {
      throw Failure.of(ExitCode.DAMAGED, config.getFile().toString())
          .says("the repository's configuration is malformed")
          .found(e.getMessage())
          .fix("git config --file " + config.getFile() + " --list; then edit it")
          .cause(e)
          .build();
    }
    return config;
  }

  private static String mirror() {
    return "git clone --mirror https://github.com/apache/druid.git druid.git, and name it:"
        + " --upstream druid.git";
  }

  private Failure lacks(String problem, String what, String fix) {
    return Failure.of(ExitCode.MISSING, told.toString())
        .says(problem)
        .expected(what)
        .fix(fix)
        .cause(trouble)
        .build();
  }

  private Failure unreachable(String problem, String fix) {
    return Failure.of(ExitCode.UNREACHABLE, told.toString())
        .says("the upstream cannot be reached")
        .found(problem)
        .fix(fix + "; or " + otherwise)
        .build();
  }

  /** The address that a local repository has as a path. */
  static Path path(URIish address) {
    return Path.of(address.getPath());
  }

  @Override
  public void close() {
    opened.forEach(Repository::close);
  }
}
