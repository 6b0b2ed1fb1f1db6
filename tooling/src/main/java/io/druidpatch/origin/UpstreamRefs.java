package io.druidpatch.origin;

import io.druidpatch.git.Parents;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.git.TreeEditor;
import io.druidpatch.git.TreePath;
import io.druidpatch.merge.PickMerge;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Which upstream commits the repository holds. A ref {@code refs/upstream/<id>} is written only
 * when all that the commit needs is there, so a run that finds it needs no network.
 */
public final class UpstreamRefs {
  private static final String FOLDER = "refs/upstream/";
  private static final String BASES = "refs/bases/";

  private UpstreamRefs() {}

  public static String ref(ObjectId commit) {
    return FOLDER + commit.name();
  }

  /** Whether a commit came with all of its files. */
  static boolean hasBase(PatchRepository repository, ObjectId commit) throws IOException {
    return repository.at(BASES + commit.name()).isPresent();
  }

  /** Whether a commit came with its parent. As a base, it may have come alone. */
  private static boolean hasPick(PatchRepository repository, ObjectId commit) throws IOException {
    if (repository.at(ref(commit)).isEmpty()) {
      return false;
    }
    try (ObjectReader reader = repository.git().newObjectReader()) {
      return reader.has(Parents.of(commit, reader).get(0));
    }
  }

  /**
   * Marks a commit that came with all that the series needs of it.
   *
   * @param source the name of the origin that brought it
   * @throws io.druidpatch.failure.Failure if it changes a path that cannot be checked out
   */
  static void mark(PatchRepository repository, ObjectId commit, String source) throws IOException {
    try (ObjectReader reader = repository.git().newObjectReader()) {
      for (PickMerge.Change change : changes(commit, reader)) {
        TreePath.require(commit, change.path());
      }
    }
    note(repository, commit, source);
  }

  private static void note(PatchRepository repository, ObjectId commit, String source)
      throws IOException {
    repository.noteSource(commit.name(), source);
    repository.move(ref(commit), repository.at(ref(commit)), commit, "fetched");
  }

  /**
   * Marks a commit that came with all of its files.
   *
   * @throws io.druidpatch.failure.Failure if one of them cannot be checked out
   */
  static void markBase(PatchRepository repository, ObjectId commit, String source)
      throws IOException {
    try (ObjectReader reader = repository.git().newObjectReader();
        RevWalk walk = new RevWalk(reader)) {
      TreePath.requireAll(commit, walk.parseCommit(commit).getTree(), reader);
    }
    String ref = BASES + commit.name();
    repository.move(ref, repository.at(ref), commit, "fetched");
    note(repository, commit, source);
  }

  /** The commits that came with all of their files. */
  static Set<ObjectId> bases(PatchRepository repository) throws IOException {
    Set<ObjectId> bases = new LinkedHashSet<>();
    for (Ref ref : repository.git().getRefDatabase().getRefsByPrefix(BASES)) {
      bases.add(ref.getObjectId());
    }
    return bases;
  }

  /** The picks that are not there yet. */
  static List<Pick> missing(PatchRepository repository, Series series) throws IOException {
    List<Pick> missing = new ArrayList<>();
    for (Pick pick : series.picks()) {
      if (!hasPick(repository, pick.commit())) {
        missing.add(pick);
      }
    }
    return missing;
  }

  /** The supply if the whole series is there already, from a run before this one. */
  public static Optional<FetchedSources> cached(PatchRepository repository, Series series)
      throws IOException {
    boolean whole =
        hasBase(repository, series.base().commit()) && missing(repository, series).isEmpty();
    return whole
        ? Optional.of(
            new FetchedSources(
                earlier(repository, series), series.base().commit(), Optional.empty()))
        : Optional.empty();
  }

  private static String earlier(PatchRepository repository, Series series) {
    Set<String> sources = new LinkedHashSet<>();
    repository.source(series.base().commit().name()).ifPresent(sources::add);
    series.picks().forEach(p -> repository.source(p.commit().name()).ifPresent(sources::add));
    return "what an earlier run fetched"
        + (sources.isEmpty() ? "" : " from " + String.join(" and ", sources));
  }

  /**
   * The blobs that a pick's merge reads and that the repository does not have.
   *
   * @throws MissingObjectException if the pick, its parent or a folder of theirs is not there
   */
  static Set<ObjectId> missingBlobs(PatchRepository repository, ObjectId pick) throws IOException {
    Set<ObjectId> missing = new LinkedHashSet<>();
    try (ObjectReader reader = repository.git().newObjectReader()) {
      for (ObjectId blob : blobs(pick, reader)) {
        if (!reader.has(blob)) {
          missing.add(blob);
        }
      }
    }
    return missing;
  }

  /** The blobs, of the upstream's, that a pick's merge reads. */
  static Set<ObjectId> blobs(ObjectId pick, ObjectReader reader) throws IOException {
    Set<ObjectId> blobs = new LinkedHashSet<>();
    for (PickMerge.Change change : changes(pick, reader)) {
      for (TreeEditor.Item item : new TreeEditor.Item[] {change.before(), change.after()}) {
        if (item != null && !item.mode().equals(FileMode.GITLINK)) {
          blobs.add(item.id());
        }
      }
    }
    return blobs;
  }

  private static List<PickMerge.Change> changes(ObjectId pick, ObjectReader reader)
      throws IOException {
    try (RevWalk walk = new RevWalk(reader)) {
      RevCommit commit = walk.parseCommit(pick);
      List<ObjectId> parents = Parents.of(commit, reader);
      // A merge has no single change to pick; applying it says so.
      return parents.size() != 1
          ? List.of()
          : PickMerge.changes(reader, walk.parseCommit(parents.get(0)).getTree(), commit.getTree());
    }
  }
}
