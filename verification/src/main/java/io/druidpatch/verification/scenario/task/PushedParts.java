package io.druidpatch.verification.scenario.task;

import io.druidpatch.verification.follow.Arrivals;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is pushed of a running task's log, as the object store has it: beside the whole of it, which
 * is put there at the end. Who looks often enough sees each push.
 */
final class PushedParts {
  /** How often to look. Each push is seen: they are seconds apart. */
  static final long LOOK_MILLIS = 250;

  private final ScenarioContext context;
  private final String keys;
  private final Map<String, Integer> versions = new HashMap<>();
  private long bytes;
  private long next;
  private double lag;

  PushedParts(ScenarioContext context, String task) {
    this.context = context;
    this.keys = context.services().logPartKeys(task);
  }

  /** Takes down which lines are there that were not, and what was sent since the last look. */
  void look() {
    Map<Long, Double> lines = new TreeMap<>();
    for (String key : context.objects().keys(keys)) {
      Optional<byte[]> content = context.objects().get(key);
      if (content.isEmpty()) {
        continue;
      }
      Integer version = Arrays.hashCode(content.get());
      if (!version.equals(versions.put(key, version))) {
        bytes += content.get().length;
      }
      Arrivals.of(content.get()).lines().forEach(line -> lines.put(line.number(), line.written()));
    }
    double now = Arrivals.now();
    while (lines.containsKey(next)) {
      lag = Math.max(lag, now - lines.get(next));
      next++;
    }
  }

  /** How many bytes were sent. */
  long bytes() {
    return bytes;
  }

  /** The number of the first line that has not been there. */
  long next() {
    return next;
  }

  /** The longest time from when a line was written until it was there, in seconds. */
  double lag() {
    return lag;
  }

  /** How many objects there have been. */
  int objects() {
    return versions.size();
  }
}
