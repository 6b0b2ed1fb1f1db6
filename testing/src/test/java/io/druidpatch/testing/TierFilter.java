package io.druidpatch.testing;

import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;

/**
 * Leaves the fast tests out of a run of another tier, which is made beside {@code mvn verify}. A
 * run of the fast tier leaves nothing out: what it does not run it counts as skipped.
 */
public final class TierFilter implements PostDiscoveryFilter {
  @Override
  public FilterResult apply(TestDescriptor test) {
    Tier running = Tier.running();
    if (running == Tier.FAST || !(test.getSource().orElse(null) instanceof MethodSource method)) {
      return FilterResult.included("no test method, or a run of the fast tier");
    }
    Tier tier = Tier.of(method.getJavaClass(), method.getJavaMethod());
    return FilterResult.includedIf(tier == running);
  }
}
