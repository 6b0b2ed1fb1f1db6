package io.druidpatch.git;

import io.druidpatch.storage.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * A repository aside to fetch a whole commit into, for another. A fetch tells the server of the
 * commits that are there, and the server leaves out their files; so this one knows only of commits
 * that came with every file, and not of picks.
 */
public final class QuarantineRepository implements AutoCloseable {
  private final PatchRepository target;
  private final Path folder;
  private final FileRepository repository;

  private QuarantineRepository(PatchRepository target, Path folder, FileRepository repository) {
    this.target = target;
    this.folder = folder;
    this.repository = repository;
  }

  /**
   * Makes an empty quarantine beside the target, in place of one that a killed run left.
   *
   * @param whole the commits of the target that have every file
   */
  public static QuarantineRepository of(PatchRepository target, Set<ObjectId> whole)
      throws IOException {
    Path folder = target.folder().resolve("incoming");
    // What a killed run left; the target's lock keeps others away.
    AtomicFile.delete(folder);
    FileRepository repository =
        (FileRepository) new FileRepositoryBuilder().setBare().setGitDir(folder.toFile()).build();
    QuarantineRepository incoming = new QuarantineRepository(target, folder, repository);
    repository.create(true);
    // Links, for what alternates bring along is the other repository's refs too.
    for (Path file : packs(target.git())) {
      Files.createLink(packFolder(repository).resolve(file.getFileName()), file);
    }
    for (ObjectId commit : whole) {
      RefUpdate have = repository.updateRef("refs/whole/" + commit.name());
      have.setNewObjectId(commit);
      have.forceUpdate();
    }
    repository.getObjectDatabase().setShallowCommits(whole);
    return incoming;
  }

  /** Where to fetch into. */
  public Repository git() {
    return repository;
  }

  /** Gives what was fetched to the target; without it, nothing is. */
  public void accept() throws IOException {
    for (Path file : packs(repository)) {
      Path there = packFolder(target.git()).resolve(file.getFileName());
      if (!Files.exists(there)) {
        Files.move(file, there);
      }
    }
    Set<ObjectId> shallow = new HashSet<>(target.git().getObjectDatabase().getShallowCommits());
    shallow.addAll(repository.getObjectDatabase().getShallowCommits());
    target.git().getObjectDatabase().setShallowCommits(shallow);
  }

  /** The files of its packs, indexes last: a pack counts once its index is there. */
  private static List<Path> packs(Repository repository) throws IOException {
    try (Stream<Path> files = Files.list(packFolder(repository))) {
      return files.sorted(Comparator.comparing(file -> file.toString().endsWith(".idx"))).toList();
    }
  }

  private static Path packFolder(Repository repository) {
    return repository.getDirectory().toPath().resolve("objects/pack");
  }

  @Override
  public void close() throws IOException {
    repository.close();
    AtomicFile.delete(folder);
  }
}
