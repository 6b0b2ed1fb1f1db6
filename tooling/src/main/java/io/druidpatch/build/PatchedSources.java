package io.druidpatch.build;

import io.druidpatch.apply.AppliedEntry;
import io.druidpatch.apply.AppliedSeries;
import io.druidpatch.apply.EntryState;
import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.merge.PickMerge;
import io.druidpatch.origin.CentralOrigin;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.patch.PartialBase;
import io.druidpatch.patch.PatchFile;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Entry;
import io.druidpatch.series.LocalPatch;
import io.druidpatch.series.Series;
import io.druidpatch.storage.AtomicFile;
import io.druidpatch.storage.OwnFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Writes the main sources that local patches change, patched, of the modules whose source jars are
 * on Maven Central: what has to be compiled in front of the released jars to run those modules as
 * the series makes them, where there is no git host. Of a patch that changes other files too it
 * takes the part that {@link PartialBase} allows, as {@code apply} does there, and says so. Picks
 * are not looked at: which files they change is not known without the upstream's history.
 */
public final class PatchedSources {
  /** The file that says what was done. */
  public static final String NOTE = "patched.txt";

  private static final String JAVA = "/src/main/java/";
  private static final String RESOURCES = "/src/main/resources/";

  private final Workspace workspace;
  private final Optional<String> centralUrl;
  private final Progress progress;

  /**
   * @param centralUrl the Maven repository that stands for Central
   */
  public PatchedSources(Workspace workspace, Optional<String> centralUrl, Progress progress) {
    this.workspace = workspace;
    this.centralUrl = centralUrl;
    this.progress = progress;
  }

  /**
   * Writes {@code java/}, {@code classes/} with the resources, and {@link #NOTE} into a folder,
   * anew. Neither of the first two is there if no local patch concerns these modules; nothing is
   * asked of Maven Central then.
   *
   * @return one line for each patch that concerns them, or one that says that none does
   * @throws Failure with {@link ExitCode#BAD_PATCH} if a part does not apply, {@link
   *     ExitCode#UNREACHABLE} if a source jar cannot be downloaded, {@link ExitCode#FOREIGN} if the
   *     folder is somebody else's
   */
  public List<String> run(Path folder) throws IOException {
    OwnFolder.require(folder);
    Series series = workspace.series();
    Set<String> concerned = concerned(series);
    List<String> lines = new ArrayList<>();
    try (AtomicFile aside = AtomicFile.of(folder)) {
      Files.createDirectories(aside.path());
      if (!concerned.isEmpty()) {
        lines.addAll(apply(series.onlyFrom(concerned), aside.path()));
      }
      if (lines.isEmpty()) {
        lines.add(
            "no local patch concerns "
                + String.join(
                    ", ", series.central().stream().map(Series.SourceJar::module).toList()));
      }
      Files.write(aside.path().resolve(NOTE), lines);
      OwnFolder.mark(aside.path());
      aside.replaceFolder();
    }
    return lines;
  }

  /** The modules whose source jars are needed. */
  private static Set<String> concerned(Series series) throws IOException {
    PartialBase all = partial(series);
    Set<String> concerned = new TreeSet<>();
    for (Entry entry : series.entries()) {
      if (entry instanceof LocalPatch local) {
        concerned.addAll(all.modules(PatchFile.read(local.file())));
      }
    }
    return concerned;
  }

  private static PartialBase partial(Series series) {
    return new PartialBase(
        series.central().stream().map(Series.SourceJar::module).collect(Collectors.toSet()));
  }

  private List<String> apply(Series series, Path folder) throws IOException {
    // A repository of its own: what `apply` works on is neither changed nor waited for.
    Path own = workspace.repository().resolveSibling("central.git");
    CentralOrigin central =
        new CentralOrigin(centralUrl, workspace.repository().resolveSibling("m2"));
    try (PatchRepository repository = PatchRepository.openForWriting(own)) {
      FetchedSources fetched = central.fetch(series, repository, progress);
      try (ObjectInserter inserter = repository.newTrialInserter();
          ObjectReader reader = inserter.newReader();
          RevWalk walk = new RevWalk(reader)) {
        AppliedSeries applied = AppliedSeries.compute(series, fetched, inserter, step -> {});
        ObjectId tree = walk.parseCommit(applied.tip()).getTree();
        Set<String> changed = new TreeSet<>();
        for (PickMerge.Change change :
            PickMerge.changes(reader, walk.parseCommit(applied.base()).getTree(), tree)) {
          changed.add(change.path());
        }
        for (String path : changed) {
          write(path, tree, reader, folder);
        }
        List<String> lines = new ArrayList<>();
        for (AppliedEntry step : applied.steps()) {
          line(series, step).ifPresent(lines::add);
        }
        return lines;
      }
    }
  }

  /** What a patch gave; nothing for a pick, and for a patch that does not concern the modules. */
  private static Optional<String> line(Series series, AppliedEntry step) throws IOException {
    if (!(step.entry() instanceof LocalPatch local)) {
      return Optional.empty();
    }
    Set<String> modules = new TreeSet<>(partial(series).modules(PatchFile.read(local.file())));
    if (modules.isEmpty()) {
      return Optional.empty();
    }
    if (step.state() == EntryState.LEFT_OUT) {
      return Optional.of(local.id() + ": left out, " + step.note());
    }
    return Optional.of(
        local.id()
            + ": "
            + step.files()
            + (step.files() == 1 ? " file of " : " files of ")
            + String.join(", ", modules)
            + (step.leftOut().isEmpty()
                ? ""
                : "; in part, without "
                    + step.leftOut().stream()
                        .map(PartialBase.LeftOut::path)
                        .collect(Collectors.joining(", "))));
  }

  /** A removed file is not written; the released jar has it still. */
  private static void write(String path, ObjectId tree, ObjectReader reader, Path folder)
      throws IOException {
    try (TreeWalk file = TreeWalk.forPath(reader, path, tree)) {
      if (file != null) {
        boolean java = path.contains(JAVA);
        String root = java ? JAVA : RESOURCES;
        Path target =
            folder
                .resolve(java ? "java" : "classes")
                .resolve(path.substring(path.indexOf(root) + root.length()));
        Files.createDirectories(target.getParent());
        Files.write(target, reader.open(file.getObjectId(0)).getBytes());
      }
    }
  }
}
