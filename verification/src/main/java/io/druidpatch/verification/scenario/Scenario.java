package io.druidpatch.verification.scenario;

/** Something that is done to a running Druid of one subject. */
public interface Scenario {
  /** For {@code --only}, the report and thresholds.yaml. */
  String name();

  /** What it answers, in a line. */
  String question();

  /**
   * Runs it. Afterwards no fault is set, and Druid runs as it did before.
   *
   * @throws Exception if it cannot be carried through; what was recorded before is kept
   */
  void run(Trial trial) throws Exception;
}
