package io.druidpatch.verification.cli;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.suite.BucketUrl;
import io.druidpatch.suite.ClusterOptions;
import io.druidpatch.suite.ReportFolder;
import io.druidpatch.suite.SuitePlan;
import io.druidpatch.verification.cluster.Cluster;
import io.druidpatch.verification.cluster.K3sCluster;
import io.druidpatch.verification.cluster.KubeconfigCluster;
import io.druidpatch.verification.embedded.EmbeddedCluster;
import io.druidpatch.verification.inprocess.InProcessRun;
import io.druidpatch.verification.inprocess.Served;
import io.druidpatch.verification.report.Report;
import io.druidpatch.verification.report.ReportWriter;
import io.druidpatch.verification.report.Summary;
import io.druidpatch.verification.run.Progress;
import io.druidpatch.verification.run.Run;
import io.druidpatch.verification.run.Teardown;
import io.druidpatch.verification.store.EndpointStore;
import io.druidpatch.verification.store.MinioStore;
import io.druidpatch.verification.store.ObjectStore;
import io.druidpatch.verification.store.S3ProxyStore;
import io.druidpatch.verification.threshold.Thresholds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Carries out a plan: what it needs is opened, the scenarios run, the report written. */
final class PlanExecution {
  private PlanExecution() {}

  /**
   * Measures, compares with the thresholds, and tells the user where the report is.
   *
   * @return the exit code
   * @throws Failure with {@link ExitCode#FOREIGN} if the report would replace other files, {@link
   *     ExitCode#USAGE} if the thresholds are malformed, {@link ExitCode#CLUSTER} if the cluster or
   *     the object store is not available, {@link ExitCode#STORAGE} if the report cannot be written
   *     to its folder; then it is in another
   */
  static int of(SuitePlan plan) throws IOException, InterruptedException {
    ReportFolder.require(plan.report());
    // Finds a mistake in the file before anything is measured.
    Thresholds limits = Thresholds.read(plan.scenarios().thresholds(plan.home()));
    Progress progress = new Progress(System.err);
    Report found;
    try (Teardown teardown = new Teardown()) {
      found =
          plan.isInProcess()
              ? new InProcessRun(Served.of(plan), plan.scenarios(), limits, teardown, progress)
                  .run()
              : kubernetes(plan, limits, teardown, progress).run();
      found = ended(found, teardown);
    }
    Report checked = checked(found, limits, plan.scenarios()::leavesOut);
    int exit = write(checked, plan.report(), progress);
    if (plan.isInProcess()) {
      System.out.print(Summary.of(checked));
      System.out.println("The page with charts: " + plan.report().resolve("index.html"));
      System.out.flush();
    }
    return exit;
  }

  private static Run kubernetes(
      SuitePlan plan, Thresholds limits, Teardown teardown, Progress progress) throws IOException {
    Cluster cluster = teardown.add("the cluster", cluster(plan));
    ObjectStore store = teardown.add("the object store", store(plan.running().store()));
    progress.accept("Kubernetes " + cluster.version() + ", " + store.kind());
    return new Run(plan, limits, cluster, store, teardown, progress);
  }

  private static Cluster cluster(SuitePlan plan) throws IOException {
    ClusterOptions access = plan.access();
    return switch (plan.cluster()) {
      case KUBECONFIG ->
          KubeconfigCluster.open(
              access
                  .kubeconfig()
                  .orElseThrow(
                      () ->
                          Failure.of(ExitCode.CLUSTER, "--cluster kubeconfig")
                              .says("no kubeconfig is named")
                              .fix("name it: --kubeconfig FILE, or set KUBECONFIG")
                              .build()),
              access.context(),
              access.hostAddress(),
              access.nodeCommand());
      case K3S -> K3sCluster.start(access.k3sImage());
      case EMBEDDED -> EmbeddedCluster.start();
      case IN_PROCESS -> throw new IllegalArgumentException("no Kubernetes");
    };
  }

  /** Opens the object store that {@code --s3} names by a word or by a URL. */
  private static ObjectStore store(String store) throws IOException {
    return switch (store) {
      case "s3proxy", "auto" -> S3ProxyStore.start();
      case "minio" -> MinioStore.start();
      default -> EndpointStore.open(BucketUrl.of(store), System.getenv());
    };
  }

  /**
   * Ends what the run has started. What cannot be ended is an incident in the report: it may have
   * taken hours to measure, and is right all the same.
   */
  static Report ended(Report found, Teardown teardown) {
    return found.withIncidents(
        teardown.end().stream()
            .map(left -> new Report.Incident(Report.Incident.RUN, "its end", left))
            .toList());
  }

  /** The report with the outcome of the thresholds, if it has the subject that has to meet them. */
  static Report checked(Report found, Thresholds limits, Predicate<String> leftOut) {
    boolean ours = found.subjects().stream().anyMatch(s -> s.name().equals(Thresholds.SUBJECT));
    return ours
        ? found.with(
            limits.check(found.measurements(), found.environment().get("cluster"), leftOut))
        : found;
  }

  /**
   * Writes a report, and says what is wrong with it.
   *
   * @return the exit code
   */
  static int write(Report report, Path folder, Consumer<String> progress) throws IOException {
    try {
      ReportWriter.write(report, folder);
    } catch (IOException e) {
      throw writtenElsewhere(report, folder, e);
    }
    progress.accept("report: " + folder.resolve("report.md"));
    List<String> missed =
        report.checks().stream().filter(c -> !c.met()).map(Report.Check::name).toList();
    if (!missed.isEmpty()) {
      progress.accept("thresholds not met: " + String.join("; ", missed));
    }
    for (Report.Incident incident : report.incidents()) {
      progress.accept(
          "incident: " + incident.subject() + ": " + incident.where() + ": " + incident.what());
    }
    return missed.isEmpty() && report.incidents().isEmpty() ? 0 : ExitCode.VERIFICATION.number();
  }

  /** Saves what may have taken an hour to measure into the system's folder for temporary files. */
  private static Failure writtenElsewhere(Report report, Path folder, IOException cause)
      throws IOException {
    Path elsewhere = Files.createTempDirectory("druidpatch-report-");
    ReportWriter.write(report, elsewhere);
    return Failure.of(ExitCode.STORAGE, folder.toString())
        .says("the report cannot be written there; it is in " + elsewhere)
        .found(cause.getMessage())
        .fix("free space, or see to the permissions; then: cp " + elsewhere + "/* " + folder)
        .cause(cause)
        .build();
  }
}
