package io.druidpatch.release;

import io.druidpatch.apply.Workspace;
import io.druidpatch.build.BuiltDistribution;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.provenance.Provenance;
import io.druidpatch.series.Series;
import io.druidpatch.suite.ClusterKind;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevWalk;

/** Writes the release notes. */
record NotesStep(
    ReleaseRequest request,
    Series series,
    Optional<LastRelease> last,
    String project,
    List<String> needs)
    implements Step {
  static final String NAME = "notes";
  static final String FILE = "RELEASE_NOTES.md";

  @Override
  public Definition definition() {
    return new Definition(
        NAME,
        List.of(
            Inputs.VERSION,
            Inputs.PREVIOUS,
            Inputs.PROJECT,
            Inputs.SERIES,
            Inputs.TOOL,
            Inputs.VERIFICATION,
            Inputs.WITHOUT),
        needs);
  }

  @Override
  public Map<String, String> run(StepContext stage) throws IOException {
    Provenance provenance = BuiltDistribution.provenance(stage.tarball());
    ReleaseNotes notes =
        new ReleaseNotes(
            request.version(),
            provenance,
            project,
            EntryNote.of(series, subjects(request.workspace(), provenance)),
            last,
            tested(stage, provenance),
            request.without());
    Files.writeString(stage.folder().resolve(FILE), notes.text());
    return Map.of();
  }

  /** The first lines of the commits, by entry. */
  private static Map<String, String> subjects(Workspace workspace, Provenance provenance)
      throws IOException {
    Map<String, String> subjects = new LinkedHashMap<>();
    try (PatchRepository repository = workspace.open();
        RevWalk walk = new RevWalk(repository.git())) {
      for (Provenance.Entry entry : provenance.entries()) {
        subjects.put(
            entry.id(), walk.parseCommit(ObjectId.fromString(entry.commit())).getShortMessage());
      }
    }
    return subjects;
  }

  private List<String> tested(StepContext stage, Provenance provenance) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Built twice, in two folders, with Java "
            + provenance.jdk().version()
            + " ("
            + provenance.jdk().vendor()
            + "): the same bytes.");
    if (stage.has(TestStep.NAME)) {
      lines.add(
          "Upstream's own tests of "
              + stage.fact(TestStep.NAME, TestStep.MODULES)
              + ": none fails that passes on the base ("
              + TestStep.FILE
              + ").");
    }
    if (stage.has(VerifyStep.NAME)) {
      lines.add(
          "The quick form of the verification, beside the base and the picks (--cluster "
              + request.cluster().kind().map(ClusterKind::word).orElse("auto")
              + "): every threshold that it measures is met ("
              + PartialRelease.REPORT
              + "/report.md).");
    }
    if (stage.has(ImageStep.NAME)) {
      lines.add(
          "The image is "
              + stage.fact(ImageStep.NAME, ImageStep.IMAGE)
              + ", "
              + stage.fact(ImageStep.NAME, ImageStep.DIGEST)
              + ".");
    }
    return lines;
  }
}
