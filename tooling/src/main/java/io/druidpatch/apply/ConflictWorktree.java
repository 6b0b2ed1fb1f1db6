package io.druidpatch.apply;

import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.git.TreeEditor;
import io.druidpatch.git.Worktree;
import io.druidpatch.merge.Conflict;
import io.druidpatch.merge.MarkedFile;
import io.druidpatch.merge.PickMerge;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Entry;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.internal.storage.file.PackInserter;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Leaves the first entry that conflicts in a worktree, to work on: the entries before it are
 * committed there, on a branch of its own; what it changes is in the files, with each conflict in
 * git's diff3 form.
 */
final class ConflictWorktree {
  private final Series series;
  private final Worktree worktree;
  private final PatchRepository repository;

  /**
   * @throws Failure as {@link Worktree#refuseToOverwrite} does, where work would be lost
   */
  ConflictWorktree(Series series, Path folder, PatchRepository repository) throws IOException {
    this.series = series;
    this.worktree = Worktree.at(folder, series.conflictBranch(), repository);
    this.repository = repository;
    worktree.refuseToOverwrite();
  }

  /**
   * Applies the series up to the conflict, and checks it out.
   *
   * @param failure why the series could not be applied
   * @return the same, with what to do next; unchanged if it is about no conflict
   */
  Failure leave(FetchedSources fetched, Failure failure, Progress progress) throws IOException {
    try (PackInserter inserter = repository.newPackInserter();
        ObjectReader reader = inserter.newReader();
        RevWalk walk = new RevWalk(reader)) {
      Stack stack = new Stack(series, new LocalPatches(), fetched, inserter, reader, walk);
      for (Entry entry : series.entries()) {
        Stack.Outcome outcome = stack.add(entry);
        if (outcome instanceof Stack.Conflicted conflicted) {
          inserter.flush();
          progress.line("checking out what is before " + entry.id() + " in " + worktree.folder());
          worktree.checkOut(stack.tip(), progress.transfer());
          write(entry, conflicted.merge(), reader);
          return next(entry, failure);
        }
        if (!(outcome instanceof Stack.Done)) {
          return failure;
        }
      }
      return failure;
    }
  }

  private void write(Entry entry, PickMerge.Outcome merge, ObjectReader reader) throws IOException {
    for (Map.Entry<String, Optional<TreeEditor.Item>> edit : merge.edits().entrySet()) {
      MarkedFile marked = merge.marked().get(edit.getKey());
      Path file = worktree.folder().resolve(edit.getKey());
      if (marked != null) {
        Files.write(file, marked.render(Conflict.ancestorOf(entry), Conflict.madeBy(entry)));
      } else if (edit.getValue().isPresent()) {
        Files.createDirectories(file.getParent());
        Files.write(file, reader.open(edit.getValue().get().id(), Constants.OBJ_BLOB).getBytes());
      } else {
        Files.deleteIfExists(file);
      }
    }
    for (Conflict conflict : merge.conflicts()) {
      // As git does: the side that is there, for the person to keep or to delete.
      if (conflict.wholeFile()) {
        Optional<byte[]> content = conflict.content();
        Path file = worktree.folder().resolve(conflict.place());
        if (content.isPresent() && !Files.exists(file)) {
          Files.createDirectories(file.getParent());
          Files.write(file, content.get());
        }
      }
    }
  }

  private Failure next(Entry entry, Failure failure) {
    String folder = Invocation.quoted(worktree.folder().toString());
    return Failure.of(failure.code(), failure.getMessage())
        .detail(
            "\n"
                + worktree.folder()
                + " has it, with each conflict marked: edit the marked places there, then record"
                + " them\n  "
                + series.command("resolve " + entry.id() + " --from " + folder + " --reason 'WHY'"))
        .cause(failure)
        .build();
  }
}
