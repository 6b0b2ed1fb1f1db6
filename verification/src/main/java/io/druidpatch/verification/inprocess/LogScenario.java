package io.druidpatch.verification.inprocess;

import java.util.function.Consumer;

/** Something that is done to the log resource of all subjects, in turn. */
interface LogScenario {
  /** For {@code --only}, the report and thresholds.yaml; as the scenario of clusters it is like. */
  String name();

  /** What it answers, in a line. */
  String question();

  /**
   * Runs it.
   *
   * @param quick whether to do the short form
   * @param repeat how often to take a sample that is worth repeating, at least
   * @param progress says how far it is
   */
  void run(Benches benches, boolean quick, int repeat, Consumer<String> progress)
      throws InterruptedException;
}
