package io.druidpatch.release;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A step of a release. */
interface Step {
  /**
   * What a step is to the pipeline.
   *
   * @param name what the user calls it
   * @param inputs the names of the {@link Inputs} that decide its outcome
   * @param needs the steps whose outcome decides its own, besides; those that are left out do not
   */
  record Definition(String name, List<String> inputs, List<String> needs) {}

  Definition definition();

  /**
   * Does it, and writes its files into {@link StepContext#folder}.
   *
   * @return what the steps behind it need to know
   */
  Map<String, String> run(StepContext stage) throws IOException;

  default String name() {
    return definition().name();
  }

  /**
   * Why what it made elsewhere than in the release's folder is not there any more; empty if it is.
   *
   * @param facts what it returned
   */
  default Optional<String> spoiled(Map<String, String> facts) throws IOException {
    return Optional.empty();
  }
}
