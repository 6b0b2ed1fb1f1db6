package io.druidpatch.upstream;

import io.druidpatch.git.TreeDiff;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.RenameDetector;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Which commits changed some lines of a file, back to what a base has. The file is followed through
 * renames; at a merge, to the parent that has it as it is, or else to the first.
 */
public final class LineHistory {
  /** A version of the file and the one before it, which is the zero id if it was not there. */
  private record Step(RevCommit commit, ObjectId old, ObjectId fresh) {}

  private final GitHistory history;
  private final RevWalk walk;
  private final ObjectReader reader;
  private final FileTexts texts;
  private final RevCommit from;
  private final Set<ObjectId> notInBase = new HashSet<>();

  /**
   * @param from the commit whose file has the lines
   * @param base the commit whose history is not looked at
   */
  public LineHistory(GitHistory history, RevWalk walk, ObjectId from, ObjectId base)
      throws IOException {
    this.history = history;
    this.walk = walk;
    this.reader = walk.getObjectReader();
    this.texts = new FileTexts(reader);
    this.from = walk.parseCommit(from);
    try (RevWalk own = new RevWalk(reader)) {
      own.markStart(own.parseCommit(from));
      own.markUninteresting(own.parseCommit(base));
      own.forEach(commit -> notInBase.add(commit.getId()));
    }
  }

  /**
   * The commits that changed the lines, or those right beside them, the newest first.
   *
   * @param line the first of them, from 1
   * @param lines how many; with none, the place in front of that line
   */
  public List<UpstreamCommit> of(String path, int line, int lines) throws IOException {
    List<Step> steps = steps(path);
    Set<ObjectId> blobs = new LinkedHashSet<>();
    for (Step step : steps) {
      blobs.add(step.old());
      blobs.add(step.fresh());
    }
    history.bring(blobs);
    // Two changes side by side conflict as well.
    Regions regions =
        new Regions(List.of(new Regions.Part(Math.max(0, line - 2), line - 1 + lines + 1)));
    List<UpstreamCommit> changing = new ArrayList<>();
    for (Step step : steps) {
      EditList back = texts.edits(/* old= */ step.fresh(), /* fresh= */ step.old());
      if (regions.touchedBy(back)) {
        changing.add(UpstreamCommit.of(step.commit()));
      }
      regions = regions.around(back);
    }
    return changing;
  }

  /** The commits that changed a file at all, the newest first. */
  public List<UpstreamCommit> of(String path) throws IOException {
    return steps(path).stream().map(step -> UpstreamCommit.of(step.commit())).toList();
  }

  private List<Step> steps(String path) throws IOException {
    List<Step> steps = new ArrayList<>();
    String name = path;
    RevCommit commit = from;
    while (notInBase.contains(commit.getId()) && commit.getParentCount() > 0) {
      ObjectId here = FileTrails.blob(reader, commit, name);
      RevCommit parent = parent(commit, name, here);
      ObjectId before = FileTrails.blob(reader, parent, name);
      if (!here.equals(before)) {
        if (before.equals(ObjectId.zeroId())) {
          Optional<DiffEntry> moved = moved(parent, commit, name);
          before = moved.map(entry -> entry.getOldId().toObjectId()).orElse(before);
          name = moved.map(DiffEntry::getOldPath).orElse(name);
        }
        if (!here.equals(before)) {
          steps.add(new Step(commit, before, here));
        }
      }
      commit = parent;
    }
    return steps;
  }

  private RevCommit parent(RevCommit commit, String path, ObjectId blob) throws IOException {
    for (RevCommit parent : commit.getParents()) {
      if (FileTrails.blob(reader, walk.parseCommit(parent), path).equals(blob)) {
        return walk.parseCommit(parent);
      }
    }
    return walk.parseCommit(commit.getParent(0));
  }

  /** Where a file was before a commit that brought it under this name. */
  private Optional<DiffEntry> moved(RevCommit parent, RevCommit commit, String path)
      throws IOException {
    List<DiffEntry> entries = new ArrayList<>();
    Set<ObjectId> compared = new LinkedHashSet<>();
    for (DiffEntry entry : TreeDiff.of(reader, parent.getTree(), commit.getTree())) {
      if (entry.getChangeType() == DiffEntry.ChangeType.DELETE) {
        entries.add(entry);
        compared.add(entry.getOldId().toObjectId());
      } else if (entry.getNewPath().equals(path)) {
        entries.add(entry);
      }
    }
    ObjectId fresh = FileTrails.blob(reader, commit, path);
    if (!compared.isEmpty() && !compared.contains(fresh)) {
      compared.add(fresh);
      history.bring(compared);
    }
    RenameDetector detector = new RenameDetector(history.git());
    detector.setRenameLimit(0);
    detector.addAll(entries);
    return detector.compute().stream()
        .filter(entry -> entry.getChangeType() == DiffEntry.ChangeType.RENAME)
        .findFirst();
  }
}
