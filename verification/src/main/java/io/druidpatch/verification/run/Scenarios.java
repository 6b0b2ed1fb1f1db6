package io.druidpatch.verification.run;

import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.livelog.Clients;
import io.druidpatch.verification.scenario.livelog.ConsoleView;
import io.druidpatch.verification.scenario.livelog.FirstByte;
import io.druidpatch.verification.scenario.livelog.IdleProxy;
import io.druidpatch.verification.scenario.livelog.IncompleteLog;
import io.druidpatch.verification.scenario.livelog.LostConnection;
import io.druidpatch.verification.scenario.livelog.Rotation;
import io.druidpatch.verification.scenario.livelog.SilentConnection;
import io.druidpatch.verification.scenario.livelog.WaysToFollow;
import io.druidpatch.verification.scenario.load.Followers;
import io.druidpatch.verification.scenario.load.NoisyNeighbours;
import io.druidpatch.verification.scenario.load.PushScale;
import io.druidpatch.verification.scenario.load.Scale;
import io.druidpatch.verification.scenario.task.EndedTasks;
import io.druidpatch.verification.scenario.task.LivePush;
import io.druidpatch.verification.scenario.task.MetadataStore;
import io.druidpatch.verification.scenario.task.OverlordSettings;
import io.druidpatch.verification.scenario.task.RunningWait;
import io.druidpatch.verification.scenario.task.S3LogPush;
import io.druidpatch.verification.scenario.task.SilentApi;
import io.druidpatch.verification.scenario.task.StatusAndReports;
import java.util.List;

/** All scenarios, in the order in which they are run: those that restart the Overlord last. */
final class Scenarios {
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
          new MetadataStore(),
          new SilentConnection(),
          new WaysToFollow(),
          new NoisyNeighbours(),
          new LivePush(),
          new SilentApi(),
          new EndedTasks(),
          new OverlordSettings(),
          new RunningWait(),
          new Scale(),
          new PushScale());

  private Scenarios() {}

  /** All of them. */
  static List<Scenario> all() {
    return ALL;
  }

  /** The scenarios of some names, in the order in which they run; for no names, the usual ones. */
  static List<Scenario> named(List<String> names) {
    return ALL.stream()
        .filter(s -> names.isEmpty() ? s.isRunUnasked() : names.contains(s.name()))
        .toList();
  }
}
