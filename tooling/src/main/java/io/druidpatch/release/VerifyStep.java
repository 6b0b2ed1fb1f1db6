package io.druidpatch.release;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.storage.AtomicFile;
import io.druidpatch.suite.KubernetesRunOptions;
import io.druidpatch.suite.ScenarioOptions;
import io.druidpatch.verify.Verify;
import io.druidpatch.verify.VerifyRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Measures the distribution beside the base and the picks: the quick form of the suite. */
record VerifyStep(ReleaseRequest request, Verify.Suites suites) implements Step {
  static final String NAME = "verify";
  private static final List<String> REPORT = List.of("report.md", "index.html", "report.json");

  @Override
  public Definition definition() {
    return new Definition(
        NAME,
        List.of(
            Inputs.TOOL,
            Inputs.SUITE,
            Inputs.VERIFICATION,
            Inputs.IMAGE_BASE,
            Inputs.JDK,
            Inputs.SIGAR),
        List.of(BuildStep.NAME));
  }

  @Override
  public Map<String, String> run(StepContext stage) throws IOException {
    Path report = stage.scratch().resolve("report");
    AtomicFile.delete(report);
    // By its own name in the folder of the subjects, so that it is taken as it is and not built.
    Path subjects = Files.createDirectories(stage.scratch().resolve("subjects"));
    VerifyRequest verify =
        new VerifyRequest(
            request.project(),
            List.of("stock", "picks", "watch-log"),
            Map.of("ours", stage.tarball()),
            request.tools(),
            subjects,
            request.imageBase(),
            request.push(),
            report,
            request.cluster(),
            ScenarioOptions.quick(List.of()),
            new KubernetesRunOptions(),
            request.toolVersion());
    try {
      new Verify(request.workspace(), verify, stage.progress()).run(suites);
    } catch (Failure e) {
      if (e.code() != ExitCode.VERIFICATION) {
        throw e;
      }
      throw Failure.of(e.code(), "verification")
          .says("`ours` does not meet verification/thresholds.yaml, or a scenario broke off")
          .found(report.resolve("report.md"))
          .fix(
              "change the series; to measure again: "
                  + request
                      .workspace()
                      .series()
                      .command(
                          "verify --quick --tarball "
                              + Invocation.quoted("ours=" + stage.tarball())
                              + " --subject stock"))
          .cause(e)
          .build();
    }
    Path target = Files.createDirectories(stage.folder().resolve(PartialRelease.REPORT));
    for (String file : REPORT) {
      Files.copy(report.resolve(file), target.resolve(file));
    }
    return Map.of();
  }
}
