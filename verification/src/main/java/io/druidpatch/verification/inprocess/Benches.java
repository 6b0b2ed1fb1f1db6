package io.druidpatch.verification.inprocess;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;

/** All subjects in one scenario. A subject whose step fails takes no further part. */
final class Benches {
  private final List<Bench> standing;
  private final BiConsumer<Bench, Exception> broken;
  private int turn;

  /** What is done with one subject. */
  @FunctionalInterface
  interface Step {
    void take(Bench bench) throws Exception;
  }

  /**
   * All of them.
   *
   * @param broken is told of each that breaks off
   */
  Benches(List<Bench> all, BiConsumer<Bench, Exception> broken) {
    this.standing = new ArrayList<>(all);
    this.broken = broken;
  }

  /** Those that have not broken off. */
  List<Bench> standing() {
    return List.copyOf(standing);
  }

  /** Runs a step for one subject after the other, each time beginning with another. */
  void inTurn(Step step) throws InterruptedException {
    List<Bench> order = standing();
    if (order.isEmpty()) {
      return;
    }
    List<Bench> rotated = new ArrayList<>(order);
    Collections.rotate(rotated, turn++);
    for (Bench bench : rotated) {
      try {
        step.take(bench);
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        breakOff(bench, e);
      }
    }
  }

  /** Runs a step for all subjects at the same time, for steps that mostly wait. */
  void together(Step step) throws InterruptedException {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      Map<Bench, Future<?>> running = new LinkedHashMap<>();
      for (Bench bench : standing()) {
        running.put(
            bench,
            threads.submit(
                () -> {
                  step.take(bench);
                  return null;
                }));
      }
      for (Map.Entry<Bench, Future<?>> one : running.entrySet()) {
        try {
          one.getValue().get();
        } catch (ExecutionException e) {
          breakOff(
              one.getKey(), e.getCause() instanceof Exception cause ? cause : new Exception(e));
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void breakOff(Bench bench, Exception cause) {
    standing.remove(bench);
    broken.accept(bench, cause);
  }
}
