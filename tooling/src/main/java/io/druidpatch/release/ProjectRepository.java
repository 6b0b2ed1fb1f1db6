package io.druidpatch.release;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.Status;
import org.eclipse.jgit.api.StatusCommand;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilter;

/**
 * The git repository that this project itself is in: what a release is made from, and the tags of
 * earlier ones. It is only read.
 */
final class ProjectRepository implements AutoCloseable {
  private final Repository repository;
  private final Path project;
  private final RevWalk walk;
  private final RevCommit head;

  private ProjectRepository(Repository repository, Path project, ObjectId head) throws IOException {
    this.repository = repository;
    this.project = project;
    this.walk = new RevWalk(repository);
    this.head = walk.parseCommit(head);
  }

  /**
   * Opens the git repository that the project is in.
   *
   * @param project the project's folder
   * @throws Failure with {@link ExitCode#REFUSED} if it is in no repository, or nothing is
   *     committed
   */
  static ProjectRepository open(Path project) throws IOException {
    Path folder = project.toRealPath();
    FileRepositoryBuilder builder = new FileRepositoryBuilder().findGitDir(folder.toFile());
    if (builder.getGitDir() == null) {
      throw none(folder, "it is in no git repository");
    }
    Repository repository = builder.build();
    ProjectRepository opened = null;
    try {
      ObjectId head = repository.resolve(Constants.HEAD);
      if (head == null || repository.isBare()) {
        throw none(folder, "nothing is committed or checked out in it");
      }
      opened = new ProjectRepository(repository, folder, head);
      return opened;
    } finally {
      if (opened == null) {
        repository.close();
      }
    }
  }

  private static Failure none(Path project, String found) {
    return Failure.of(ExitCode.REFUSED, project.toString())
        .says("a release is made from a commit of the project")
        .found(found)
        .fix("git clone the project, and make the release there")
        .build();
  }

  /** The id of the commit that is checked out. */
  String head() {
    return head.name();
  }

  /** The id of a file or folder of the project at {@link #head}; empty if it is not there. */
  Optional<String> at(String path) throws IOException {
    try (TreeWalk found = TreeWalk.forPath(repository, path(path), head.getTree())) {
      return Optional.ofNullable(found).map(one -> one.getObjectId(0).name());
    }
  }

  /**
   * The files below these paths of the project that are changed, removed or not tracked, sorted.
   */
  List<String> changed(List<String> paths) throws IOException {
    StatusCommand command = Git.wrap(repository).status();
    paths.forEach(path -> command.addPath(path(path)));
    try {
      Status status = command.call();
      TreeSet<String> files = new TreeSet<>(status.getUncommittedChanges());
      files.addAll(status.getUntracked());
      return List.copyOf(files);
    } catch (GitAPIException e) {
      throw new IOException("cannot read the state of " + project, e);
    }
  }

  /** A path of the project below the repository's folder, as git writes it. */
  String path(String below) {
    return repository
        .getWorkTree()
        .toPath()
        .toAbsolutePath()
        .normalize()
        .relativize(project.resolve(below))
        .toString()
        .replace('\\', '/');
  }

  /** Whether a file is one of the project's. */
  boolean has(Path file) {
    return file.toAbsolutePath().normalize().startsWith(project);
  }

  /** Whether it was cloned without its whole history: then it need not have its tags. */
  boolean isShallow() throws IOException {
    return !repository.getObjectDatabase().getShallowCommits().isEmpty();
  }

  /** The releases of a base that have a tag. */
  List<ReleaseVersion> releases(String base) throws IOException {
    return repository.getRefDatabase().getRefsByPrefix(Constants.R_TAGS).stream()
        .flatMap(
            ref -> ReleaseVersion.parse(ref.getName().substring("refs/tags/".length())).stream())
        .filter(version -> version.base().equals(base))
        .toList();
  }

  /**
   * Writes a folder of the project as a tag has it.
   *
   * @throws Failure with {@link ExitCode#USAGE} if there is no such tag, or it has no such folder
   */
  void write(String tag, String folder, Path target) throws IOException {
    Ref ref = repository.exactRef(Constants.R_TAGS + tag);
    if (ref == null) {
      throw Failure.of(ExitCode.USAGE, "--previous " + tag)
          .says("there is neither a folder nor a tag of the project of that name")
          .fix("git -C " + project + " fetch --tags")
          .build();
    }
    String top = path(folder);
    boolean any = false;
    try (TreeWalk files = new TreeWalk(repository)) {
      files.addTree(walk.parseCommit(ref.getObjectId()).getTree());
      files.setRecursive(true);
      files.setFilter(PathFilter.create(top));
      while (files.next()) {
        any = true;
        TreePath.require(ref.getObjectId(), files.getPathString());
        Path file = target.resolve(files.getPathString().substring(top.length() + 1));
        Files.createDirectories(file.getParent());
        Files.write(file, repository.open(files.getObjectId(0)).getBytes());
      }
    }
    if (!any) {
      throw Failure.of(ExitCode.USAGE, "--previous " + tag)
          .says("the tag has no series")
          .expected(top)
          .build();
    }
  }

  @Override
  public void close() {
    walk.close();
    repository.close();
  }
}
