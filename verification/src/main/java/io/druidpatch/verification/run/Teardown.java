package io.druidpatch.verification.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Everything that a run has started. It is ended in the opposite order: at the run's end, after a
 * failure, or when the JVM is told to end (Ctrl-C, SIGTERM).
 */
public final class Teardown implements AutoCloseable {
  private final Deque<Item> items = new ArrayDeque<>();
  private final Thread hook = new Thread(this::endWithJvm, "teardown");
  private final List<String> left = new ArrayList<>();
  private volatile boolean isJvmEnding;
  private boolean ended;

  private record Item(String what, AutoCloseable of) {}

  public Teardown() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Registers something to end later.
   *
   * @param what its description, for messages
   * @return the item
   * @throws IllegalStateException if the end has begun; the item is closed then
   */
  public <T extends AutoCloseable> T add(String what, T item) {
    synchronized (this) {
      if (!ended) {
        items.push(new Item(what, item));
        return item;
      }
    }
    close(new Item(what, item));
    throw new IllegalStateException("the run ends");
  }

  /** Ends one item before the rest. That it could not be ended is told by {@link #end}. */
  public void close(AutoCloseable early) {
    Item found;
    synchronized (this) {
      found = items.stream().filter(item -> item.of().equals(early)).findFirst().orElse(null);
      items.remove(found);
    }
    if (found != null) {
      close(found);
    }
  }

  private void close(Item item) {
    try {
      item.of().close();
    } catch (Exception e) {
      String what = item.what() + " could not be ended: " + e;
      System.err.println(what);
      synchronized (this) {
        left.add(what);
      }
    }
  }

  private void endWithJvm() {
    isJvmEnding = true;
    end();
  }

  /**
   * Does not return if the JVM was told to end: what fails then fails because all is taken away,
   * and is no news.
   */
  public void waitIfJvmEnds() throws InterruptedException {
    if (isJvmEnding) {
      Thread.currentThread().join();
    }
  }

  /**
   * Ends everything.
   *
   * @return what could not be ended, now or before, and why; everything else is ended. It is no
   *     exception, since what was measured before counts all the same
   */
  public List<String> end() {
    while (true) {
      Item item;
      synchronized (this) {
        ended = true;
        item = items.poll();
      }
      if (item == null) {
        synchronized (this) {
          return List.copyOf(left);
        }
      }
      close(item);
    }
  }

  /** Ends everything that {@link #end} has not ended. */
  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM ends, and the hook runs.
    }
  }
}
