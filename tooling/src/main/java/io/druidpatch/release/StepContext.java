package io.druidpatch.release;

import io.druidpatch.progress.Progress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a step sees while it runs.
 *
 * @param folder where its files go, as they will be in the release's folder; empty
 * @param scratch for what is not published; kept until the release is whole
 * @param published the folder with the files of the finished steps
 * @param finished the finished steps, by name
 */
record StepContext(
    Path folder,
    Path scratch,
    Path published,
    Map<String, StepRecord> finished,
    Progress progress) {

  /** What a step that is not left out found out. */
  String fact(String step, String name) {
    return Optional.ofNullable(finished.get(step))
        .map(record -> record.facts().get(name))
        .orElseThrow(() -> new IllegalStateException("no " + name + " of the step " + step));
  }

  /** Whether a step was done, and not left out. */
  boolean has(String step) {
    return finished.containsKey(step);
  }

  /** The distribution that the step {@code build} made. */
  Path tarball() {
    return published.resolve(fact(BuildStep.NAME, BuildStep.TARBALL));
  }

  /** The files so far that are the same bytes in any run, with their SHA-256. */
  SortedMap<String, String> files() {
    return files(false);
  }

  /**
   * The files so far.
   *
   * @param report whether those in {@value PartialRelease#REPORT}, which measure, or all others
   */
  SortedMap<String, String> files(boolean report) {
    SortedMap<String, String> files = new TreeMap<>();
    finished.values().forEach(record -> files.putAll(record.files()));
    files.keySet().removeIf(path -> path.startsWith(PartialRelease.REPORT + "/") != report);
    return files;
  }
}
