package io.druidpatch.verification.inprocess;

import java.util.List;

/** The scenarios that run in process, in their order. */
final class LogScenarios {
  private static final List<LogScenario> ALL = List.of(new FollowedLog(), new ManyFollowers());

  private LogScenarios() {}

  /** All of them. */
  static List<LogScenario> all() {
    return ALL;
  }

  /** The scenarios of some names; all of them for no names. */
  static List<LogScenario> named(List<String> names) {
    return ALL.stream().filter(s -> names.isEmpty() || names.contains(s.name())).toList();
  }
}
