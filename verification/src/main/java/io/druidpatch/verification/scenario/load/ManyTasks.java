package io.druidpatch.verification.scenario.load;

import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Many running tasks that write a line a second. Their pods are shells, since a thousand of these
 * fit on one machine.
 */
final class ManyTasks {
  /** They live longer than a scenario, in seconds. */
  private static final int LIFE = 7_200;

  private static final Duration START = Duration.ofMinutes(30);

  private final ScenarioContext context;
  private final List<String> ids = new ArrayList<>();

  ManyTasks(ScenarioContext context) {
    this.context = context;
  }

  List<String> ids() {
    return ids;
  }

  /** Starts tasks until so many run. */
  void grow(int count) throws Exception {
    context.says("starting tasks until " + count + " run");
    while (ids.size() < count) {
      String task = ScenarioContext.id("beat-" + LIFE);
      context.services().overlord().submitNoop(task, Duration.ofSeconds(LIFE));
      ids.add(task);
    }
    awaitLocated();
  }

  /** Waits until the Overlord knows where each of them runs. */
  void awaitLocated() throws Exception {
    long until = System.nanoTime() + START.toNanos();
    while (located() < ids.size()) {
      if (System.nanoTime() > until) {
        throw new IOException("only " + located() + " of " + ids.size() + " tasks run");
      }
      TimeUnit.SECONDS.sleep(2);
    }
  }

  private long located() throws Exception {
    return context.services().overlord().locations().values().stream()
        .filter(Objects::nonNull)
        .count();
  }

  void endAll() throws Exception {
    try {
      context.services().overlord().post("/druid/indexer/v1/datasources/none/shutdownAllTasks", "");
    } catch (HttpTimeoutException e) {
      // It ends one after the other, and goes on with that.
    }
    ScenarioContext.await(
        START,
        () -> {
          try {
            return context.services().overlord().locations().isEmpty();
          } catch (IOException e) {
            return false;
          }
        });
  }
}
