package io.druidpatch.verification.scenario.task;

import io.druidpatch.verification.druid.JvmProbe;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.time.Duration;

/**
 * The lock of the Overlord's task queue: who holds it and who waits for it, by what the Overlord's
 * threads are in the midst of. The lock is a fair one, so that those who wait get it in the order
 * in which they came.
 */
final class QueueLock {
  private static final String QUEUE = "org.apache.druid.indexing.overlord.TaskQueue";

  private static final Duration SOON = Duration.ofSeconds(20);

  /** The queue is managed each minute, at least. */
  private static final Duration MANAGED = Duration.ofSeconds(90);

  private QueueLock() {}

  /**
   * Waits until it is held while the tasks are read anew from the metadata store. False if that is
   * not so in time.
   */
  static boolean awaitSync(JvmProbe probe) throws Exception {
    return ScenarioContext.await(
        MANAGED, () -> probe.calls(QUEUE, "syncFromStorage").contains("getActiveTasks"));
  }

  /** Waits until it is held by one who adds a task. False if that is not so in time. */
  static boolean awaitInsert(JvmProbe probe) throws Exception {
    return ScenarioContext.await(SOON, () -> inserts(probe));
  }

  private static boolean inserts(JvmProbe probe) {
    return probe.calls(QUEUE, "add").contains("insert");
  }

  /**
   * Waits until the queue's stop waits for it, and behind that a management run.
   *
   * @return false if they did not come in this order while it was held
   */
  static boolean awaitManagementBehindStop(JvmProbe probe) throws Exception {
    return ScenarioContext.await(SOON, () -> waits(probe, "stop"))
        // One that waits already may have come before the stop.
        && !waits(probe, "manageInternal")
        && ScenarioContext.await(MANAGED, () -> waits(probe, "manageInternal"))
        && waits(probe, "stop")
        && inserts(probe);
  }

  private static boolean waits(JvmProbe probe, String method) {
    return probe.calls(QUEUE, method).contains("lock");
  }
}
