package io.druidpatch.git;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.storage.AtomicFile;
import io.druidpatch.storage.Links;
import io.druidpatch.storage.OwnFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.Status;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheCheckout;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * A folder in which people see and edit the result: a linked worktree of the tool's repository
 * (git-worktree(1)), on a branch of its own. The layout of a linked worktree is git's
 * (gitrepository-layout(5)); JGit has no command that makes one.
 */
public final class Worktree {
  private final Path folder;
  private final String branch;
  private final PatchRepository owner;

  private Worktree(Path folder, String branch, PatchRepository owner) {
    this.folder = folder;
    this.branch = branch;
    this.owner = owner;
  }

  /** The worktree of this repository in a folder, whether it is there already or not. */
  public static Worktree at(Path folder, String branch, PatchRepository owner) throws IOException {
    return new Worktree(Links.followed(folder), branch, owner);
  }

  /** The worktree that the repository has, if it has one and its folder is still there. */
  public static Optional<Worktree> existing(String branch, PatchRepository owner)
      throws IOException {
    Path pointer = admin(branch, owner).resolve("gitdir");
    if (!Files.exists(pointer)) {
      return Optional.empty();
    }
    Path folder = Path.of(Files.readString(pointer).strip()).getParent();
    Worktree worktree = new Worktree(folder, branch, owner);
    return worktree.isOurs() ? Optional.of(worktree) : Optional.empty();
  }

  public Path folder() {
    return folder;
  }

  /** Its branch's short name. */
  public String branch() {
    return branch;
  }

  /** The ref that is where it stood when the tool last checked it out. */
  public String checkedOut() {
    return "refs/druidpatch/" + branch;
  }

  /**
   * The ref that is there as long as a worktree is changed to another commit: that of the series to
   * which its files, and then its branch, are brought.
   */
  private String checkingOut() {
    return "refs/druidpatch/checking-out/" + branch;
  }

  /** The branch's tip, if it exists. */
  public Optional<ObjectId> tip() throws IOException {
    return owner.at("refs/heads/" + branch);
  }

  /** Says that the worktree's branch is now what the series makes. */
  public void accept(ObjectId tip) throws IOException {
    owner.move("refs/heads/" + branch, tip(), tip, "refresh");
    owner.move(checkedOut(), owner.at(checkedOut()), tip, "refresh");
  }

  /**
   * Sees that checking out would lose nothing.
   *
   * @throws Failure with {@link ExitCode#FOREIGN} if the folder holds something else, {@link
   *     ExitCode#STALE} if it has uncommitted changes, or commits that {@code refresh} has not
   *     taken
   */
  public void refuseToOverwrite() throws IOException {
    if (!isOurs()) {
      if (!OwnFolder.isFree(folder)) {
        throw Failure.of(ExitCode.FOREIGN, folder.toString())
            .says("this is no worktree of " + owner.folder() + "; nothing in it was changed")
            .expected("nothing, an empty folder, or that worktree")
            .found(OwnFolder.contents(folder))
            .fix("name another folder")
            .build();
      }
      Optional<Worktree> other = existing(branch, owner);
      if (other.isPresent()) {
        throw Failure.of(ExitCode.STALE, other.get().folder().toString())
            .says("the repository has its worktree there already")
            .fix("use that folder, or remove it first")
            .build();
      }
    } else {
      refuseUncommitted();
    }
    Optional<ObjectId> tip = tip();
    Optional<ObjectId> before = owner.at(checkedOut());
    // A run that was killed between moving the branch and noting it has left the tool's own commit.
    if (tip.isPresent() && !tip.equals(before) && !tip.equals(owner.at(checkingOut()))) {
      throw Failure.of(ExitCode.STALE, branch)
          .says("the branch has commits that the series does not have yet")
          .found(tip.get().name())
          .fix(isOurs() ? keepHere(tip.get(), before) : keepAside(tip.get()))
          .build();
    }
  }

  /** Neither of the two loses a commit, nor what the series has got meanwhile. */
  private String keepHere(ObjectId tip, Optional<ObjectId> before) {
    String take =
        "take them into the series as it is now: "
            + Invocation.command("apply" + base())
            + " && "
            + Invocation.command("refresh" + base());
    String git = "git -C " + Invocation.quoted(folder.toString());
    return before.isEmpty()
        ? take
        : take
            + "; or keep them on a branch, out of the way: "
            + git
            + " branch "
            + kept(tip)
            + " && "
            + git
            + " reset --hard "
            + checkedOut();
  }

  /** The folder that they were made in is gone, and with it what {@code refresh} looks at. */
  private String keepAside(ObjectId tip) {
    return "keep them on a branch, out of the way: git --git-dir="
        + Invocation.quoted(owner.folder().toString())
        + " branch -m "
        + branch
        + " "
        + kept(tip);
  }

  private static String kept(ObjectId tip) {
    return "kept-" + tip.abbreviate(12).name();
  }

  /** The option that names the base; every branch is named after its own. */
  private String base() {
    return " --base " + branch.substring(branch.indexOf('/') + 1);
  }

