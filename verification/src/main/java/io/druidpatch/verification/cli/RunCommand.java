package io.druidpatch.verification.cli;

import io.druidpatch.suite.ClusterChoice;
import io.druidpatch.suite.ClusterOptions;
import io.druidpatch.suite.KubernetesRunOptions;
import io.druidpatch.suite.ScenarioNames;
import io.druidpatch.suite.ScenarioOptions;
import io.druidpatch.suite.SuitePlan;
import io.druidpatch.verification.run.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs the scenarios on every subject and writes the report.")
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions clusters;
  @Mixin private KubernetesRunOptions running;
  @Mixin private ScenarioOptions scenarios;

  @Option(
      names = "--subject",
      paramLabel = "NAME=TARBALL",
      required = true,
      description = "A distribution to measure. Can be repeated; the report keeps the order.")
  private Map<String, Path> subjects = new LinkedHashMap<>();

  @Option(
      names = "--image",
      paramLabel = "NAME=IMAGE",
      description = "A subject's image: a name that the cluster can pull, or a tar file for k3s.")
  private Map<String, String> images = new LinkedHashMap<>();

  @Option(
      names = "--router",
      paramLabel = "NAME=TARBALL",
      description =
          "Another distribution for a subject's router, to measure a cluster that is patched in part.")
  private Map<String, Path> routers = new LinkedHashMap<>();

  @Option(
      names = "--report",
      paramLabel = "DIR",
      required = true,
      description =
          "The folder for the report and the logs of all processes. An earlier report there is"
              + " replaced.")
  private Path report;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      defaultValue = "verification",
      description = "The folder that has conf/ and thresholds.yaml. Default: ${DEFAULT-VALUE}.")
  private Path home;

  @Override
  public Integer call() throws IOException, InterruptedException {
    clusters.requireKubernetes();
    ScenarioNames.require(scenarios.only(), ScenarioNames.Where.KUBERNETES);
    running.requireStore();
    requireFiles("--subject", subjects);
    requireFiles("--router", routers);
    if (!subjects.keySet().containsAll(routers.keySet())) {
      throw new ParameterException(
          spec.commandLine(), "--router " + routers.keySet() + ": no such --subject");
    }
    return PlanExecution.of(
        new SuitePlan(
            ClusterChoice.of(clusters, new Progress(System.err)).kind(),
            clusters,
            scenarios,
            running,
            List.copyOf(subjects.keySet()),
            subjects,
            images,
            routers,
            home.toAbsolutePath(),
            report.toAbsolutePath()));
  }

  private void requireFiles(String option, Map<String, Path> named) {
    for (Map.Entry<String, Path> one : named.entrySet()) {
      if (!Files.isRegularFile(one.getValue())) {
        throw new ParameterException(
            spec.commandLine(), option + " " + one.getKey() + ": no such file: " + one.getValue());
      }
    }
  }
}
