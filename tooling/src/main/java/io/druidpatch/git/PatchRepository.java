package io.druidpatch.git;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.storage.AtomicFile;
import io.druidpatch.storage.Links;
import io.druidpatch.storage.OwnFolder;
import io.druidpatch.storage.ProcessLock;
import java.io.File;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.PackInserter;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.Constants;
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

  /** In the repository's configuration: it is the tool's. */
  private static final String MARK_SECTION = "druidpatch";

  private static final String MARK_NAME = "repository";
  private static final int MARK_VALUE = 1;

  /** Not `.lock` at its end, which is what git calls its own. */
  private static final String LOCK = "druidpatch-lock";

  private final FileRepository repository;
  private ProcessLock lock;

  private PatchRepository(FileRepository repository) {
    this.repository = repository;
  }

  /**
   * Whether the tool has made a repository in a folder.
   *
   * @throws Failure with {@link ExitCode#FOREIGN} if something else is there
   */
  public static boolean isThere(Path folder) throws IOException {
    Path whole = Links.followed(folder);
    if (OwnFolder.isFree(whole)) {
      return false;
    }
    if (!isMarked(whole)) {
      throw foreign(whole);
    }
    return true;
  }

  /**
   * Opens the repository to read it.
   *
   * @throws Failure with {@link ExitCode#STALE} if there is none yet, {@link ExitCode#FOREIGN} if
   *     something else is there
   */
  public static PatchRepository open(Path folder, String commandThatMakesIt) throws IOException {
    if (!isThere(folder)) {
      throw Failure.of(ExitCode.STALE, folder.toString())
          .says("there is no patched repository here yet")
          .fix(commandThatMakesIt)
          .build();
    }
    return new PatchRepository(build(Links.followed(folder), true));
  }

  /**
   * Opens the repository to write to it, and makes it first if nothing is there. What a killed run
   * left half written is removed.
   *
   * @throws Failure with {@link ExitCode#BUSY} if another process has it open to write, {@link
   *     ExitCode#FOREIGN} if something else is there
   */
  public static PatchRepository openForWriting(Path folder) throws IOException {
    Path whole = Links.followed(folder);
    if (!isThere(whole)) {
      create(whole);
    }
    ProcessLock lock = ProcessLock.take(whole.resolve(LOCK), whole);
    PatchRepository opened = null;
    try {
      opened = new PatchRepository(build(whole, true));
      opened.lock = lock;
      if (lock.afterKill()) {
        opened.sweep();
      }
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

  /** Whether a folder has a configuration as {@link #create} writes it. */
  private static boolean isMarked(Path folder) throws IOException {
    Path file = folder.resolve(Constants.CONFIG);
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try {
      // Only the file itself: what it includes, or the user's own configuration, could say so of
      // every repository.
      Config config = new Config();
      config.fromText(Files.readString(file));
      return config.getInt(MARK_SECTION, MARK_NAME, 0) == MARK_VALUE;
    } catch (ConfigInvalidException | CharacterCodingException | IllegalArgumentException e) {
      // What it says cannot be told; so it does not say that it is ours.
      return false;
    }
  }

  private static Failure foreign(Path folder) throws IOException {
    boolean git = Files.exists(folder.resolve(Constants.HEAD));
    boolean older =
        git
            && (Files.exists(folder.resolve("refs/bases"))
                || Files.exists(folder.resolve("refs/central"))
                || Files.exists(folder.resolve("refs/history")));
    String mark = MARK_SECTION + "." + MARK_NAME;
    Failure.Builder failure =
        Failure.of(ExitCode.FOREIGN, folder.toString())
            .says("this is no repository of this tool; nothing in it was changed")
            .expected(
                "nothing, an empty folder, or a repository with " + mark + " = 1 in its config")
            .found(
                git
                    ? "a git repository without that"
                        + (older ? ", by an older build it seems" : "")
                    : OwnFolder.contents(folder));
    String quoted = Invocation.quoted(folder.toString());
    return failure
        .fix(
            older
                ? "git --git-dir=" + quoted + " config " + mark + " 1; or rm -r " + quoted
                : "name a folder that is not there yet, by --repository or DRUIDPATCH_REPOSITORY")
        .build();
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
    try (AtomicFile aside = AtomicFile.of(folder)) {
      try (FileRepository made = build(aside.path(), false)) {
        made.create(true);
        made.getConfig().setInt("gc", null, ConfigConstants.CONFIG_KEY_AUTO, 0);
        // Where a branch was before, for people: a bare repository keeps no reflog by itself.
        made.getConfig().setBoolean("core", null, "logAllRefUpdates", true);
        asCommitted(made);
        made.getConfig().setInt(MARK_SECTION, null, MARK_NAME, MARK_VALUE);
        made.getConfig().save();
      }
      aside.putInPlace();
    } catch (FileSystemException e) {
      // Another run may have made it meanwhile: a folder with files is not replaced.
      if (!isMarked(folder)) {
        throw e;
      }
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

  /**
   * Removes the lock files and the temporary ones of a run that was killed. Only then: between runs
   * a lock file in here is one of git's, which somebody runs in the worktree.
   */
  private void sweep() throws IOException {
    Path git = repository.getDirectory().toPath();
    try (Stream<Path> files = Files.walk(git)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        boolean temporary =
            name.startsWith("incoming_") || name.startsWith("insert_") || name.startsWith("noz");
        if (name.endsWith(".lock") || temporary) {
          Files.deleteIfExists(file);
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

  /** An inserter that makes one pack. Its reader sees what is not flushed, and may be dropped. */
  public PackInserter newPackInserter() {
    return repository.getObjectDatabase().newPackInserter();
  }

  /** An inserter for a plan that is dropped: what nobody keeps need not be compressed. */
  public PackInserter newTrialInserter() {
    PackInserter inserter = newPackInserter();
    inserter.setCompressionLevel(Deflater.NO_COMPRESSION);
    return inserter;
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
              .fix("see whether something else writes to " + folder())
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
