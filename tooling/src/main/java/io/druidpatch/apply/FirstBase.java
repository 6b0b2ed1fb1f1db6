package io.druidpatch.apply;

import io.druidpatch.failure.Failure;
import io.druidpatch.merge.Moves;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * What the local patches of a series were made on: its first base, as far as that is in the
 * repository. They name files as they are called there, and versions of files that are there or
 * that an entry makes there.
 */
final class FirstBase {
  private final Series first;
  private final boolean here;
  private final ObjectInserter inserter;
  private final RevWalk walk;
  private final ObjectReader reader;
  private boolean made;

  FirstBase(Series series, ObjectInserter inserter, RevWalk walk) {
    this.first = series.onDefault();
    this.here = first.base().commit().equals(series.base().commit());
    this.inserter = inserter;
    this.walk = walk;
    this.reader = walk.getObjectReader();
  }

  /** From its names to those of another base. */
  Moves movesTo(RevCommit base) throws IOException {
    ObjectId commit = first.base().commit();
    ObjectId from = reader.has(commit) ? walk.parseCommit(commit).getTree() : base.getTree();
    return new Moves(reader, from, base.getTree());
  }

  /**
   * Whether a version of a file is there; what an entry makes is made again if it is not stored.
   */
  boolean has(ObjectId blob) throws IOException {
    if (!reader.has(blob) && !here && !made) {
      made = true;
      FetchedSources sources = new FetchedSources("", first.base().commit(), Optional.empty());
      try {
        AppliedSeries.compute(first, sources, inserter, step -> {});
      } catch (Failure | MissingObjectException e) {
        // As far as it went. The patch is then one that does not apply.
        return reader.has(blob);
      }
    }
    return reader.has(blob);
  }
}
