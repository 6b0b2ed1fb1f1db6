package io.druidpatch.verification.embedded;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The single thread of the controllers. Work that finds an object in an unexpected state gives up,
 * since the change that caused the state has scheduled work of its own.
 */
final class ControlLoop implements AutoCloseable {
  private final ScheduledThreadPoolExecutor thread;

  ControlLoop(String name) {
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread made = new Thread(work, name);
              made.setDaemon(true);
              return made;
            });
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  void run(Runnable work) {
    after(0, work);
  }

  void after(long milliseconds, Runnable work) {
    try {
      var unused = thread.schedule(() -> attempt(work), milliseconds, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The cluster is being closed.
    }
  }

  private static void attempt(Runnable work) {
    try {
      work.run();
    } catch (ApiFailure e) {
      if (e.code() != 404 && e.code() != 409) {
        defect(e);
      }
    } catch (RuntimeException e) {
      defect(e);
    }
  }

  /** The error is printed and the loop goes on, as in a controller. */
  private static void defect(RuntimeException e) {
    Thread current = Thread.currentThread();
    current.getUncaughtExceptionHandler().uncaughtException(current, e);
  }

  /** Ends the thread after its current work. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
