package io.druidpatch.verification.cli;

import io.druidpatch.suite.ClusterOptions;
import io.druidpatch.suite.DetectedCluster;
import io.druidpatch.suite.KubernetesRunOptions;
import io.druidpatch.suite.ReportFolder;
import io.druidpatch.suite.ScenarioNames;
import io.druidpatch.suite.ScenarioOptions;
import io.druidpatch.verification.cluster.Cluster;
import io.druidpatch.verification.report.Report;
import io.druidpatch.verification.run.Progress;
import io.druidpatch.verification.run.Run;
import io.druidpatch.verification.run.RunPlan;
import io.druidpatch.verification.run.Teardown;
import io.druidpatch.verification.scenario.Scenarios;
import io.druidpatch.verification.store.EndpointStore;
import io.druidpatch.verification.store.MinioStore;
import io.druidpatch.verification.store.ObjectStore;
import io.druidpatch.verification.store.S3ProxyStore;
import io.druidpatch.verification.threshold.Thresholds;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
  @Mixin private ScenarioOptions options;

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
    ScenarioNames.require(options.only(), ScenarioNames.Where.KUBERNETES);
    ReportFolder.require(report);
    requireFiles("--subject", subjects);
    requireFiles("--router", routers);
    if (!subjects.keySet().containsAll(routers.keySet())) {
      throw new ParameterException(
          spec.commandLine(), "--router " + routers.keySet() + ": no such --subject");
    }
    RunPlan plan =
        new RunPlan(
            subjects,
            images,
            routers,
            Scenarios.named(options.only()),
            home.toAbsolutePath().resolve("conf"),
            report.toAbsolutePath(),
            Thresholds.read(options.thresholds(home)),
            options.quick(),
            options.isLimited(),
            options.repeat(),
            running.keep());
    Progress progress = new Progress(System.err);
    Report found;
    try (Teardown teardown = new Teardown()) {
      ClusterChoice choice = new ClusterChoice(clusters);
      DetectedCluster chosen = choice.choose();
      progress.accept("cluster: " + chosen.cluster().word() + " (" + chosen.why() + ")");
      Cluster cluster = teardown.add("the cluster", choice.open(chosen.cluster()));
      ObjectStore store = teardown.add("the object store", open(running.store()));
      progress.accept("Kubernetes " + cluster.version() + ", " + store.kind());
      found = new Run(plan, cluster, store, teardown, progress).run();
    }
    return Reporting.write(found, plan, progress);
  }

  /** Opens the object store that {@code --s3} names by a word or by a URL. */
  private static ObjectStore open(String store) throws IOException {
    return switch (store) {
      case "s3proxy", "auto" -> S3ProxyStore.start();
      case "minio" -> MinioStore.start();
      default -> EndpointStore.open(URI.create(store), System.getenv());
    };
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
