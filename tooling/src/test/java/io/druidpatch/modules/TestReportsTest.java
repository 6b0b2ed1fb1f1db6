package io.druidpatch.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.modules.TestReports.Outcome;
import io.druidpatch.modules.TestReports.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestReportsTest {
  @TempDir Path module;

  @Test
  void aTestThatPassedOnceMoreIsFlakyAndNotFailed() throws IOException {
    report(
        """
        <testsuite name="c">
          <testcase name="passes" classname="c"/>
          <testcase name="skips" classname="c"><skipped/></testcase>
          <testcase name="fails" classname="c">
            <failure message="first&#10;second&#10;third" type="t"/>
            <rerunFailure message="again" type="t"/>
          </testcase>
          <testcase name="breaks" classname="c"><error type="java.lang.X"/></testcase>
          <testcase name="flakes" classname="c"><flakyError message="once" type="t"/></testcase>
        </testsuite>
        """);
    assertThat(TestReports.read(module))
        .containsExactly(
            Map.entry("c#breaks", new Outcome(State.FAILED, "java.lang.X")),
            Map.entry("c#fails", new Outcome(State.FAILED, "first second")),
            Map.entry("c#flakes", new Outcome(State.FLAKY, "once")),
            Map.entry("c#passes", new Outcome(State.PASSED, "")),
            Map.entry("c#skips", new Outcome(State.SKIPPED, "")));
  }

  @Test
  void aReportThatBreaksOffIsAnError() throws IOException {
    report("<testsuite><testcase name=");
    assertThatThrownBy(() -> TestReports.read(module)).isInstanceOf(IOException.class);
  }

  @Test
  void aModuleWhoseTestsDidNotRunHasNone() throws IOException {
    assertThat(TestReports.read(module)).isEmpty();
  }

  private void report(String xml) throws IOException {
    Path folder = Files.createDirectories(module.resolve("target/surefire-reports"));
    Files.writeString(folder.resolve("TEST-c.xml"), xml);
  }
}
