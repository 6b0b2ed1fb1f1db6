package io.druidpatch.release;

import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Series;
import io.druidpatch.storage.ProcessLock;
import io.druidpatch.verify.Verify;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes a release: looks whether it may be made, and runs the steps that are not done yet. */
public final class MakeRelease {
  /** The steps that may be left out, with a reason. */
  public static final Set<String> OPTIONAL = Set.of(ImageStep.NAME, TestStep.NAME, VerifyStep.NAME);

  /**
   * What was done, or would be.
   *
   * @param refusals why the release may not be made
   * @param files the release's files with their SHA-256, if it is finished
   */
  public record Report(
      Path folder,
      List<Pipeline.StepDecision> lines,
      List<Failure> refusals,
      SortedMap<String, String> files) {
    /** What the command exits with; that the series is a part goes before other refusals. */
    public ExitCode code() {
      return refusals.isEmpty() ? ExitCode.DONE : codeOf(refusals);
    }
  }

  private static ExitCode codeOf(List<Failure> refusals) {
    boolean part = refusals.stream().anyMatch(refusal -> refusal.code() == ExitCode.PARTIAL);
    return part ? ExitCode.PARTIAL : ExitCode.REFUSED;
  }

  private final ReleaseRequest request;
  private final Verify.Suites suites;
  private final Progress progress;

  public MakeRelease(ReleaseRequest request, Verify.Suites suites, Progress progress) {
    this.request = request;
    this.suites = suites;
    this.progress = progress;
  }

  /**
   * Says what {@link #run} would do, and changes nothing; what upstream did since is fetched to
   * look at.
   */
  public Report look() throws IOException {
    return work(false);
  }

  /**
   * Runs the steps that are not finished yet, and publishes the folder at the end.
   *
   * @throws Failure with {@link ExitCode#REFUSED} if it may not be made, {@link ExitCode#PARTIAL}
   *     if the applied series is a part, {@link ExitCode#DAMAGED} if it is there and not as it was
   *     made, {@link ExitCode#BUSY}, or as the jobs of the steps do
   */
  public Report run() throws IOException {
    return work(true);
  }

  private Report work(boolean really) throws IOException {
    Series series = request.workspace().series();
    try (ProjectRepository project = ProjectRepository.open(request.project())) {
      Optional<LastRelease> last =
          LastRelease.find(
              request.previous(),
              request.version(),
              request.workspace().seriesFile().toRealPath(),
              project);
      Inputs inputs = Inputs.of(request, series, last, project);
      if (Files.exists(request.folder())) {
        return finished(series, inputs, really);
      }
      List<Failure> refusals = refusals(preconditions(series, last, project));
      if (really && !refusals.isEmpty()) {
        throw refused(refusals);
      }
      List<Step> steps = steps(series, last, inputs);
      PartialRelease workplace = new PartialRelease(request.folder());
      Pipeline pipeline = new Pipeline(workplace, inputs, request.without(), progress);
      if (!really) {
        return new Report(request.folder(), pipeline.look(steps), refusals, new TreeMap<>());
      }
      ProcessLock lock = workplace.lock();
      try {
        // Another run may have finished it while this one looked.
        if (Files.exists(request.folder())) {
          return finished(series, inputs, true);
        }
        SortedMap<String, String> files = pipeline.run(steps);
        return new Report(request.folder(), pipeline.lines(), List.of(), files);
      } finally {
        lock.close();
      }
    }
  }

  /** What is looked at before anything is begun, one a line. */
  private List<Precondition> preconditions(
      Series series, Optional<LastRelease> last, ProjectRepository project) {
    return List.of(
        new CommittedProject(project, request.workspace()),
        new NewerVersion(project, series, request.version(), last),
        new WholeSeries(request.workspace()),
        Precondition.passes(new RefreshedWorktree(request.workspace())),
        Precondition.passes(new CheckedUpstream(request, progress)));
  }

  private static List<Failure> refusals(List<Precondition> preconditions) throws IOException {
    List<Failure> refusals = new ArrayList<>();
    for (Precondition precondition : preconditions) {
      precondition.refusal().ifPresent(refusals::add);
    }
    return refusals;
  }

  private Failure refused(List<Failure> refusals) {
    Failure.Builder failure =
        Failure.of(codeOf(refusals), request.version().toString()).says("the release is refused");
    refusals.forEach(refusal -> failure.detail(refusal.getMessage()));
    return failure.build();
  }

  private List<Step> steps(Series series, Optional<LastRelease> last, Inputs inputs) {
    Workspace workspace = request.workspace();
    List<Step> steps = new ArrayList<>();
    steps.add(new ApplyStep(workspace, series, request.upstream()));
    steps.add(new BuildStep(workspace, request.tools(), request.toolVersion()));
    steps.add(new ImageStep(workspace, request.version(), request.imageBase()));
    steps.add(new SeriesStep(workspace, series, request.version()));
    steps.add(new TestStep(workspace, request.tools()));
    steps.add(new VerifyStep(request, suites));
    String project = inputs.values().get(Inputs.PROJECT);
    steps.add(new NotesStep(request, series, last, project, names(steps)));
    steps.add(new ProvenanceStep(inputs, request.version(), names(steps), request.toolVersion()));
    steps.add(new ChecksumsStep(names(steps)));
    return steps;
  }

  private static List<String> names(List<Step> steps) {
    return steps.stream().map(Step::name).toList();
  }

  private Report finished(Series series, Inputs inputs, boolean really) throws IOException {
    Finished finished = new Finished(request.folder(), request.version(), series);
    List<Failure> refusals = finished.other(inputs).stream().toList();
    if (!refusals.isEmpty()) {
      if (really) {
        throw refused(refusals);
      }
      return new Report(request.folder(), List.of(), refusals, new TreeMap<>());
    }
    SortedMap<String, String> files = finished.check();
    if (really) {
      // A run that was killed between the two last things it does.
      new PartialRelease(request.folder()).clear();
    }
    return new Report(request.folder(), List.of(), List.of(), files);
  }
}
