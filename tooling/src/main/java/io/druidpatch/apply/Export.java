package io.druidpatch.apply;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.patch.PatchWriter;
import io.druidpatch.series.Series;
import io.druidpatch.storage.AtomicFile;
import io.druidpatch.storage.Links;
import io.druidpatch.storage.OwnFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** Writes the applied series as numbered mails that {@code git am} takes. */
public final class Export {
  private final Workspace workspace;

  public Export(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * Writes the files into a folder that is empty or not there.
   *
   * @return the files, in the series' order
   */
  public List<Path> run(Path target, boolean allowPartial) throws IOException {
    if (!OwnFolder.isFree(Links.followed(target))) {
      throw Failure.of(ExitCode.FOREIGN, target.toString())
          .says("is not an empty folder; nothing in it was changed")
          .found(OwnFolder.contents(target))
          .fix("name a new one; files of an older series among the new ones would be applied too")
          .build();
    }
    Series series = workspace.series();
    try (PatchRepository repository = workspace.open();
        ObjectReader reader = repository.git().newObjectReader();
        RevWalk walk = new RevWalk(reader)) {
      AppliedSeries applied = BranchGuard.require(series, repository, allowPartial);
      List<ObjectId> commits =
          applied.steps().stream().flatMap(step -> step.commit().stream()).toList();
      List<Path> files = new ArrayList<>();
      try (AtomicFile aside = AtomicFile.of(target)) {
        Files.createDirectories(aside.path());
        for (int i = 0; i < commits.size(); i++) {
          RevCommit commit = walk.parseCommit(commits.get(i));
          RevCommit parent = walk.parseCommit(commit.getParent(0));
          String name =
              String.format(
                  Locale.ROOT, "%04d-%s.patch", i + 1, PatchWriter.slug(commit.getShortMessage()));
          Files.write(
              aside.path().resolve(name),
              PatchWriter.write(
                  String.format(Locale.ROOT, "[PATCH %d/%d] ", i + 1, commits.size()),
                  commit,
                  commit.getAuthorIdent(),
                  commit.getFullMessage(),
                  parent.getTree(),
                  commit.getTree(),
                  reader));
          files.add(target.resolve(name));
        }
        aside.putInPlace();
      }
      return files;
    }
  }
}
