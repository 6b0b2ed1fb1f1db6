package io.druidpatch.verification.scenario;

import io.druidpatch.verification.follow.Follower;
import io.druidpatch.verification.follow.Recording;
import io.druidpatch.verification.follow.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The log of a task whose pod runs the {@link io.druidpatch.verification.pod.LogGenerator}: a log
 * of a known shape, whose lines carry the time at which they were written.
 */
public final class GeneratedLog {
  private static final Duration START = Duration.ofMinutes(3);

  /** How long a snapshot may take to end. */
  private static final Duration SNAPSHOT = Duration.ofSeconds(5);

  private GeneratedLog() {}

  /**
   * Starts a task and waits until its log can be asked for.
   *
   * @param shape what the log is like, as the generator has it
   * @param seconds how long the task runs
   * @return the task's id
   */
  public static String start(ScenarioContext context, String shape, int seconds) throws Exception {
    String task = ScenarioContext.id("talk-" + shape + "-" + seconds);
    context.says(task);
    context.services().overlord().submitNoop(task, Duration.ofSeconds(seconds));
    context.pods().awaitStarted(task, START);
    if (!ScenarioContext.await(
        START, () -> context.services().overlord().locations().get(task) != null)) {
      throw new IOException(
          "the Overlord does not know where " + task + " is, though its pod runs");
    }
    return task;
  }

  /**
   * What a task has written that writes no more until its end, such as one of the shape {@code
   * quiet}.
   *
   * @param pod the task's pod
   */
  public static byte[] written(ScenarioContext context, String pod) throws Exception {
    long until = System.nanoTime() + START.toNanos();
    byte[] log = new byte[0];
    for (int before = -1; log.length == 0 || log.length > before; ) {
      if (System.nanoTime() > until) {
        throw new IOException(
            log.length == 0
                ? "the log of " + pod + " is still empty after " + START.toSeconds() + " s"
                : "the log of " + pod + " still grows after " + START.toSeconds() + " s");
      }
      before = log.length;
      Thread.sleep(500);
      log =
          snapshot(context, context.pods().log(pod, false))
              .orElseThrow(() -> new IOException("the Kubernetes API does not give " + pod));
    }
    return log;
  }

  /**
   * The bytes of an answer of status 200 that ends by itself; empty if it is none, or does not end
   * in time.
   */
  public static Optional<byte[]> snapshot(ScenarioContext context, Target target) throws Exception {
    Path file = Files.createTempFile(context.scratch(), "snapshot", "");
    try (Recording recording = new Recording(file);
        Follower follower = Follower.open(target, recording)) {
      if (!follower.awaitEnd(SNAPSHOT)) {
        return Optional.empty();
      }
      if (follower.failure().isPresent()) {
        throw new IOException(target.uri() + ": " + follower.failure().get());
      }
      if (follower.status() != 200) {
        return Optional.empty();
      }
    }
    return Optional.of(Files.readAllBytes(file));
  }
}
