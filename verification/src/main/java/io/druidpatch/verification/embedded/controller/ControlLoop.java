package io.druidpatch.verification.embedded.controller;

import io.druidpatch.verification.embedded.resource.ApiFailure;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The single thread of the controllers, or of the node. Work that finds an object in an unexpected
 * state gives up, since the change that caused the state has scheduled work of its own.
 */
public final class ControlLoop implements AutoCloseable {
  private final ScheduledThreadPoolExecutor thread;

  /** Starts the thread; the name is its name. */
  public ControlLoop(String name) {
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

  /** Does the work when all earlier work is done. */
  public void run(Runnable work) {
    after(0, work);
  }

  /** Does the work after a time, behind what is due before it. */
  public void after(long milliseconds, Runnable work) {
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
