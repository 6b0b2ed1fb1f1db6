package io.druidpatch.origin;

import io.druidpatch.git.PatchRepository;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Series;
import java.io.IOException;

/** Where the base and the picks come from. */
public interface Origin {
  /** The origin as messages name it: its kind, and its address. */
  String name();

  /**
   * Brings what the series needs into the repository. What is there already is not brought again.
   *
   * @return what there is to work with
   * @throws io.druidpatch.failure.Failure if the upstream cannot be reached, lacks a commit, has
   *     moved its tag or sends damaged data
   */
  FetchedSources fetch(Series series, PatchRepository repository, Progress progress)
      throws IOException;
}