  /** Sees that every change in the folder is committed. */
  public void refuseUncommitted() throws IOException {
    try (Repository linked = open(folder);
        Git git = new Git(linked)) {
      if (!linked.getRepositoryState().canCommit() || linked.getRepositoryState().isRebasing()) {
        throw Failure.of(ExitCode.STALE, folder.toString())
            .says("something is under way in the worktree")
            .found(linked.getRepositoryState().getDescription())
            .fix(
                "end it first; git -C " + Invocation.quoted(folder.toString()) + " status says how")
            .build();
      }
      Status status = git.status().call();
      if (!status.isClean() && owner.at(checkingOut()).isPresent()) {
        throw Failure.of(ExitCode.STALE, folder.toString())
            .says("a run broke off while it checked out here, and left the files half changed")
            .fix(
                "git -C "
                    + Invocation.quoted(folder.toString())
                    + " stash -u && git -C "
                    + Invocation.quoted(folder.toString())
                    + " reset --hard, which keeps whatever you have changed since; then the same"
                    + " command again")
            .build();
      }
      if (!status.isClean()) {
        throw Failure.of(ExitCode.STALE, folder.toString())
            .says("the worktree has changes that are not committed")
            .found(
                Stream.concat(
                        status.getUncommittedChanges().stream(), status.getUntracked().stream())
                    .sorted()
                    .limit(10)
                    .toList())
            .fix("commit or remove them")
            .build();
      }
      String head = linked.getFullBranch();
      if (!("refs/heads/" + branch).equals(head)) {
        throw Failure.of(ExitCode.STALE, folder.toString())
            .says("the worktree is on another branch")
            .expected(branch)
            .found(head)
            .fix("git -C " + Invocation.quoted(folder.toString()) + " switch " + branch)
            .build();
      }
    } catch (GitAPIException e) {
      throw new IOException("cannot read the state of " + folder, e);
    }
  }

  /**
   * Checks a commit out: into a new folder beside and then moved, or over the clean old state. Who
   * sees a new folder can commit there: its branch has been moved by then, and git's lock on it is
   * gone, also if the run is killed.
   */
  public void checkOut(ObjectId commit, ProgressMonitor monitor) throws IOException {
    boolean there = isOurs();
    owner.move(checkingOut(), owner.at(checkingOut()), commit, "checkout");
    if (there) {
      try (Repository linked = open(folder)) {
        checkOut(linked, tip(), commit, monitor);
      }
      end(commit);
    } else {
      Path admin = admin(branch, owner);
      Files.createDirectories(admin);
      Files.deleteIfExists(admin.resolve("index"));
      write(admin.resolve("commondir"), "../..");
      write(admin.resolve("HEAD"), "ref: refs/heads/" + branch);
      write(admin.resolve("gitdir"), folder.resolve(".git").toString());
      try (AtomicFile aside = AtomicFile.of(folder)) {
        Files.createDirectories(aside.path());
        write(aside.path().resolve(".git"), "gitdir: " + admin.toAbsolutePath().normalize());
        try (Repository linked = open(aside.path())) {
          checkOut(linked, Optional.empty(), commit, monitor);
        }
        end(commit);
        aside.putInPlace();
      }
    }
  }

  private void end(ObjectId commit) throws IOException {
    accept(commit);
    owner.remove(checkingOut());
  }

  private static void checkOut(
      Repository linked, Optional<ObjectId> from, ObjectId to, ProgressMonitor monitor)
      throws IOException {
    DirCache index = linked.lockDirCache();
    try (RevWalk walk = new RevWalk(linked)) {
      ObjectId target = walk.parseCommit(to).getTree();
      DirCacheCheckout checkout =
          from.isPresent()
              ? new DirCacheCheckout(linked, walk.parseCommit(from.get()).getTree(), index, target)
              : new DirCacheCheckout(linked, index, target);
      checkout.setFailOnConflict(true);
      checkout.setProgressMonitor(monitor);
      checkout.checkout();
    } finally {
      index.unlock();
    }
  }

  /**
   * Puts files back as they are in the branch's tip.
   *
   * @param paths of those that the tip does not have, the ones that are to go
   */
  public void putBack(Set<String> paths) throws IOException {
    try (Repository linked = open(folder);
        RevWalk walk = new RevWalk(linked)) {
      RevTree tree = walk.parseCommit(tip().orElseThrow()).getTree();
      for (String path : paths) {
        try (TreeWalk file = TreeWalk.forPath(linked, path, tree)) {
          if (file == null) {
            Files.deleteIfExists(folder.resolve(path));
          }
        }
      }
      DirCache index = linked.lockDirCache();
      try {
        DirCacheCheckout checkout = new DirCacheCheckout(linked, index, tree);
        checkout.setFailOnConflict(false);
        checkout.checkout();
      } finally {
        index.unlock();
      }
    }
  }

  private boolean isOurs() throws IOException {
    Path link = folder.resolve(".git");
    if (!Files.isRegularFile(link)) {
      return false;
    }
    String text = Files.readString(link).strip();
    Path admin = admin(branch, owner).toAbsolutePath().normalize();
    return text.equals("gitdir: " + admin) && Files.exists(admin.resolve("HEAD"));
  }

  private Repository open(Path tree) throws IOException {
    return new FileRepositoryBuilder()
        .setGitDir(admin(branch, owner).toFile())
        .setGitCommonDir(owner.folder().toFile())
        .setWorkTree(tree.toFile())
        .build();
  }

  /** Git's folder for the worktree; one for each branch. */
  private static Path admin(String branch, PatchRepository owner) {
    return owner.folder().resolve("worktrees").resolve(branch.replace('/', '-'));
  }

  private static void write(Path file, String line) throws IOException {
    Files.write(file, (line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
