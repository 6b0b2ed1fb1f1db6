package io.druidpatch.verify;

import io.druidpatch.apply.AppliedSeries;
import io.druidpatch.apply.BranchGuard;
import io.druidpatch.apply.SourceSelection;
import io.druidpatch.apply.Workspace;
import io.druidpatch.build.Build;
import io.druidpatch.build.BuildRequest;
import io.druidpatch.build.BuiltDistribution;
import io.druidpatch.build.ImageRequest;
import io.druidpatch.build.MakeImage;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.image.ImageName;
import io.druidpatch.maven.Jdk;
import io.druidpatch.modules.DruidMaven;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Series;
import io.druidpatch.suite.ClusterChoice;
import io.druidpatch.suite.SuitePlan;
import io.druidpatch.verify.SubjectPlan.Given;
import io.druidpatch.verify.SubjectPlan.Subject;
import io.druidpatch.verify.SubjectPlan.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/**
 * Measures the base, the picks and the series side by side: builds a distribution of each, an image
 * where the cluster needs one, and has the suite run them.
 */
public final class Verify {
  /** Makes the suite ready; see {@link SuiteBuild#prepare}. */
  @FunctionalInterface
  public interface Suites {
    Suite prepare() throws IOException;
  }

  private final Workspace workspace;
  private final VerifyRequest request;
  private final Progress progress;

  public Verify(Workspace workspace, VerifyRequest request, Progress progress) {
    this.workspace = workspace;
    this.request = request;
    this.progress = progress;
  }

  /**
   * Builds the subjects that are not there yet.
   *
   * @return their distributions by name, in the order of the report's columns
   * @throws Failure as {@link Build} does; with {@link ExitCode#USAGE} if a subject is not known or
   *     a tarball is not there
   */
  public Map<String, Path> subjects() throws IOException {
    Series series = workspace.series();
    return distributions(series, plan(series));
  }

  /**
   * Builds what is missing, and has the suite measure the subjects. What can be refused is refused
   * before anything is compiled or built.
   *
   * @throws Failure as {@link #subjects}, {@link ClusterChoice#of}, {@link Suites#prepare}, {@link
   *     MakeImage} and {@link Suite#run} do; with {@link ExitCode#USAGE} if images have to go to a
   *     registry and none is named
   */
  public void run(Suites suites) throws IOException {
    Series series = workspace.series();
    SubjectPlan plan = plan(series);
    ClusterChoice cluster = ClusterChoice.of(request.cluster(), progress::line);
    ClusterChoice.Images where = images(cluster);
    // Before what takes long.
    Suite suite = suites.prepare();
    Map<String, Path> tarballs = distributions(series, plan);
    Map<String, String> images = new LinkedHashMap<>();
    if (where != ClusterChoice.Images.NONE) {
      for (Map.Entry<String, Path> subject : tarballs.entrySet()) {
        images.put(subject.getKey(), image(subject.getKey(), subject.getValue(), where));
      }
    }
    progress.line("measuring " + String.join(", ", tarballs.keySet()));
    suite.run(
        new SuitePlan(
            cluster.kind(),
            request.cluster(),
            request.scenarios(),
            request.running(),
            List.copyOf(tarballs.keySet()),
            tarballs,
            images,
            Map.of(),
            Suite.home(request.project()),
            request.report()));
  }

  /** What is measured, as far as that is known without building anything. */
  private SubjectPlan plan(Series series) throws IOException {
    requireTarballs();
    Path watchLog = request.project().resolve("verification/patches/watch-log.patch");
    List<Subject> chosen =
        SubjectPlan.choose(series, request.subjects(), request.tarballs(), watchLog);
    SubjectPlan plan = SubjectPlan.withoutDuplicates(chosen, tips(series, chosen));
    plan.leftOut().forEach(progress::line);
    return plan;
  }

  private Map<String, Path> distributions(Series series, SubjectPlan plan) throws IOException {
    Map<String, Path> tarballs = new LinkedHashMap<>();
    for (Subject subject : plan.subjects()) {
      tarballs.put(
          subject.name(), distribution(series, subject, plan.tips()).toAbsolutePath().normalize());
    }
    return tarballs;
  }

