package io.druidpatch.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.apply.Applied;
import io.druidpatch.apply.Plan;
import io.druidpatch.apply.Workspace;
import io.druidpatch.build.Build;
import io.druidpatch.build.Built;
import io.druidpatch.build.MakeImage;
import io.druidpatch.build.Toolset;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.image.ImageName;
import io.druidpatch.maven.Jdk;
import io.druidpatch.modules.DruidMaven;
import io.druidpatch.origin.Supply;
import io.druidpatch.progress.Progress;
import io.druidpatch.provenance.Provenance;
import io.druidpatch.series.Series;
import io.druidpatch.verify.SubjectPlan.Given;
import io.druidpatch.verify.SubjectPlan.Subject;
import io.druidpatch.verify.SubjectPlan.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
  /** The suite's files in its report's folder; the first tells that it is one. */
  private static final List<String> REPORT = List.of("report.json", "report.md", "index.html");

  private final Workspace workspace;
  private final Request request;
  private final Progress progress;

  /**
   * What to measure, and with what.
   *
   * @param subjects the subjects to restrict it to; empty for all
   * @param tarballs distributions that are there, by the name of their subject
   * @param watchLog the patch that makes the subject {@code watch-log}
   * @param output the folder for distributions and images
   * @param imageBase the image below the subjects' images
   * @param push what the names of images in a registry begin with; given, that is where they go
   * @param report the folder for the suite's report
   * @param clusterOptions the suite's options that decide which cluster it takes
   * @param options all others that it gets
   * @param toolVersion this tool's, for the provenance
   */
  public record Request(
      List<String> subjects,
      Map<String, Path> tarballs,
      Path watchLog,
      Toolset tools,
      Path output,
      ImageName imageBase,
      Optional<String> push,
      Path report,
      List<String> clusterOptions,
      List<String> options,
      String toolVersion) {}

  public Verify(Workspace workspace, Request request, Progress progress) {
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
    requireTarballs();
    Series series = workspace.series();
    SubjectPlan plan =
        SubjectPlan.of(
            series,
            request.subjects(),
            request.tarballs(),
            request.watchLog(),
            (upTo, with) -> tip(series, upTo, with));
    plan.leftOut().forEach(progress::line);
    Map<String, Path> tarballs = new LinkedHashMap<>();
    for (Subject subject : plan.subjects()) {
      tarballs.put(subject.name(), distribution(series, subject).toAbsolutePath().normalize());
    }
    return tarballs;
  }

  /**
   * Measures them.
   *
   * @throws Failure as {@link #subjects}, {@link Suite#run} and {@link MakeImage} do; with {@link
   *     ExitCode#USAGE} if images have to go to a registry and none is named
   */
  public void run(Suite suite) throws IOException {
    requireTarballs();
    ClusterFound cluster = suite.detect(request.clusterOptions());
    progress.line("cluster: " + cluster.cluster() + " (" + cluster.why() + ")");
    ClusterFound.Images images = images(cluster);
    Map<String, Path> tarballs = subjects();
    List<String> arguments = new ArrayList<>();
    tarballs.forEach((name, tarball) -> add(arguments, "--subject", name + "=" + tarball));
    if (images != ClusterFound.Images.NONE) {
      for (Map.Entry<String, Path> subject : tarballs.entrySet()) {
        String image = image(subject.getKey(), subject.getValue(), images);
        add(arguments, "--image", subject.getKey() + "=" + image);
      }
    }
    add(arguments, "--report", request.report().toString());
    arguments.addAll(request.clusterOptions());
    arguments.addAll(request.options());
    progress.line("measuring " + String.join(", ", tarballs.keySet()));
    suite.run(arguments);
  }

  /**
   * Sees, before anything is built for it, that the report replaces no more than an earlier one.
   *
   * @throws Failure with {@link ExitCode#FOREIGN} if it would replace other files
   */
  public static void requireReportFolder(Path folder) throws IOException {
    List<String> there =
        REPORT.stream().filter(name -> Files.exists(folder.resolve(name))).toList();
    boolean ours = there.isEmpty() || isReport(folder.resolve(REPORT.get(0)));
    if (!ours || (Files.exists(folder) && !Files.isDirectory(folder))) {
      throw Failure.of(ExitCode.FOREIGN, folder.toString())
          .says("the report would replace files that are no report; they are as they were")
          .expected("nothing, a folder without " + String.join(", ", REPORT) + ", or a report")
          .found(there.isEmpty() ? "a file" : String.join(", ", there))
          .mend("name another folder: --report DIR")
          .build();
    }
  }

  private static boolean isReport(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try {
      JsonNode report = new ObjectMapper().readTree(file.toFile());
      return report != null && report.has("subjects") && report.has("measurements");
    } catch (JsonProcessingException e) {
      return false;
    }
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

  private static void add(List<String> arguments, String option, String value) {
    arguments.add(option);
    arguments.add(value);
  }

  private ClusterFound.Images images(ClusterFound cluster) {
    if (cluster.images() != ClusterFound.Images.NONE && request.push().isPresent()) {
      return ClusterFound.Images.REGISTRY;
    }
    if (cluster.images() == ClusterFound.Images.REGISTRY) {
      throw Failure.of(ExitCode.USAGE, cluster.cluster())
          .says("this cluster takes images from a registry, and none is named")
          .found(cluster.why())
          .mend("say --push REGISTRY/FOLDER, one that you may write to and the cluster may read")
          .build();
    }
    return cluster.images();
  }

  /** The commit that a variant of the series comes to; nothing of it is stored. */
  private ObjectId tip(Series series, Optional<String> upTo, Optional<Path> with)
      throws IOException {
    try (PatchRepository repository = workspace.open();
        ObjectInserter inserter = repository.newPackInserter()) {
      Plan plan = Applied.require(series, repository, false);
      Series variant = build(upTo, with).variant(series);
      if (variant.equals(series)) {
        return plan.tip();
      }
      Supply supply = Workspace.supplied(repository, series).orElseThrow();
      return Plan.compute(variant, supply, inserter, step -> {}).tip();
    }
  }

  private Build build(Optional<String> upTo, Optional<Path> with) {
    return new Build(
        workspace,
        Build.Request.lean(
            request.tools(), upTo, with, false, request.output(), request.toolVersion()),
        progress);
  }

  private Path distribution(Series series, Subject subject) throws IOException {
    if (subject.source() instanceof Given given) {
      progress.line(subject.name() + ": " + given.tarball());
      return given.tarball();
    }
    Variant variant = (Variant) subject.source();
    Build build = build(variant.upTo(), variant.with());
    Jdk jdk = Jdk.require(request.tools().jdk(), DruidMaven.JAVA);
    Path there =
        request
            .output()
            .resolve(build.name(build.variant(series), variant.tip()) + Build.TARBALL_ENDING);
    Optional<String> unfit =
        Built.unfit(
            there,
            new Built.Wanted(
                build.kind(),
                variant.tip().name(),
                new Provenance.Jdk(jdk.version(), jdk.vendor()),
                build.options()));
    if (unfit.isEmpty()) {
      progress.line(subject.name() + ": " + there + ", built before");
      return there;
    }
    progress.line(subject.name() + ": building " + there + ", since " + unfit.get());
    return build.run().tarball();
  }

  /** Makes a subject's image; gives what the suite has to be told: its name, or its file. */
  private String image(String subject, Path tarball, ClusterFound.Images where) throws IOException {
    String tip = Built.provenance(tarball).tip().substring(0, 12);
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
            new MakeImage.Request(
                tarball,
                request.imageBase(),
                to,
                Optional.of(new ImageName(name)),
                Optional.empty()));
    return told;
  }
}
