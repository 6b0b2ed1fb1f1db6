package io.druidpatch.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.Failure;
import io.druidpatch.image.ImageName;
import io.druidpatch.progress.Progress;
import io.druidpatch.release.MakeRelease;
import io.druidpatch.release.Pipeline;
import io.druidpatch.release.ReleaseRequest;
import io.druidpatch.release.ReleaseVersion;
import io.druidpatch.suite.ClusterOptions;
import io.druidpatch.verify.SuiteBuild;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "release",
    description = {
      "Makes a folder to publish, from a clean clone to checksums: applies the series, builds it"
          + " twice, makes an image, packs the series, runs upstream's tests and the quick form of"
          + " the verification, and writes release notes, provenance and checksums.",
      "",
      "The folder appears at the end, in one step. Finished steps are kept in a folder beside it:"
          + " after a failure or a kill, the same command continues from there. All files except"
          + " those in report/, which measure, are the same bytes in any run. When the release"
          + " exists, the same command checks it. The command tags and uploads nothing.",
      ""
    })
final class ReleaseCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WorkspaceOptions options;
  @Mixin private BuildOptions building;
  @Mixin private ClusterOptions cluster;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  @SuppressWarnings("UnusedVariable") // Picocli acts on it; the usual mixin has a --version.
  private boolean help;

  @Parameters(
      paramLabel = "N",
      arity = "0..1",
      description =
          "The number of the release: the N of 30.0.0-k8s.N, where 30.0.0 is the base's version.")
  private Integer number;

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      description = "The whole version, in place of N. It has to be newer than the last release.")
  private String version;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "dist",
      description = "The folder that the release's folder goes into. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Option(
      names = "--previous",
      paramLabel = "DIR|TAG",
      description =
          "The previous release, which the notes compare with. Default: the last tag BASE-k8s.N of this"
              + " project.")
  private String previous;

  @Option(
      names = "--upstream",
      paramLabel = "URL|PATH|BUNDLE",
      description =
          "Fetch from this git URL, local repository or bundle in place of the series' upstream.")
  private String upstream;

  @Option(
      names = "--image-base",
      paramLabel = "IMAGE",
      defaultValue = "eclipse-temurin:17-jre",
      description = {
        "The image that the released image and the measured images are based on. With a digest"
            + " (NAME@sha256:…) the image can be made again. Default: ${DEFAULT-VALUE}."
      })
  private String imageBase;

  @Option(
      names = "--push",
      paramLabel = "PREFIX",
      description =
          "Push the images that are measured to PREFIX/druid-verify:SUBJECT-TIP, for a cluster that"
              + " takes images from a registry.")
  private String push;

  @ArgGroup(exclusive = false, multiplicity = "0..*")
  private final List<Without> without = new ArrayList<>();

  /** For a shell's completion. */
  static final class Steps implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return MakeRelease.OPTIONAL.stream().sorted().iterator();
    }
  }

  /** A step that is left out. */
  static final class Without {
    @Option(
        names = "--without",
        required = true,
        paramLabel = "STEP",
        completionCandidates = Steps.class,
        description =
            "Leave a step out: image, test-upstream or verify. Each needs a --reason, which the notes"
                + " and the provenance publish. The pair can be repeated.")
    private String step;

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "The reason for the --without before it.")
    private String reason;
  }

  @Option(
      names = "--dry-run",
      description = {
        "Print which steps would be done or skipped, and why, and every reason to refuse the"
            + " release. Only the tool's copy of upstream's history is updated."
      })
  private boolean dryRun;

  @Option(
      names = "--json",
      description = {
        "Print JSON: version, folder, refusals, steps with step, action (do, skip, leave-out) and"
            + " why, and sha256 of each file, if the release is there."
      })
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Progress progress = new Console(spec.commandLine().getErr());
    Path home = WorkspaceOptions.home().toAbsolutePath().normalize();
    Workspace workspace = options.workspace();
    cluster.requireKubernetes();
    ReleaseRequest request =
        new ReleaseRequest(
            workspace,
            home,
            version(workspace),
            output,
            Optional.ofNullable(previous),
            Optional.ofNullable(upstream),
            building.tools(),
            new ImageName(imageBase),
            Optional.ofNullable(push),
            cluster,
            without(),
            Main.version());
    MakeRelease release =
        new MakeRelease(request, () -> SuiteBuild.prepare(home, progress), progress);
    MakeRelease.Report report = dryRun ? release.look() : release.run();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new ObjectMapper()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(json(request, report)));
    } else {
      print(request, report, out);
    }
    out.flush();
    return report.code().number();
  }

  private ReleaseVersion version(Workspace workspace) {
    if ((number == null) == (version == null)) {
      throw new ParameterException(
          spec.commandLine(),
          "expected the release's number N or --version VERSION, "
              + (number == null ? "found neither" : "not both"));
    }
    String text =
        version != null ? version : ReleaseVersion.baseOf(workspace.series()) + "-k8s." + number;
    return ReleaseVersion.parse(text)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "expected a version BASE-k8s.N, with N from 1; found " + text));
  }

  private Map<String, String> without() {
    Map<String, String> reasons = new TreeMap<>();
    for (Without one : without) {
      if (!MakeRelease.OPTIONAL.contains(one.step)) {
        throw new ParameterException(
            spec.commandLine(),
            "--without: expected image, test-upstream or verify; found " + one.step);
      }
      if (one.reason.isBlank() || reasons.put(one.step, one.reason.strip()) != null) {
        throw new ParameterException(
            spec.commandLine(), "--without " + one.step + ": expected one --reason TEXT");
      }
    }
    return reasons;
  }

  private static Map<String, Object> json(ReleaseRequest request, MakeRelease.Report report) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("version", request.version().toString());
    all.put("folder", report.folder().toString());
    all.put("refusals", report.refusals().stream().map(Failure::getMessage).toList());
    List<Map<String, String>> steps = new ArrayList<>();
    for (Pipeline.StepDecision line : report.lines()) {
      Map<String, String> step = new LinkedHashMap<>();
      step.put("step", line.step());
      step.put("action", word(line.action()));
      step.put("why", line.why());
      steps.add(step);
    }
    all.put("steps", steps);
    all.put("sha256", report.files());
    return all;
  }

  private static String word(Pipeline.Action action) {
    return action.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void print(ReleaseRequest request, MakeRelease.Report report, PrintWriter out) {
    report
        .lines()
        .forEach(
            line -> out.printf("%-14s %-9s %s%n", line.step(), word(line.action()), line.why()));
    report.refusals().forEach(refusal -> out.println("refused: " + refusal.getMessage()));
    report.files().forEach((path, digest) -> out.println(digest + "  " + path));
    if (report.files().isEmpty()) {
      out.println("nothing was changed");
      return;
    }
    out.println();
    if (report.lines().isEmpty()) {
      out.println("made before, of the same inputs; every checksum is right");
    }
    out.println(request.version() + " is in " + report.folder());
    out.println("to tag it: git tag -a " + request.version() + " -m " + request.version());
  }
}
