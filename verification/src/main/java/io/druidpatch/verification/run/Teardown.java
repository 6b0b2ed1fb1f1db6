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

  /** Ends one item before the rest. */
  public void close(AutoCloseable early) {
    Item found;
    synchronized (this) {
      found = items.stream().filter(item -> item.of().equals(early)).findFirst().orElse(null);
      items.remove(found);
    }
    if (found != null) {
      RuntimeException failed = close(found);
      if (failed != null) {
        throw failed;
      }
    }
  }

  private static RuntimeException close(Item item) {
    try {
      item.of().close();
      return null;
    } catch (Exception e) {
      return new IllegalStateException(item.what() + " could not be ended: " + e, e);
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

  private List<RuntimeException> end() {
    List<RuntimeException> failed = new ArrayList<>();
    while (true) {
      Item item;
      synchronized (this) {
        ended = true;
        item = items.poll();
      }
      if (item == null) {
        return failed;
      }
      RuntimeException e = close(item);
      if (e != null) {
        failed.add(e);
        System.err.println(e.getMessage());
      }
    }
  }

  /**
   * Ends everything.
   *
   * @throws IllegalStateException if an item could not be ended; all others are ended
   */
  @Override
  public void close() {
    List<RuntimeException> failed = end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM ends, and the hook runs.
    }
    if (!failed.isEmpty()) {
      RuntimeException first = failed.get(0);
      failed.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
  }
}
