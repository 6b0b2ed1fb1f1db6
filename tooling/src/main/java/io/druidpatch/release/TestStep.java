package io.druidpatch.release;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.apply.Workspace;
import io.druidpatch.build.BuildEnvironment;
import io.druidpatch.build.TestUpstream;
import io.druidpatch.build.TestUpstream.TestComparison;
import io.druidpatch.build.TestUpstream.Verdict;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs upstream's tests; what each came to goes into the report. */
record TestStep(Workspace workspace, BuildEnvironment tools) implements Step {
  static final String NAME = "test-upstream";
  static final String MODULES = "modules";
  static final String FILE = PartialRelease.REPORT + "/tests.json";

  @Override
  public Definition definition() {
    return new Definition(
        NAME, List.of(Inputs.TOOL, Inputs.JDK, Inputs.SIGAR), List.of(ApplyStep.NAME));
  }

  @Override
  public Map<String, String> run(StepContext stage) throws IOException {
    return take(
        new TestUpstream(workspace, tools, stage.progress()).run(),
        workspace.series(),
        stage.folder());
  }

  /**
   * Writes the outcomes.
   *
   * @throws Failure with {@link ExitCode#TESTS} if a test newly fails
   */
  static Map<String, String> take(TestUpstream.Report report, Series series, Path folder)
      throws IOException {
    List<TestComparison> failing = report.of(Verdict.NEWLY_FAILING);
    if (!failing.isEmpty()) {
      throw Failure.of(ExitCode.TESTS, report.tip())
          .says("tests fail that pass on the base")
          .found(String.join(", ", failing.stream().map(TestComparison::test).toList()))
          .fix(series.command("test-upstream") + " says more; change the series")
          .build();
    }
    Path file = folder.resolve(FILE);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report.json())
            + "\n");
    return Map.of(MODULES, String.join(", ", report.modules()));
  }
}
