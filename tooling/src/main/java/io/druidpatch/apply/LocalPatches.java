package io.druidpatch.apply;

import io.druidpatch.patch.PatchFile;
import io.druidpatch.series.Entry;
import io.druidpatch.series.LocalPatch;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The local patches of a series, of which each file is read once. */
final class LocalPatches {
  private final Map<Path, PatchFile> read = new HashMap<>();

  /**
   * Reads every patch of a series, so that a malformed one is found before anything is fetched.
   *
   * @throws io.druidpatch.failure.Failure with {@link io.druidpatch.failure.ExitCode#SERIES} if one
   *     is malformed
   */
  static LocalPatches all(Series series) throws IOException {
    LocalPatches patches = new LocalPatches();
    for (Entry entry : series.entries()) {
      if (entry instanceof LocalPatch local) {
        patches.of(local);
      }
    }
    return patches;
  }

  /** The patch of an entry. */
  PatchFile of(LocalPatch local) throws IOException {
    PatchFile patch = read.get(local.file());
    if (patch == null) {
      patch = PatchFile.read(local.file());
      read.put(local.file(), patch);
    }
    return patch;
  }
}