  private void requireTarballs() {
    for (Map.Entry<String, Path> given : request.tarballs().entrySet()) {
      if (!Files.isRegularFile(given.getValue())) {
        throw Failure.of(ExitCode.USAGE, "--tarball " + given.getKey() + "=" + given.getValue())
            .says("there is no such file")
            .build();
      }
    }
  }

  private ClusterChoice.Images images(ClusterChoice cluster) {
    if (cluster.images() != ClusterChoice.Images.NONE && request.push().isPresent()) {
      return ClusterChoice.Images.REGISTRY;
    }
    if (cluster.images() == ClusterChoice.Images.REGISTRY) {
      throw Failure.of(ExitCode.USAGE, cluster.kind().word())
          .says("this cluster takes images from a registry, and none is named")
          .found(cluster.why())
          .fix("say --push REGISTRY/FOLDER, one that you may write to and the cluster may read")
          .build();
    }
    return cluster.images();
  }

  /** The commits that the variants of the series come to; none of them is stored. */
  private Map<Variant, ObjectId> tips(Series series, List<Subject> chosen) throws IOException {
    List<Variant> variants =
        chosen.stream()
            .map(Subject::source)
            .filter(Variant.class::isInstance)
            .map(Variant.class::cast)
            .toList();
    Map<Variant, ObjectId> tips = new HashMap<>();
    if (variants.isEmpty()) {
      return tips;
    }
    try (PatchRepository repository = workspace.open()) {
      AppliedSeries applied = BranchGuard.require(series, repository, false);
      FetchedSources fetched = SourceSelection.cached(repository, series).orElseThrow();
      for (Variant variant : variants) {
        Series part = build(variant).variant(series);
        try (ObjectInserter inserter = repository.newTrialInserter()) {
          tips.put(
              variant,
              part.equals(series)
                  ? applied.tip()
                  : AppliedSeries.compute(part, fetched, inserter, entry -> {}).tip());
        }
      }
    }
    return tips;
  }

  private BuildRequest build(Variant variant) {
    return BuildRequest.lean(
        request.tools(),
        variant.upTo(),
        variant.with(),
        false,
        request.output(),
        request.toolVersion());
  }

  private Path distribution(Series series, Subject subject, Map<Variant, ObjectId> tips)
      throws IOException {
    if (subject.source() instanceof Given given) {
      progress.line(subject.name() + ": " + given.tarball());
      return given.tarball();
    }
    Variant variant = (Variant) subject.source();
    BuildRequest build = build(variant);
    ObjectId tip = tips.get(variant);
    Jdk jdk = Jdk.require(request.tools().jdk(), DruidMaven.JAVA);
    Path there = build.tarball(build.variant(series), tip);
    Optional<String> unfit = build.unfit(there, tip, jdk);
    if (unfit.isEmpty()) {
      progress.line(subject.name() + ": " + there + ", built before");
      return there;
    }
    progress.line(subject.name() + ": building " + there + ", since " + unfit.get());
    return new Build(workspace, build, progress).run().tarball();
  }

  /** Makes a subject's image; gives what the suite has to be told: its name, or its file. */
  private String image(String subject, Path tarball, ClusterChoice.Images where)
      throws IOException {
    String tip = BuiltDistribution.provenance(tarball).tip().substring(0, 12);
    String name = "druid-verify:" + subject + "-" + tip;
    Path file =
        request.output().toAbsolutePath().resolve("druid-verify-" + subject + "-" + tip + ".tar");
    String told =
        switch (where) {
          case DOCKER -> name;
          case TAR -> file.toString();
          case REGISTRY -> request.push().orElseThrow().replaceFirst("/$", "") + "/" + name;
          case NONE -> throw new IllegalStateException();
        };
    ImageName to =
        new ImageName(
            switch (where) {
              case DOCKER -> "docker://" + name;
              case TAR -> "tar://" + file;
              default -> told;
            });
    progress.line(subject + ": making the image " + to.text());
    new MakeImage(workspace)
        .run(
            new ImageRequest(
                tarball,
                request.imageBase(),
                to,
                Optional.of(new ImageName(name)),
                Optional.empty()));
    return told;
  }
}
