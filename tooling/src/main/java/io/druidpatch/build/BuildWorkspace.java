package io.druidpatch.build;

import io.druidpatch.apply.AppliedSeries;
import io.druidpatch.apply.BranchGuard;
import io.druidpatch.apply.SourceSelection;
import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.Blame;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.git.ReusedFolder;
import io.druidpatch.git.TreeExport;
import io.druidpatch.maven.Jdk;
import io.druidpatch.maven.MavenProgram;
import io.druidpatch.maven.MavenRepositories;
import io.druidpatch.modules.DruidMaven;
import io.druidpatch.modules.ModuleGraph;
import io.druidpatch.modules.ModuleTree;
import io.druidpatch.modules.SigarPlaceholder;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Series;
import io.druidpatch.storage.AtomicFile;
import io.druidpatch.storage.OwnFolder;
import io.druidpatch.storage.ProcessLock;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.internal.storage.file.PackInserter;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.util.io.DisabledOutputStream;

/**
 * Where things are built: a folder of the tool's own beside its repository, with what every build
 * needs of the machine. One process at a time builds. Closing it removes the checkouts.
 */
final class BuildWorkspace implements AutoCloseable {
  private static final String TREES = "trees-";
  private static final String M2 = "m2";

  private final Path folder;
  private final Path trees;
  private final PatchRepository repository;
  private final AppliedSeries applied;
  private final MavenProgram maven;
  private final Jdk jdk;
  private final MavenRepositories released;
  private final boolean withoutSigar;
  private final Progress progress;
  private final ProcessLock lock;
  private final Instant time;
  private final Set<String> changed;

  private BuildWorkspace(
      Path folder,
      PatchRepository repository,
      AppliedSeries applied,
      BuildEnvironment tools,
      Progress progress,
      ProcessLock lock)
      throws IOException {
    this.folder = folder;
    // A process of its own each: the Maven of a run that was killed may still write to that run's.
    this.trees = folder.resolve(TREES + ProcessHandle.current().pid());
    this.repository = repository;
    this.applied = applied;
    this.maven = MavenProgram.find(System.getenv());
    this.jdk = Jdk.require(tools.jdk(), DruidMaven.JAVA);
    this.released = MavenRepositories.open(Optional.empty(), folder.resolveSibling(M2));
    this.withoutSigar = tools.withoutSigar();
    this.progress = progress;
    this.lock = lock;
    try (RevWalk walk = new RevWalk(repository.git())) {
      RevCommit base = walk.parseCommit(applied.base());
      this.time = Instant.ofEpochSecond(base.getCommitTime());
      this.changed = changed(repository, base, walk.parseCommit(applied.tip()));
    }
  }

  /**
   * Opens it for the branch that the series makes, or for a variant of it.
   *
   * @param variant what to build; the series itself, or less or more of it
   * @throws Failure with {@link ExitCode#BUSY} if something is being built already, {@link
   *     ExitCode#FOREIGN} if its folders are somebody else's, {@link ExitCode#TOOLCHAIN}, or as
   *     {@link BranchGuard#require} does
   */
  static BuildWorkspace open(
      Workspace workspace, Series series, Series variant, BuildEnvironment tools, Progress progress)
      throws IOException {
    // The commits of a variant are no branch's, and have to be written first.
    boolean same = variant.equals(series);
    PatchRepository repository = same ? workspace.open() : workspace.openMadeForWriting();
    ProcessLock lock = null;
    BuildWorkspace site = null;
    try {
      AppliedSeries applied = BranchGuard.require(series, repository, false);
      if (!same) {
        try (PackInserter inserter = repository.newPackInserter()) {
          FetchedSources fetched = SourceSelection.cached(repository, series).orElseThrow();
          applied = AppliedSeries.compute(variant, fetched, inserter, step -> {});
          inserter.flush();
        }
      }
      Path folder = OwnFolder.make(workspace.repository().resolveSibling("build"));
      OwnFolder.make(folder.resolveSibling(M2));
      lock = ProcessLock.take(folder.resolve("lock"), folder);
      site = new BuildWorkspace(folder, repository, applied, tools, progress, lock);
      site.sweep();
      return site;
    } finally {
      if (site == null) {
        repository.close();
        if (lock != null) {
          lock.close();
        }
      }
    }
  }

