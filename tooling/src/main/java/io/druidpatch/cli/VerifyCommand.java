package io.druidpatch.cli;

import io.druidpatch.image.ImageName;
import io.druidpatch.progress.Progress;
import io.druidpatch.suite.ClusterKind;
import io.druidpatch.suite.ClusterOptions;
import io.druidpatch.suite.KubernetesRunOptions;
import io.druidpatch.suite.ReportFolder;
import io.druidpatch.suite.ScenarioNames;
import io.druidpatch.suite.ScenarioNames.Where;
import io.druidpatch.suite.ScenarioOptions;
import io.druidpatch.verify.InProcessRequest;
import io.druidpatch.verify.SuiteBuild;
import io.druidpatch.verify.Verify;
import io.druidpatch.verify.VerifyInProcess;
import io.druidpatch.verify.VerifyRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
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
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Measures stock Druid and the series side by side, with tasks in pods and logs in S3.",
      "",
      "The subjects: stock, the base; picks, the series up to its last upstream commit; watch-log,"
          + " the picks and verification/patches/watch-log.patch; ours, the whole series. Each is"
          + " built by the same means (`build`), or taken from the output folder if it is there"
          + " already, and gets an image if the cluster needs one (`image`). Exit code 18 if `ours`"
          + " does not meet the thresholds, or a scenario broke off.",
      "",
      "Where there is no git host: --cluster in-process measures the Overlord's log resource alone,"
          + " from the released jars (stock, and watch-log, whose log stream follows) and with the"
          + " local patches to it (ours), in about two minutes. Its scenarios: first-byte,"
          + " followers. The report says what it does not show.",
      ""
    })
final class VerifyCommand implements Callable<Integer> {
  /** Options for what is not there in process. */
  private static final List<String> NOT_IN_PROCESS =
      List.of(
          "--tarball",
          "--push",
          "--image-base",
          "--build-only",
          "--keep",
          "--s3",
          "--kubeconfig",
          "--context",
          "--host-address",
          "--node-command",
          "--k3s-image");

  /** For a shell's completion. */
  static final class Subjects implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("stock", "picks", "watch-log", "ours").iterator();
    }
  }

  @Spec private CommandSpec spec;
  @Mixin private WorkspaceOptions options;
  @Mixin private BuildOptions building;

  @Option(
      names = "--subject",
      paramLabel = "NAME",
      completionCandidates = Subjects.class,
      description = "Measure this subject only: stock, picks, watch-log or ours. Can be repeated.")
  private List<String> subjects = List.of();

  @Option(
      names = "--tarball",
      paramLabel = "NAME=FILE",
      description = {
        "Use this distribution for a subject instead of building one. The name may be new. Can be"
            + " repeated."
      })
  private Map<String, Path> tarballs = Map.of();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "dist",
      description = "The folder for distributions and image files. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Option(
      names = "--image-base",
      paramLabel = "IMAGE",
      defaultValue = "eclipse-temurin:17-jre",
      description =
          "The base image of the subjects' images: an image with Java 17 and a shell. docker://NAME"
              + " names an image of the local Docker. Default: ${DEFAULT-VALUE}.")
  private String imageBase;

  @Option(
      names = "--push",
      paramLabel = "PREFIX",
      description = {
        "Push the images to a registry, as PREFIX/druid-verify:SUBJECT-TIP. A cluster that does not"
            + " run on this machine needs this."
      })
  private String push;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "The folder for the report, which replaces an earlier report there. Default:"
              + " verification/target/report.")
  private Path report;

  @Option(
      names = "--build-only",
      description = "Build the subjects, print NAME=TARBALL for each, and measure nothing.")
  private boolean buildOnly;

  @Mixin private ClusterOptions cluster;
  @Mixin private ScenarioOptions scenarios;
  @Mixin private KubernetesRunOptions running;

  @Override
  public Integer call() throws IOException {
    for (String name : tarballs.keySet()) {
      if (!name.matches("[a-z0-9][a-z0-9-]*")) {
        throw new ParameterException(
            spec.commandLine(),
            "--tarball: a name has small letters, digits and hyphens; found " + name);
      }
    }
    Path home = WorkspaceOptions.home().toAbsolutePath().normalize();
    Progress progress = new Console(spec.commandLine().getErr());
    boolean inProcess = inProcess(progress);
    ScenarioNames.require(scenarios.only(), inProcess ? Where.IN_PROCESS : Where.KUBERNETES);
    scenarios.requireThresholds();
    running.requireStore();
    Path reportFolder =
        Optional.ofNullable(report)
            .orElse(home.resolve("verification/target/report"))
            .toAbsolutePath();
    if (!buildOnly) {
      ReportFolder.require(reportFolder);
    }
    if (inProcess) {
      new VerifyInProcess(
              options.workspace(),
              new InProcessRequest(home, subjects, reportFolder, scenarios, Optional.empty()),
              progress)
          .run((druid, patched) -> SuiteBuild.prepareInProcess(home, druid, patched, progress));
      return 0;
    }
    VerifyRequest request =
        new VerifyRequest(
            home,
            subjects,
            tarballs,
            building.tools(),
            output,
            new ImageName(imageBase),
            Optional.ofNullable(push),
            reportFolder,
            cluster,
            scenarios,
            running,
            Main.version());
    Verify verify = new Verify(options.workspace(), request, progress);
    if (buildOnly) {
      PrintWriter out = spec.commandLine().getOut();
      verify.subjects().forEach((name, tarball) -> out.println(name + "=" + tarball));
      out.flush();
      return 0;
    }
    verify.run(() -> SuiteBuild.prepare(home, progress));
    return 0;
  }

  /** Whether to measure without a cluster, by the user's word or since nothing else can be. */
  private boolean inProcess(Progress progress) throws IOException {
    Optional<ClusterKind> kind = cluster.kind();
    boolean asked = kind.equals(Optional.of(ClusterKind.IN_PROCESS));
    Optional<String> other =
        NOT_IN_PROCESS.stream()
            .filter(name -> spec.commandLine().getParseResult().hasMatchedOption(name))
            .findFirst();
    if (asked && other.isPresent()) {
      throw new ParameterException(
          spec.commandLine(),
          other.get() + " does not go with --cluster " + ClusterKind.IN_PROCESS.word());
    }
    if (kind.isPresent()
        || other.isPresent()
        || !VerifyInProcess.isAllThereIs(options.workspace())) {
      return asked;
    }
    progress.line(
        "cluster: in-process, since only a part of the series is applied ("
            + options.workspace().series().partialBranch()
            + "), and a distribution needs the whole series");
    return true;
  }
}
