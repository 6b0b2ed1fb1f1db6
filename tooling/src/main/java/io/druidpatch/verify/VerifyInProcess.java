package io.druidpatch.verify;

import io.druidpatch.apply.Workspace;
import io.druidpatch.build.PatchedSources;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Series;
import io.druidpatch.suite.ClusterKind;
import io.druidpatch.suite.ClusterOptions;
import io.druidpatch.suite.KubernetesRunOptions;
import io.druidpatch.suite.SuitePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures what can be measured with Maven Central alone: the Overlord's log resource, from the
 * released jars and with the series' local patches to it, over HTTP on loopback. Neither the
 * upstream nor a branch that {@code apply} made is needed.
 */
public final class VerifyInProcess {
  /** The module that has the Overlord's resource. */
  private static final String RESOURCE = "indexing-service";

  /** The subjects, in the order of the report's columns. */
  static final List<String> NAMES =
      List.of(SubjectPlan.STOCK, SubjectPlan.WATCH_LOG, SubjectPlan.OURS);

  private final Workspace workspace;
  private final InProcessRequest request;
  private final Progress progress;

  /** Makes the suite ready; see {@link SuiteBuild#prepareInProcess}. */
  @FunctionalInterface
  public interface Suites {
    Suite prepare(String druid, Optional<Path> patched) throws IOException;
  }

  public VerifyInProcess(Workspace workspace, InProcessRequest request, Progress progress) {
    this.workspace = workspace;
    this.request = request;
    this.progress = progress;
  }

  /**
   * Whether all that there is of the series is a part of it: {@code apply} has found no git host,
   * and what has to be built for a cluster cannot be built.
   */
  public static boolean isAllThereIs(Workspace workspace) throws IOException {
    if (!PatchRepository.isThere(workspace.repository())) {
      return false;
    }
    Series series = workspace.series();
    try (PatchRepository repository = workspace.open()) {
      return repository.at(Workspace.branchRef(series.branch())).isEmpty()
          && repository.at(Workspace.branchRef(series.partialBranch())).isPresent();
    }
  }

  /**
   * Prepares the suite and the patched sources, and has the suite measure the subjects.
   *
   * @throws Failure with {@link ExitCode#USAGE} if a subject or the base cannot be measured in
   *     process; as {@link PatchedSources#run}, {@link SuiteBuild#prepareInProcess} and {@link
   *     Suite#run} do
   */
  public void run(Suites suites) throws IOException {
    requireSubjects();
    Series series = workspace.series();
    String druid = druid(series);
    Optional<Path> patched = asked(SubjectPlan.OURS) ? patched() : Optional.<Path>empty();
    List<String> subjects = new ArrayList<>();
    for (String name : NAMES) {
      if (asked(name) && (!name.equals(SubjectPlan.OURS) || patched.isPresent())) {
        subjects.add(name);
      }
    }
    if (subjects.isEmpty()) {
      throw Failure.of(ExitCode.USAGE, series.file().toString())
          .says("nothing is left to measure: no local patch changes what can be run in process")
          .fix("leave --subject out, to measure the released jars")
          .build();
    }
    Suite suite = suites.prepare(druid, patched);
    progress.line("measuring " + String.join(", ", subjects) + " in process");
    suite.run(
        new SuitePlan(
            ClusterKind.IN_PROCESS,
            new ClusterOptions(),
            request.scenarios(),
            new KubernetesRunOptions(),
            subjects,
            patched.map(folder -> Map.of(SubjectPlan.OURS, folder)).orElse(Map.of()),
            Map.of(),
            Map.of(),
            Suite.home(request.project()),
            request.report()));
  }

  private boolean asked(String name) {
    return request.subjects().isEmpty() || request.subjects().contains(name);
  }

  private void requireSubjects() {
    for (String name : request.subjects()) {
      if (!NAMES.contains(name)) {
        throw Failure.of(ExitCode.USAGE, "--subject " + name)
            .says(
                name.equals(SubjectPlan.PICKS)
                    ? "picks come from the upstream's git history, which is not used in process"
                    : "there is no such subject in process")
            .expected(String.join(", ", NAMES))
            .build();
      }
    }
  }

  /** The version of the released jars. */
  private static String druid(Series series) {
    return series.central().stream()
        .filter(jar -> jar.module().equals(RESOURCE))
        .findFirst()
        .map(jar -> jar.artifact().substring(jar.artifact().lastIndexOf(':') + 1))
        .orElseThrow(
            () ->
                Failure.of(ExitCode.USAGE, series.base().tag())
                    .says("of this base the Overlord's resource cannot be run in process")
                    .expected("a source jar of " + RESOURCE + " under `central` in series.yaml")
                    .found(
                        series.central().stream().map(Series.SourceJar::module).toList().toString())
                    .fix("leave --base out, or verify on a cluster: --cluster embedded")
                    .build());
  }

  /** What local patches make of the resource, if any concerns what is on Central. */
  private Optional<Path> patched() throws IOException {
    Path folder =
        request
            .project()
            .toAbsolutePath()
            .normalize()
            .resolve("verification/in-process/target/served");
    progress.line("patching the sources that are on Maven Central");
    List<String> parts =
        new PatchedSources(workspace, request.centralUrl(), Progress.SILENT).run(folder);
    parts.forEach(part -> progress.line("  " + part));
    if (Files.isDirectory(folder.resolve("java"))) {
      return Optional.of(folder);
    }
    progress.line(SubjectPlan.OURS + " is left out: it is the same as " + SubjectPlan.STOCK);
    return Optional.empty();
  }
}
