package io.druidpatch.verification.scenario.load;

import io.druidpatch.verification.druid.Overlord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** How long the Overlord's API takes for a client that lists the tasks. */
final class ApiLatency {
  /** An answer that takes longer counts as this long, in seconds. */
  private static final double NO_ANSWER = 10;

  private ApiLatency() {}

  /**
   * Asks for the list of tasks ten times a second, whether or not earlier answers have come.
   *
   * @param seconds for how long
   * @return how long each answer took, in seconds
   */
  static List<Double> measure(Overlord overlord, int seconds) throws Exception {
    List<Double> latencies = Collections.synchronizedList(new ArrayList<>());
    ExecutorService clients = Executors.newCachedThreadPool();
    try {
      long next = System.nanoTime();
      for (int i = 0; i < seconds * 10; i++, next += 100_000_000L) {
        TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
        clients.execute(
            () -> {
              long start = System.nanoTime();
              try {
                overlord.get("/druid/indexer/v1/tasks");
                latencies.add((System.nanoTime() - start) / 1e9);
              } catch (IOException e) {
                latencies.add(NO_ANSWER);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
      }
    } finally {
      clients.shutdown();
      clients.awaitTermination(30, TimeUnit.SECONDS);
    }
    return List.copyOf(latencies);
  }
}
