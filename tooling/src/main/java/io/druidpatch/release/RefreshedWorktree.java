package io.druidpatch.release;

import io.druidpatch.apply.Workspace;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.git.Worktree;
import java.io.IOException;
import java.util.Optional;

/** The worktree for people has nothing that the series does not have. */
record RefreshedWorktree(Workspace workspace) implements Precondition.Check {
  @Override
  public void run() throws IOException {
    if (!PatchRepository.isThere(workspace.repository())) {
      return;
    }
    try (PatchRepository repository = workspace.open()) {
      Optional<Worktree> worktree = Worktree.existing(workspace.series().workBranch(), repository);
      if (worktree.isPresent()) {
        worktree.get().refuseToOverwrite();
      }
    }
  }
}
