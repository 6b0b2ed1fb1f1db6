package io.druidpatch.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.druidpatch.testing.Requirement;
import io.druidpatch.testing.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the lines of each CI job, in one clean clone, in the order in which the jobs need each
 * other. They are GitHub's; {@link WorkflowTest} has it that the other variants' are the same. What
 * the steps of a runner give is given by this machine: the checkout is the clone, the JDK that of
 * this test, an artifact is the folder that the job before left.
 */
@Requires(Requirement.UPSTREAM)
class WorkflowIT {
  /**
   * What a team would set for this machine: Druid's third repository may not be reached, and k3s
   * needs Docker and images. The shortest run of the suite; QuickIT has all of it.
   */
  private static final Map<String, String> TEAM =
      Map.of(
          "DRUIDPATCH_BUILD_OPTIONS", "--without-sigar",
          "DRUIDPATCH_CLUSTER", "embedded",
          "DRUIDPATCH_VERIFY_OPTIONS", "--subject ours --quick --only status-and-reports");

  @TempDir static Path folder;

  @TestFactory
  Stream<DynamicTest> eachJobsLinesSucceed() throws Exception {
    Workflow workflow = Workflow.gitHub();
    Map<String, String> variables = new TreeMap<>(workflow.variables());
    assertThat(variables.keySet()).isEqualTo(TEAM.keySet());
    variables.putAll(TEAM);
    Clone clone = Clone.make(folder.resolve("clone"));
    Path log = Files.createFile(folder.resolve("log"));
    return workflow.jobs().entrySet().stream()
        .map(
            job ->
                dynamicTest(
                    job.getKey(), () -> clone.succeed(script(job.getValue()), variables, log)));
  }

  private static String script(List<String> lines) {
    return String.join("\n", lines);
  }
}
