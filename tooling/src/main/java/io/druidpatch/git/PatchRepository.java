package io.druidpatch.git;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.storage.Aside;
import io.druidpatch.storage.ProcessLock;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.internal.storage.file.PackInserter;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * The bare repository that the tool owns: the upstream's objects as far as the series needs them,
 * and the branches that it makes. One process at a time writes to it.
 */
public final class PatchRepository implements AutoCloseable {
  /** The section of its configuration that says where what it has came from. */
  private static final String SOURCE = "source";

  private final FileRepository repository;
  private ProcessLock lock;

  private PatchRepository(FileRepository repository) {
    this.repository = repository;
  }

  /**
   * Opens the repository to read it.
   *
   * @throws Failure with {@link ExitCode#STALE} if there is none yet
   */
  public static PatchRepository open(Path folder, String commandThatMakesIt) throws IOException {
    try {
      return new PatchRepository(build(folder, true));
    } catch (RepositoryNotFoundException e) {
      throw Failure.of(ExitCode.STALE, folder.toString())
          .says("there is no patched repository here yet")
          .mend(commandThatMakesIt)
          .cause(e)
          .build();
    }
  }

  /**
   * Opens the repository to write to it, and makes it first if it is not there. What a killed run
   * left half written is removed.
   *
   * @throws Failure with {@link ExitCode#BUSY} if another process has it open to write
   */
  public static PatchRepository openForWriting(Path folder) throws IOException {
    ProcessLock lock =
        ProcessLock.take(folder.resolveSibling(folder.getFileName() + ".lock"), folder);
    PatchRepository opened = null;
    try {
      if (!Files.exists(folder.resolve("HEAD"))) {
        create(folder);
      }
      opened = new PatchRepository(build(folder, true));
      opened.lock = lock;
      opened.sweep();
      if (asCommitted(opened.repository)) {
        opened.repository.getConfig().save();
      }
      return opened;
    } finally {
      if (opened == null) {
        lock.close();
      }
    }
  }

  private static FileRepository build(Path folder, boolean mustExist) throws IOException {
    return (FileRepository)
        new FileRepositoryBuilder()
            .setBare()
            .setGitDir(folder.toFile())
            .setMustExist(mustExist)
            .build();
  }

  private static void create(Path folder) throws IOException {
    Aside.delete(folder);
    try (Aside aside = Aside.of(folder)) {
      try (FileRepository made = build(aside.path(), false)) {
        made.create(true);
        made.getConfig().setInt("gc", null, ConfigConstants.CONFIG_KEY_AUTO, 0);
        // Where a branch was before, for people: a bare repository keeps no reflog by itself.
        made.getConfig().setBoolean("core", null, "logAllRefUpdates", true);
        asCommitted(made);
        made.getConfig().save();
      }
      aside.putInPlace();
    }
  }

  /**
   * Sees to it that worktrees get files as they are committed, whatever line ends the user has git
   * write elsewhere: a file that has CRLF would be a modified one there from the start.
   *
   * @return whether that had to be changed
   */
  private static boolean asCommitted(FileRepository repository) {
    var config = repository.getConfig();
    // The names are of this repository's own file; values would be the user's where it has none.
    boolean set =
        config.getNames("core", null).containsAll(Set.of("autocrlf", "eol"))
            && "false".equals(config.getString("core", null, "autocrlf"));
    config.setString("core", null, "autocrlf", "false");
    config.setString("core", null, "eol", "lf");
    return !set;
  }

  /** Removes lock and temporary files; under our own lock, nobody can still be using them. */
  private void sweep() throws IOException {
    Path git = repository.getDirectory().toPath();
    try (Stream<Path> files = Files.walk(git)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        boolean temporary =
            name.startsWith("incoming_") || name.startsWith("insert_") || name.startsWith("noz");
        if (name.endsWith(".lock") || temporary) {
          Files.delete(file);
        }
      }
    }
  }

  public Repository git() {
    return repository;
  }

  public Path folder() {
    return repository.getDirectory().toPath();
  }

  /**
   * An inserter that collects objects in one pack. What is not flushed is never in the repository,
   * yet its reader sees it: a plan can be computed and dropped.
   */
  public PackInserter newPackInserter() {
    ObjectDirectory objects = repository.getObjectDatabase();
    return objects.newPackInserter();
  }

  /** The commit at a full ref name, if the ref exists. */
  public Optional<ObjectId> at(String ref) throws IOException {
    return Optional.ofNullable(repository.exactRef(ref)).map(Ref::getObjectId);
  }

  /**
   * Moves a ref, in one step, from where it was when the caller looked.
   *
   * @param expected where the ref is now; empty if it does not exist
   */
  public void move(String ref, Optional<ObjectId> expected, ObjectId to, String why)
      throws IOException {
    RefUpdate update = repository.updateRef(ref);
    update.setExpectedOldObjectId(expected.orElse(ObjectId.zeroId()));
    update.setNewObjectId(to);
    update.setForceUpdate(true);
    update.setRefLogMessage(why, false);
    RefUpdate.Result result = update.update();
    switch (result) {
      case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {}
      default ->
          throw Failure.of(ExitCode.STORAGE, ref)
              .says("the ref could not be moved to " + to.name())
              .expected("it at " + expected.map(ObjectId::name).orElse("no commit"))
              .found(result)
              .mend("see whether something else writes to " + folder())
              .build();
    }
  }

  /** Removes a ref if it exists. */
  public void remove(String ref) throws IOException {
    if (repository.exactRef(ref) != null) {
      RefUpdate update = repository.updateRef(ref);
      update.setForceUpdate(true);
      update.delete();
    }
  }

  /** The packs that the repository has, without their extension. */
  public Set<String> packs() {
    Set<String> names = new TreeSet<>();
    String[] files = new File(repository.getObjectsDirectory(), "pack").list();
    for (String name : files == null ? new String[0] : files) {
      if (name.endsWith(".pack")) {
        names.add(name.substring(0, name.length() - ".pack".length()));
      }
    }
    return names;
  }

  /**
   * Marks the packs that came since as coming from a partial fetch, so that git programs do not
   * take the objects that they refer to and that were never fetched for damage.
   *
   * @param before the {@link #packs} that were there before the fetch
   */
  public void markPromised(Set<String> before, String remoteUrl) throws IOException {
    Set<String> fresh = packs();
    fresh.removeAll(before);
    for (String pack : fresh) {
      Path mark =
          repository.getObjectsDirectory().toPath().resolve("pack").resolve(pack + ".promisor");
      if (!Files.exists(mark)) {
        Files.createFile(mark);
      }
    }
    var config = repository.getConfig();
    if (!remoteUrl.equals(config.getString("remote", "upstream", "url"))) {
      config.setInt("core", null, "repositoryformatversion", 1);
      config.setString("extensions", null, "partialClone", "upstream");
      config.setString("remote", "upstream", "url", remoteUrl);
      config.setBoolean("remote", "upstream", "promisor", true);
      config.setString("remote", "upstream", "partialclonefilter", "blob:none");
      config.save();
    }
  }

  /** Notes where something of the repository came from. */
  public void noteSource(String what, String source) throws IOException {
    var config = repository.getConfig();
    if (!source.equals(config.getString(SOURCE, what, "from"))) {
      config.setString(SOURCE, what, "from", source);
      config.save();
    }
  }

  /** Where something came from, if that was noted. */
  public Optional<String> source(String what) {
    return Optional.ofNullable(repository.getConfig().getString(SOURCE, what, "from"));
  }

  @Override
  public void close() throws IOException {
    repository.close();
    if (lock != null) {
      lock.close();
    }
  }
}
