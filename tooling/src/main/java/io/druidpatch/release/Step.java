package io.druidpatch.release;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A step of a release. */
interface Step {
  /** What the user calls it. */
  String name();

  /** The names of the {@link Inputs} that decide its outcome. */
  List<String> inputs();

  /** The steps whose outcome decides its own, besides; those that are left out do not. */
  List<String> needs();

  /**
   * Does it, and writes its files into {@link Stage#folder}.
   *
   * @return what the steps behind it need to know
   */
  Map<String, String> run(Stage stage) throws IOException;

  /**
   * Why what it made elsewhere than in the release's folder is not there any more; empty if it is.
   *
   * @param facts what it returned
   */
  default Optional<String> spoiled(Map<String, String> facts) throws IOException {
    return Optional.empty();
  }
}
