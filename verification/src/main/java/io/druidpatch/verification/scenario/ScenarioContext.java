package io.druidpatch.verification.scenario;

import io.druidpatch.verification.cluster.Cluster;
import io.druidpatch.verification.druid.Services;
import io.druidpatch.verification.fault.FaultProxy;
import io.druidpatch.verification.measure.Recorder;
import io.druidpatch.verification.store.S3Objects;
import io.druidpatch.verification.threshold.Thresholds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * What a scenario works with.
 *
 * @param api the way from Druid to the Kubernetes API
 * @param store the way from the Overlord to the object store, where faults can be put on it
 * @param quick whether to do the short form
 * @param repeat how often to take a sample that is worth repeating, at least
 * @param scratch a folder for this scenario's files
 * @param clients the folder of programs that follow a log as people's clients do
 * @param thresholds the limits that a row's verdict goes by
 * @param progress says how far it is
 */
public record ScenarioContext(
    Services services,
    Cluster cluster,
    Pods pods,
    FaultProxy api,
    Optional<FaultProxy> store,
    S3Objects objects,
    boolean quick,
    int repeat,
    Path scratch,
    Path clients,
    Thresholds thresholds,
    Recorder recorder,
    Consumer<String> progress) {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** Says how far the scenario is. */
  public void says(String text) {
    progress.accept(text);
  }

  /** A row of the operator's table about what this scenario has measured. */
  public Row row(String title) {
    return new Row(title, recorder, thresholds, services.subject().name(), cluster.kind().word());
  }

  /**
   * How many streams of followed logs are open to the Kubernetes API. A snapshot's connection stays
   * open for the next request and does not count.
   */
  public int logStreams() {
    return api.open(request -> request.contains("/log?") && request.contains("follow=true"));
  }

  /** An id that no task has had. */
  public static String id(String prefix) {
    return prefix
        + "-"
        + Long.toString(ProcessHandle.current().pid(), 36)
        + Integer.toString(NUMBER.incrementAndGet(), 36);
  }

  /** Asks again and again until the answer is yes. False if it was not in time. */
  public static boolean await(Duration time, Callable<Boolean> question) throws Exception {
    long until = System.nanoTime() + time.toNanos();
    while (!question.call()) {
      if (System.nanoTime() > until) {
        return false;
      }
      Thread.sleep(50);
    }
    return true;
  }
}
