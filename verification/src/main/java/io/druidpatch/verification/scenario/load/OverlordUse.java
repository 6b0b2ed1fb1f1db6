package io.druidpatch.verification.scenario.load;

import io.druidpatch.verification.druid.JvmProbe;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;

/**
 * What the Overlord has in use.
 *
 * @param heap bytes
 * @param cpu processor seconds since it started
 */
record OverlordUse(int threads, double heap, int descriptors, double cpu) {
  static OverlordUse now(ScenarioContext context, JvmProbe probe) throws IOException {
    return new OverlordUse(
        probe.threads(),
        probe.heap(),
        context.services().overlordDescriptors(),
        context.services().overlordCpu());
  }
}
