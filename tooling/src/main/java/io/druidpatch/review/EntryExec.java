package io.druidpatch.review;

import io.druidpatch.apply.AppliedEntry;
import io.druidpatch.apply.AppliedSeries;
import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.git.ReusedFolder;
import io.druidpatch.progress.Progress;
import io.druidpatch.storage.AtomicFile;
import io.druidpatch.storage.OwnFolder;
import io.druidpatch.storage.ProcessLock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Runs a command on the tree of each entry, in the series' order. The folder stays, so that from
 * one entry to the next only the files that it changes are written, and what a build made of the
 * others can be used again.
 *
 * <p>A pick that local patches adapt need not build without them: the command runs once for both,
 * on the tree of the last that adapts it.
 */
public final class EntryExec {
  private static final String FOLDER = "exec";

  private final Workspace workspace;
  private final String command;
  private final Progress progress;

  /**
   * @param command a line for {@code sh}
   */
  public EntryExec(Workspace workspace, String command, Progress progress) {
    this.workspace = workspace;
    this.command = command;
    this.progress = progress;
  }

  /**
   * Runs it, with the entry's id in {@code DRUIDPATCH_ENTRY} and its commit in {@code
   * DRUIDPATCH_COMMIT}. What the command prints goes to standard error.
   *
   * @throws Failure with {@link ExitCode#EXEC} if it fails on an entry; those behind are not tried
   */
  public void run(AppliedSeries applied) throws IOException {
    Path folder = OwnFolder.make(workspace.repository().resolveSibling(FOLDER));
    Path tree = folder.resolve("tree");
    Path indexFile = folder.resolve("index");
    try (ProcessLock lock = ProcessLock.take(folder.resolve("lock"), folder);
        PatchRepository repository = workspace.open()) {
      if (lock.afterKill()) {
        // It may have been in the midst of a checkout.
        AtomicFile.delete(tree);
        Files.deleteIfExists(indexFile);
        Files.deleteIfExists(folder.resolve("index.lock"));
      }
      try (ReusedFolder files = new ReusedFolder(repository, tree, indexFile)) {
        run(applied, files);
      }
    }
  }

  private void run(AppliedSeries applied, ReusedFolder files) throws IOException {
    int number = 0;
    List<AppliedEntry> entries =
        applied.steps().stream().filter(step -> step.commit().isPresent()).toList();
    for (AppliedEntry step : entries) {
      number++;
      String id = step.entry().id();
      Optional<String> adapter = applied.adaptedLater(step);
      progress.line(
          "["
              + number
              + "/"
              + entries.size()
              + "] "
              + id
              + ": "
              + adapter.map("with "::concat).orElse(command));
      if (adapter.isPresent()) {
        continue;
      }
      files.checkOut(step.commit().orElseThrow());
      int code = run(files.tree(), id, step.commit().orElseThrow());
      if (code != 0) {
        throw Failure.of(ExitCode.EXEC, id)
            .says("the command fails on the tree of this entry, the first that it fails on")
            .expected("exit code 0 of: " + command)
            .found("exit code " + code + ", in " + files.tree())
            .fix(
                "(cd "
                    + Invocation.quoted(files.tree().toString())
                    + " && "
                    + command
                    + ") shows it; change the entry in a worktree, and `refresh`")
            .build();
      }
    }
  }

  private int run(Path tree, String id, ObjectId commit) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).directory(tree.toFile());
    builder.environment().put("DRUIDPATCH_ENTRY", id);
    builder.environment().put("DRUIDPATCH_COMMIT", commit.name());
    builder.redirectErrorStream(true);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      process.getInputStream().transferTo(System.err);
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    } finally {
      process.destroy();
    }
  }
}
