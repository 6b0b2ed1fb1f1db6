package io.druidpatch.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.build.TestUpstream.Verdict;
import io.druidpatch.modules.TestReports.Outcome;
import io.druidpatch.modules.TestReports.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestUpstreamTest {
  @ParameterizedTest
  @CsvSource({
    "FAILED, PASSED, NEWLY_FAILING",
    "FAILED, SKIPPED, NEWLY_FAILING",
    "FAILED, FLAKY, NEWLY_FAILING",
    "FAILED, , NEWLY_FAILING",
    "FAILED, FAILED, FAILS_ON_BASE",
    "PASSED, FAILED, NEWLY_PASSING",
    "FLAKY, FAILED, FLAKY",
    "FLAKY, PASSED, FLAKY",
    "PASSED, FLAKY, FLAKY",
    "SKIPPED, PASSED, SKIPPED",
    "PASSED, PASSED, PASSES",
    "PASSED, , PASSES",
    ", PASSED, GONE"
  })
  void patchedIsHeldAgainstBase(State patched, State base, Verdict expected) {
    TestUpstream.Report report =
        TestUpstream.report(
            ObjectId.zeroId(), ObjectId.zeroId(), List.of(), outcomes(patched), outcomes(base));
    assertThat(report.lines()).singleElement().extracting("verdict").isEqualTo(expected);
  }

  private static Map<String, Outcome> outcomes(State state) {
    Map<String, Outcome> outcomes = new HashMap<>();
    if (state != null) {
      outcomes.put("c#m", new Outcome(state, ""));
    }
    return outcomes;
  }
}
