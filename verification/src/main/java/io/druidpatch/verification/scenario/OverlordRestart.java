package io.druidpatch.verification.scenario;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Restarts the Overlord with or without the suite's proxy between it and the Kubernetes API. */
public final class OverlordRestart {
  private static final Duration LEADER = Duration.ofMinutes(3);

  private OverlordRestart() {}

  /**
   * By the proxy, which makes faults and counts log streams.
   *
   * @param properties of the Overlord, from now on
   */
  public static void byProxy(ScenarioContext context, Map<String, String> properties)
      throws IOException, InterruptedException {
    URI proxy = URI.create("http://127.0.0.1:" + context.api().port());
    by(context, context.cluster().api(), proxy, properties);
  }

  /** Without the proxy, as in use. */
  public static void direct(ScenarioContext context, Map<String, String> properties)
      throws IOException, InterruptedException {
    Config api = context.cluster().api();
    by(context, api, URI.create(api.getMasterUrl()), properties);
  }

  /**
   * By another way.
   *
   * @param config what the Overlord shows for itself there
   * @param server plain, or TLS up to the API server
   */
  static void by(ScenarioContext context, Config config, URI server, Map<String, String> properties)
      throws IOException, InterruptedException {
    context.services().killOverlord();
    context.services().reachApi(config, server);
    context.services().startOverlord(properties);
    context.services().awaitLeader(LEADER);
  }
}
