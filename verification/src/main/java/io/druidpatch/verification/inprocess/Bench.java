package io.druidpatch.verification.inprocess;

import io.druidpatch.suite.ClusterKind;
import io.druidpatch.verification.measure.Recorder;
import io.druidpatch.verification.scenario.Row;
import io.druidpatch.verification.threshold.Thresholds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * One subject in one scenario.
 *
 * @param recorder for what is found of it
 * @param thresholds the limits that a row's verdict goes by
 * @param scratch a folder for files
 */
record Bench(
    String subject, LogServer server, Recorder recorder, Thresholds thresholds, Path scratch) {
  /** A row of the operator's table about what the scenario has measured. */
  Row row(String title) {
    return new Row(title, recorder, thresholds, subject, ClusterKind.IN_PROCESS.word());
  }

  /** Asks again and again until the answer is yes. False if it was not in time. */
  static boolean await(Duration time, Callable<Boolean> question) throws Exception {
    long until = System.nanoTime() + time.toNanos();
    while (!question.call()) {
      if (System.nanoTime() > until) {
        return false;
      }
      Thread.sleep(2);
    }
    return true;
  }
}
