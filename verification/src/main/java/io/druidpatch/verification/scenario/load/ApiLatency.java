package io.druidpatch.verification.scenario.load;

import io.druidpatch.verification.druid.Overlord;
import io.druidpatch.verification.measure.Statistics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** How long the Overlord's API takes for a client that lists the tasks. */
final class ApiLatency {
  /** An answer that takes longer, or is none of status 200, counts as this long, in seconds. */
  private static final double NO_ANSWER = 10;

  private ApiLatency() {}

  /**
   * The same while nobody else asks for anything, which other latencies are compared with.
   *
   * @throws IOException if too few answers come to compare anything with
   */
  static List<Double> undisturbed(Overlord overlord, int seconds) throws Exception {
    List<Double> latencies = measure(overlord, seconds);
    if (Statistics.of(latencies).p99() >= NO_ANSWER) {
      throw new IOException(
          "the list of tasks is not given though nobody else asks, so nothing was tested");
    }
    return latencies;
  }

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
                boolean listed = overlord.get("/druid/indexer/v1/tasks").status() == 200;
                latencies.add(listed ? (System.nanoTime() - start) / 1e9 : NO_ANSWER);
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
