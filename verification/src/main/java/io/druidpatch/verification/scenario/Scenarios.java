package io.druidpatch.verification.scenario;

import java.util.ArrayList;
import java.util.Iterator;
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
          new RunningWait(),
          new Scale());

  private Scenarios() {}

  /** All of them. */
  static List<Scenario> all() {
    return ALL;
  }

  /**
   * Those of some names, in the order in which they are run; for none, all that are run unasked.
   *
   * @throws IllegalArgumentException if there is none of a name
   */
  public static List<Scenario> named(List<String> names) {
    List<String> known = ALL.stream().map(Scenario::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "no scenario " + name + "; there are " + String.join(", ", known));
      }
    }
    return ALL.stream()
        .filter(s -> names.isEmpty() ? s.isRunUnasked() : names.contains(s.name()))
        .toList();
  }

  /** For a command line's help. */
  public static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return new ArrayList<>(ALL.stream().map(Scenario::name).toList()).iterator();
    }
  }
}
