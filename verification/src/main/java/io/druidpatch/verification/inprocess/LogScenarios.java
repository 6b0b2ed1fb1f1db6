package io.druidpatch.verification.inprocess;

import java.util.List;

/** What can be measured in process, in the order in which it is run. */
final class LogScenarios {
  private static final List<LogScenario> ALL = List.of(new FollowedLog(), new ManyFollowers());

  private LogScenarios() {}

  /** All of them. */
  static List<LogScenario> all() {
    return ALL;
  }

  /** Those of some names; all for none. */
  static List<LogScenario> named(List<String> names) {
    return ALL.stream().filter(s -> names.isEmpty() || names.contains(s.name())).toList();
  }
}
