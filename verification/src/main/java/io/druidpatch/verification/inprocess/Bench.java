package io.druidpatch.verification.inprocess;

import io.druidpatch.verification.measure.Recorder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * One subject in one scenario.
 *
 * @param recorder for what is found of it
 * @param scratch a folder for files
 */
record Bench(String subject, LogServer server, Recorder recorder, Path scratch) {
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
