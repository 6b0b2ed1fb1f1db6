package io.druidpatch.verification.scenario;

import java.util.List;

/** All scenarios, in the order in which they are run: those that restart the Overlord last. */
public final class Scenarios {
  private static final List<Scenario> ALL =
      List.of(
          new S3LogPush(),
          new StatusAndReports(),
          new FirstByte(),
          new Clients(),
          new ConsoleView(),
          new LostConnection(),
          new Rotation(),
          new IncompleteLog(),
          new IdleProxy(),
          new Followers(),
          new SilentConnection(),
          new NoisyNeighbours(),
          new LivePush(),
          new SilentApi(),
          new RunningWait(),
          new Scale());

  private Scenarios() {}

  /** All of them. */
  static List<Scenario> all() {
    return ALL;
  }

  /** The scenarios of some names, in the order in which they run; for no names, the usual ones. */
  public static List<Scenario> named(List<String> names) {
    return ALL.stream()
        .filter(s -> names.isEmpty() ? s.isRunUnasked() : names.contains(s.name()))
        .toList();
  }
}
