package io.druidpatch.verification.scenario.task;

import io.druidpatch.verification.follow.Follower;
import io.druidpatch.verification.follow.Recording;
import io.druidpatch.verification.scenario.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The logs of a task's containers, recorded from the API server while they are written, so that
 * they exist when the pod no longer does. A task has several pods if its job replaces one that was
 * deleted.
 */
final class ContainerLogs implements AutoCloseable {
  private final Pods pods;
  private final String task;
  private final Path scratch;
  private final Map<String, Recording> recordings = new LinkedHashMap<>();
  private final Map<String, Follower> followers = new LinkedHashMap<>();
  private final Thread watcher;
  private volatile boolean closed;

  ContainerLogs(Pods pods, String task, Path scratch) {
    this.pods = pods;
    this.task = task;
    this.scratch = scratch;
    this.watcher = new Thread(this::watch, "container-logs " + task);
    watcher.setDaemon(true);
    watcher.start();
  }

  private void watch() {
    try {
      while (!closed) {
        for (Pod pod : pods.of(task)) {
          String name = pod.getMetadata().getName();
          if (Pods.hasStarted(pod)) {
            record(name);
          }
        }
        Thread.sleep(200);
      }
    } catch (IOException | KubernetesClientException e) {
      if (!closed) {
        throw new IllegalStateException("the log of " + task + " cannot be recorded", e);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private synchronized void record(String pod) throws IOException {
    if (!closed && !recordings.containsKey(pod)) {
      Recording recording = new Recording(Files.createTempFile(scratch, "container", ".log"));
      recordings.put(pod, recording);
      followers.put(pod, Follower.open(pods.log(pod, true), recording));
    }
  }

  /** The log of the last container, once it has ended; empty if there was no container. */
  Optional<Recording> last(Duration time) throws Exception {
    Follower follower;
    synchronized (this) {
      follower = followers.values().stream().reduce((first, second) -> second).orElse(null);
    }
    if (follower == null) {
      return Optional.empty();
    }
    follower.awaitEnd(time);
    return lastSoFar();
  }

  /** What the last container has written so far. */
  synchronized Optional<Recording> lastSoFar() {
    return recordings.values().stream().reduce((first, second) -> second);
  }

  /** How many pods there were. */
  synchronized int pods() {
    return recordings.size();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    watcher.interrupt();
    synchronized (this) {
      followers.values().forEach(Follower::close);
      for (Recording recording : recordings.values()) {
        recording.close();
      }
    }
  }
}
