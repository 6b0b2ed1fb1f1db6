package io.druidpatch.verification.inprocess;

import java.util.List;

/** What can be measured in process, in the order in which it is run. */
public final class LogScenarios {
  private static final List<LogScenario> ALL = List.of(new FollowedLog(), new ManyFollowers());

  private LogScenarios() {}

  /** Their names. */
  public static List<String> names() {
    return ALL.stream().map(LogScenario::name).toList();
  }

  /** Those of some names; all for none. */
  static List<LogScenario> named(List<String> names) {
    return ALL.stream().filter(s -> names.isEmpty() || names.contains(s.name())).toList();
  }
}