  /** The series that is built, as it is applied. */
  AppliedSeries applied() {
    return applied;
  }

  Jdk jdk() {
    return jdk;
  }

  Path folder() {
    return folder;
  }

  /** Where the output of a run of Maven is kept, after the run too. */
  Path log(String name) {
    return folder.resolve("log").resolve(name + ".log");
  }

  /** When the base was committed: the time of everything that is built. */
  Instant time() {
    return time;
  }

  /** The files that the series changes, sorted. */
  Set<String> changed() {
    return changed;
  }

  /** The files that differ between two commits, sorted. */
  Set<String> changed(ObjectId from, ObjectId to) throws IOException {
    try (RevWalk walk = new RevWalk(repository.git())) {
      return changed(repository, walk.parseCommit(from), walk.parseCommit(to));
    }
  }

  private static Set<String> changed(PatchRepository repository, RevCommit base, RevCommit tip)
      throws IOException {
    try (DiffFormatter diff = new DiffFormatter(DisabledOutputStream.INSTANCE)) {
      diff.setRepository(repository.git());
      Set<String> paths = new TreeSet<>();
      for (DiffEntry entry : diff.scan(base.getTree(), tip.getTree())) {
        for (DiffEntry.Side side : DiffEntry.Side.values()) {
          if (!entry.getPath(side).equals(DiffEntry.DEV_NULL)) {
            paths.add(entry.getPath(side));
          }
        }
      }
      return paths;
    }
  }

  /** Writes a commit's tree into a folder of that name, anew. */
  ModuleTree checkOut(ObjectId commit, String name) throws IOException {
    Path tree = trees.resolve(name);
    AtomicFile.delete(tree);
    progress.line("checking out " + commit.name());
    TreeExport.write(repository.git(), commit, tree);
    return ModuleTree.read(tree);
  }

  /** A folder for one commit's tree after another. */
  ReusedFolder reusedFolder(String name) throws IOException {
    return new ReusedFolder(repository, trees.resolve(name), trees.resolve(name + ".index"));
  }

  ModuleGraph graph(ModuleTree tree) {
    return new ModuleGraph(tree, applied.base(), released, withoutSigar);
  }

  /** Maven, set up for a tree. */
  DruidMaven maven(ModuleGraph graph, Path localRepository) throws IOException {
    if (withoutSigar) {
      // Maven remembers for a day that a repository did not have it.
      AtomicFile.delete(localRepository.resolve("org/hyperic"));
    }
    Optional<Path> settings =
        withoutSigar
            ? Optional.of(
                SigarPlaceholder.write(
                    graph, folder.resolve("sigar"), maven.home().resolve("conf/settings.xml")))
            : Optional.empty();
    return new DruidMaven(maven, jdk, localRepository, settings, time, progress);
  }

  /** The local repository that released artifacts are kept in. */
  Path localRepository() {
    return folder.resolveSibling(M2);
  }

  /** Tells who brought a line of the tip. */
  DruidMaven.Blame blame() {
    return (path, line) -> Blame.entry(repository.git(), applied.base(), applied.tip(), path, line);
  }

  /** Removes what builds left; logs and downloads stay. */
  private void sweep() throws IOException {
    for (String name : List.of("unpacked", "jars")) {
      AtomicFile.delete(folder.resolve(name));
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, TREES + "*")) {
      for (Path old : left) {
        deleteUnlessUsed(old);
      }
    }
  }

  private void deleteUnlessUsed(Path old) throws IOException {
    try {
      AtomicFile.delete(old);
    } catch (DirectoryNotEmptyException | NoSuchFileException e) {
      if (old.equals(trees)) {
        throw e;
      }
      progress.line("what a killed run left is still written to, and stays for now: " + old);
    }
  }

  @Override
  public void close() throws IOException {
    released.close();
    try {
      sweep();
    } finally {
      lock.close();
      repository.close();
    }
  }
}
