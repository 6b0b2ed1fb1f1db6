package io.druidpatch.suite;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The names of the suite's scenarios, which the tool knows before it has compiled the suite. */
public final class ScenarioNames {
  /** Where a scenario can run. */
  public enum Where {
    /** On a cluster of any kind. */
    KUBERNETES("on Kubernetes"),
    IN_PROCESS("in process");

    private final String words;

    Where(String words) {
      this.words = words;
    }
  }

  private static final Map<String, Set<Where>> ALL =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("clients", Set.of(Where.KUBERNETES)),
              Map.entry("console-view", Set.of(Where.KUBERNETES)),
              Map.entry("ended-tasks", Set.of(Where.KUBERNETES)),
              Map.entry("first-byte", Set.of(Where.KUBERNETES, Where.IN_PROCESS)),
              Map.entry("followers", Set.of(Where.KUBERNETES, Where.IN_PROCESS)),
              Map.entry("idle-proxy", Set.of(Where.KUBERNETES)),
              Map.entry("incomplete-log", Set.of(Where.KUBERNETES)),
              Map.entry("live-push", Set.of(Where.KUBERNETES)),
              Map.entry("lost-connection", Set.of(Where.KUBERNETES)),
              Map.entry("metadata-store", Set.of(Where.KUBERNETES)),
              Map.entry("noisy-neighbours", Set.of(Where.KUBERNETES)),
              Map.entry("overlord-settings", Set.of(Where.KUBERNETES)),
              Map.entry("push-scale", Set.of(Where.KUBERNETES)),
              Map.entry("rotation", Set.of(Where.KUBERNETES)),
              Map.entry("running-wait", Set.of(Where.KUBERNETES)),
              Map.entry("s3-log-push", Set.of(Where.KUBERNETES)),
              Map.entry("scale", Set.of(Where.KUBERNETES)),
              Map.entry("silent-api", Set.of(Where.KUBERNETES)),
              Map.entry("silent-connection", Set.of(Where.KUBERNETES)),
              Map.entry("status-and-reports", Set.of(Where.KUBERNETES)),
              Map.entry("ways-to-follow", Set.of(Where.KUBERNETES))));

  private ScenarioNames() {}

  /** All names, sorted. */
  public static List<String> all() {
    return List.copyOf(ALL.keySet());
  }

  /** The names of the scenarios that can run somewhere, sorted. */
  public static List<String> of(Where where) {
    return ALL.keySet().stream().filter(name -> ALL.get(name).contains(where)).toList();
  }

  /**
   * Checks the names that a user gave.
   *
   * @throws Failure with {@link ExitCode#USAGE} if one of them cannot run there
   */
  public static void require(List<String> only, Where where) {
    for (String name : only) {
      if (!of(where).contains(name)) {
        throw Failure.of(ExitCode.USAGE, "--only " + name)
            .says(
                ALL.containsKey(name)
                    ? "this scenario cannot run " + where.words
                    : "there is no such scenario")
            .expected("one of " + String.join(", ", of(where)))
            .build();
      }
    }
  }
}
