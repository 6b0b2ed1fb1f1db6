package io.druidpatch.verification.cli;

import io.druidpatch.verification.cluster.Cluster;
import io.druidpatch.verification.cluster.Unavailable;
import io.druidpatch.verification.report.Report;
import io.druidpatch.verification.report.ReportFolder;
import io.druidpatch.verification.run.Plan;
import io.druidpatch.verification.run.Progress;
import io.druidpatch.verification.run.Run;
import io.druidpatch.verification.run.Teardown;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.Scenarios;
import io.druidpatch.verification.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  @Mixin private StoreOptions stores;

  @Option(
      names = "--subject",
      paramLabel = "NAME=TARBALL",
      required = true,
      description = "A distribution to measure. Can be repeated; the report keeps the order.")
  private Map<String, Path> subjects = new LinkedHashMap<>();

  @Option(
      names = "--image",
      paramLabel = "NAME=IMAGE",
      description = "A subject's image: a name within the cluster's reach, or a tar file for k3s.")
  private Map<String, String> images = new LinkedHashMap<>();

  @Option(
      names = "--router",
      paramLabel = "NAME=TARBALL",
      description =
          "Another distribution for a subject's router: what a cluster does that is patched in part.")
  private Map<String, Path> routers = new LinkedHashMap<>();

  @Option(
      names = "--only",
      paramLabel = "SCENARIO",
      description = "Only this scenario. Can be repeated. One of ${COMPLETION-CANDIDATES}.",
      completionCandidates = Scenarios.Names.class)
  private List<String> only = List.of();

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "0",
      description = "Take at least so many of the samples that are worth repeating.")
  private int repeat;

  @Option(names = "--quick", description = "The short form of each scenario.")
  private boolean quick;

  @Option(names = "--keep", description = "Leave the data of Druid's processes there.")
  private boolean keep;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      required = true,
      description =
          "Where the report goes, and the logs of all processes. An earlier report there is replaced,"
              + " other files are not.")
  private Path report;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      defaultValue = "verification",
      description = "The folder that has conf/ and thresholds.yaml. Default: ${DEFAULT-VALUE}.")
  private Path home;

  @Option(
      names = "--thresholds",
      paramLabel = "FILE",
      description = "What the subject ours has to meet. Default: thresholds.yaml in --home.")
  private Path thresholds;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Scenario> scenarios;
    try {
      scenarios = Scenarios.named(only);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    Optional<String> refusal = ReportFolder.refusal(report);
    if (refusal.isPresent()) {
      throw new ParameterException(spec.commandLine(), "--report: " + refusal.get());
    }
    requireFiles("--subject", subjects);
    requireFiles("--router", routers);
    if (!subjects.keySet().containsAll(routers.keySet())) {
      throw new ParameterException(
          spec.commandLine(), "--router " + routers.keySet() + ": no such --subject");
    }
    Plan plan =
        new Plan(
            subjects,
            images,
            routers,
            scenarios,
            home.toAbsolutePath().resolve("conf"),
            report.toAbsolutePath(),
            thresholds == null ? home.resolve("thresholds.yaml") : thresholds,
            quick,
            quick || !only.isEmpty(),
            repeat,
            keep);
    Progress progress = new Progress(System.err);
    Report found;
    try (Teardown teardown = new Teardown()) {
      ClusterOptions.Choice choice = clusters.choose();
      progress.accept("cluster: " + choice.kind() + ", since: " + choice.why());
      Cluster cluster = teardown.add("the cluster", clusters.open(choice.kind()));
      ObjectStore store = teardown.add("the object store", stores.open());
      progress.accept("Kubernetes " + cluster.version() + ", " + store.kind());
      found = new Run(plan, cluster, store, teardown, progress).run();
    } catch (Unavailable e) {
      System.err.println("error: " + e.getMessage());
      System.err.println(
          "  would have run: "
              + plan.scenarios().stream().map(Scenario::name).toList()
              + " on "
              + plan.tarballs().keySet());
      return Main.UNAVAILABLE;
    }
    return Reporting.write(found, plan, progress);
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
