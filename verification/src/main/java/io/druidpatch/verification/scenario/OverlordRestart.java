package io.druidpatch.verification.scenario;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Restarts the Overlord with or without the suite's proxy between it and the Kubernetes API. */
final class OverlordRestart {
  private static final Duration LEADER = Duration.ofMinutes(3);

  private OverlordRestart() {}

  /**
   * By the proxy, which makes faults and counts log streams.
   *
   * @param properties of the Overlord, from now on
   */
  static void byProxy(ScenarioContext context, Map<String, String> properties)
      throws IOException, InterruptedException {
    restart(context, URI.create("http://127.0.0.1:" + context.api().port()), properties);
  }

  /** Without the proxy, as in use. */
  static void direct(ScenarioContext context, Map<String, String> properties)
      throws IOException, InterruptedException {
    restart(context, URI.create(context.cluster().api().getMasterUrl()), properties);
  }

  private static void restart(ScenarioContext context, URI server, Map<String, String> properties)
      throws IOException, InterruptedException {
    context.services().killOverlord();
    context.services().reachApi(context.cluster().api(), server);
    context.services().startOverlord(properties);
    context.services().awaitLeader(LEADER);
  }
}
