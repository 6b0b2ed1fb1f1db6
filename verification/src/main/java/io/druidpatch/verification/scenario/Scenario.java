package io.druidpatch.verification.scenario;

import java.util.List;

/** Something that is done to a running Druid of one subject. */
public interface Scenario {
  /** For {@code --only}, the report and thresholds.yaml. */
  String name();

  /** What it answers, in a line. */
  String question();

  /** The limits of thresholds.yaml that its rows' verdicts go by. */
  default List<String> thresholds() {
    return List.of();
  }

  /** Whether it is run when nobody asks for it by its name. */
  default boolean isRunUnasked() {
    return true;
  }

  /**
   * Runs it. Afterwards no fault is set, and Druid runs as it did before.
   *
   * @throws Exception if it cannot be carried through; what was recorded before is kept
   */
  void run(ScenarioContext context) throws Exception;
}
