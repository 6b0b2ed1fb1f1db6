package io.druidpatch.jobs;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.git.TreeEditor;
import io.druidpatch.origin.CentralOrigin;
import io.druidpatch.patch.PatchApplication;
import io.druidpatch.patch.PatchFile;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Entry;
import io.druidpatch.series.LocalPatch;
import io.druidpatch.series.Series;
import io.druidpatch.storage.Aside;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.patch.FileHeader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Writes the main sources that local patches change, patched, of the modules whose source jars are
 * on Maven Central: what has to be compiled in front of the released jars to run those modules as
 * the series makes them, where there is no git host. Of a patch that changes other files too it
 * takes the part that concerns these modules, and says so. Picks are not looked at: which files
 * they change is not known without the upstream's history.
 */
public final class PatchedSources {
  /** The file that says what was done; the folder is one of this job's if it has it. */
  public static final String NOTE = "patched.txt";

  private static final String JAVA = "/src/main/java/";
  private static final String RESOURCES = "/src/main/resources/";

  private final Workspace workspace;
  private final Optional<String> centralUrl;
  private final Progress progress;

  /**
   * What one patch gave.
   *
   * @param entry the local entry
   * @param modules the modules that it concerns
   * @param files how many of their files it changes
   * @param elsewhere how many files it changes besides
   * @param why why nothing of it was taken; else empty
   */
  private record Part(String entry, Set<String> modules, int files, int elsewhere, String why) {
    String line() {
      if (!why.isEmpty()) {
        return entry + ": left out, " + why;
      }
      return entry
          + ": "
          + files
          + (files == 1 ? " file of " : " files of ")
          + String.join(", ", modules)
          + (elsewhere == 0 ? "" : "; a part of the patch, without " + elsewhere + " elsewhere");
    }
  }

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
   *     ExitCode#UNREACHABLE} if a source jar cannot be had, {@link ExitCode#STORAGE} if the folder
   *     is somebody else's
   */
  public List<String> run(Path folder) throws IOException {
    if (Files.exists(folder) && !Files.exists(folder.resolve(NOTE)) && !isEmpty(folder)) {
      throw Failure.of(ExitCode.STORAGE, folder.toString())
          .says("the folder has files that this command did not write")
          .expected("a new folder, or one with a file " + NOTE)
          .mend("name another one")
          .build();
    }
    Series series = workspace.series();
    List<String> lines = new ArrayList<>();
    List<PatchFile> patches = new ArrayList<>();
    Set<String> modules = new TreeSet<>();
    for (Entry entry : series.entries()) {
      if (entry instanceof LocalPatch local) {
        PatchFile whole = PatchFile.read(local.file());
        List<FileHeader> here = whole.changes().stream().filter(c -> isHere(series, c)).toList();
        if (here.isEmpty()) {
          continue;
        }
        PatchFile patch = new PatchFile(whole.file(), whole.author(), whole.message(), here);
        Part part =
            new Part(
                local.id(),
                patch.paths().stream()
                    .map(path -> module(series, path).orElseThrow())
                    .collect(Collectors.toCollection(TreeSet::new)),
                here.size(),
                whole.changes().size() - here.size(),
                local.adapts().map(pick -> "it adapts the pick " + pick).orElse(""));
        lines.add(part.line());
        if (part.why().isEmpty()) {
          patches.add(patch);
          modules.addAll(part.modules());
        }
      }
    }
    if (lines.isEmpty()) {
      lines.add(
          "no local patch concerns "
              + String.join(
                  ", ", series.central().stream().map(Series.SourceJar::module).toList()));
    }
    try (Aside aside = Aside.of(folder)) {
      Files.createDirectories(aside.path());
      if (!patches.isEmpty()) {
        apply(series.onlyFrom(modules), patches, aside.path());
      }
      Files.write(aside.path().resolve(NOTE), lines);
      Aside.delete(folder);
      aside.putInPlace();
    }
    return lines;
  }

  private void apply(Series series, List<PatchFile> patches, Path folder) throws IOException {
    // A repository of its own: what `apply` works on is neither changed nor waited for.
    Path own = workspace.repository().resolveSibling("central.git");
    CentralOrigin central =
        new CentralOrigin(centralUrl, workspace.repository().resolveSibling("m2"));
    try (PatchRepository repository = PatchRepository.openForWriting(own)) {
      ObjectId base = central.supply(series, repository, progress).base();
      try (ObjectInserter inserter = repository.newPackInserter();
          ObjectReader reader = inserter.newReader();
          RevWalk walk = new RevWalk(reader)) {
        ObjectId tree = walk.parseCommit(base).getTree();
        Set<String> changed = new LinkedHashSet<>();
        for (PatchFile patch : patches) {
          Map<String, Optional<TreeEditor.Item>> edits =
              PatchApplication.apply(patch, tree, reader, inserter);
          tree = new TreeEditor(reader, inserter).edit(tree, edits);
          changed.addAll(edits.keySet());
        }
        for (String path : changed) {
          write(path, tree, reader, folder);
        }
      }
    }
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

  private static boolean isHere(Series series, FileHeader change) {
    return List.of(change.getOldPath(), change.getNewPath()).stream()
        .filter(path -> !path.equals(FileHeader.DEV_NULL))
        .allMatch(path -> module(series, path).isPresent());
  }

  /** The module whose source jar has a path. */
  private static Optional<String> module(Series series, String path) {
    return series.central().stream()
        .map(Series.SourceJar::module)
        .filter(m -> path.startsWith(m + JAVA) || path.startsWith(m + RESOURCES))
        .findFirst();
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }
}
