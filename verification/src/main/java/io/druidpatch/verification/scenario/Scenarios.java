package io.druidpatch.verification.scenario;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** All scenarios, in the order in which they are run: the one that restarts the Overlord last. */
public final class Scenarios {
  private static final List<Scenario> ALL =
      List.of(
          new S3LogPush(),
          new StatusAndReports(),
          new FirstByte(),
          new ConsoleView(),
          new LostConnection(),
          new Followers(),
          new RunningWait());

  private Scenarios() {}

  /**
   * Those of some names, in the order in which they are run; all for none.
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
    return ALL.stream().filter(s -> names.isEmpty() || names.contains(s.name())).toList();
  }

  /** For a command line's help. */
  public static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return new ArrayList<>(ALL.stream().map(Scenario::name).toList()).iterator();
    }
  }
}
