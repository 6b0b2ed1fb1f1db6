package io.druidpatch.review;

import io.druidpatch.apply.AppliedEntry;
import io.druidpatch.apply.AppliedSeries;
import io.druidpatch.apply.SourceSelection;
import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.git.TreeEditor;
import io.druidpatch.merge.PickMerge;
import io.druidpatch.series.Series;
import io.druidpatch.series.SeriesReader;
import io.druidpatch.storage.Scratch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.internal.storage.file.PackInserter;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;

/**
 * What a change of the series changes in the base's source, entry by entry: not the difference of
 * two patches, but that of the trees that the two make.
 */
public final class SeriesDiff {
  /** What has become of an entry. */
  public enum Change {
    ADDED,
    REMOVED,
    /** It makes something else of the source. */
    CHANGED,
    /** It makes the same, with another message or author. */
    REWORDED,
    SAME;

    /** For people and scripts. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An entry.
   *
   * @param diff what changes in the source by it, in git's form; empty if nothing does
   * @param whole whether the old entry does not go onto what now stands before the new one: then
   *     the two results are compared, and changes of entries before it are among the differences
   */
  public record EntryDiff(String id, Change change, String diff, boolean whole) {}

  /**
   * Both states.
   *
   * @param before the tip that the old series makes
   * @param after the tip that the series makes now
   */
  public record Result(ObjectId before, ObjectId after, List<EntryDiff> entries) {}

  private final Workspace workspace;
  private final String revision;

  /**
   * @param revision a revision of the repository that the series is kept in
   */
  public SeriesDiff(Workspace workspace, String revision) {
    this.workspace = workspace;
    this.revision = revision;
  }

  /**
   * Compares.
   *
   * @throws Failure with {@link ExitCode#USAGE} if there is no such revision with a series, {@link
   *     ExitCode#STALE} if one of the two needs something that was not fetched yet, or as {@code
   *     apply} does if one of them does not go on
   */
  public Result run() throws IOException {
    Series now = workspace.series();
    try (Scratch scratch = Scratch.make("diff");
        PatchRepository repository = workspace.open();
        PackInserter inserter = repository.newTrialInserter();
        ObjectReader reader = inserter.newReader();
        RevWalk walk = new RevWalk(reader)) {
      Series old = SeriesReader.read(extract(now.file(), scratch.folder()));
      if (old.carried(now.base().tag()).isEmpty()) {
        throw Failure.of(ExitCode.USAGE, revision)
            .says("the series was not kept for " + now.base().tag() + " there")
            .build();
      }
      old = old.on(now.base().tag());
      AppliedSeries before =
          AppliedSeries.compute(
              old, SourceSelection.require(repository, old), inserter, step -> {});
      AppliedSeries after =
          before.computeOther(now, SourceSelection.require(repository, now), inserter);
      return new Result(
          before.tip(), after.tip(), new Comparing(inserter, reader, walk).entries(before, after));
    }
  }

  /** Writes the series as it was into a folder. */
  private Path extract(Path seriesFile, Path folder) throws IOException {
    Path home = seriesFile.toAbsolutePath().normalize().getParent();
    FileRepositoryBuilder builder = new FileRepositoryBuilder().findGitDir(home.toFile());
    if (builder.getGitDir() == null) {
      throw Failure.of(ExitCode.USAGE, seriesFile.toString())
          .says("the series is in no git repository, so it has no other states")
          .build();
    }
    try (Repository project = builder.build();
        ObjectReader reader = project.newObjectReader();
        RevWalk walk = new RevWalk(reader)) {
      ObjectId id = project.resolve(revision + "^{commit}");
      if (id == null) {
        throw Failure.of(ExitCode.USAGE, revision)
            .says("the repository of the series has no such revision")
            .expected("a commit, branch or tag of " + project.getDirectory())
            .build();
      }
      Path top = project.getWorkTree().toPath().toRealPath();
      String prefix = top.relativize(home.toRealPath()).toString().replace('\\', '/');
      try (TreeWalk files = new TreeWalk(reader)) {
        files.addTree(walk.parseCommit(id).getTree());
        files.setRecursive(true);
        if (!prefix.isEmpty()) {
          files.setFilter(PathFilter.create(prefix));
        }
        while (files.next()) {
          String path = files.getPathString().substring(prefix.isEmpty() ? 0 : prefix.length() + 1);
          Path file = folder.resolve(path);
          Files.createDirectories(file.getParent());
          Files.write(file, reader.open(files.getObjectId(0)).getBytes());
        }
      }
    }
    Path old = folder.resolve(seriesFile.getFileName());
    if (!Files.exists(old)) {
      throw Failure.of(ExitCode.USAGE, revision)
          .says("there is no " + seriesFile.getFileName() + " of this series there")
          .build();
    }
    return old;
  }

  private static final class Comparing {
    private final PackInserter inserter;
    private final ObjectReader reader;
    private final RevWalk walk;

    Comparing(PackInserter inserter, ObjectReader reader, RevWalk walk) {
      this.inserter = inserter;
      this.reader = reader;
      this.walk = walk;
    }

    List<EntryDiff> entries(AppliedSeries before, AppliedSeries after) throws IOException {
      Map<String, RevCommit> old = commits(before);
      Map<String, RevCommit> fresh = commits(after);
      List<EntryDiff> entries = new ArrayList<>();
      for (Map.Entry<String, RevCommit> one : fresh.entrySet()) {
        RevCommit commit = one.getValue();
        RevCommit was = old.get(one.getKey());
        entries.add(
            was == null
                ? new EntryDiff(
                    one.getKey(), Change.ADDED, diff(parent(commit), commit.getTree()), false)
                : compared(one.getKey(), was, commit));
      }
      for (Map.Entry<String, RevCommit> one : old.entrySet()) {
        if (!fresh.containsKey(one.getKey())) {
          RevCommit was = one.getValue();
          entries.add(
              new EntryDiff(one.getKey(), Change.REMOVED, diff(was.getTree(), parent(was)), false));
        }
      }
      return entries;
    }

    private Map<String, RevCommit> commits(AppliedSeries series) throws IOException {
      Map<String, RevCommit> commits = new LinkedHashMap<>();
      for (AppliedEntry step : series.steps()) {
        if (step.commit().isPresent()) {
          commits.put(step.entry().id(), walk.parseCommit(step.commit().get()));
        }
      }
      return commits;
    }

    private EntryDiff compared(String id, RevCommit was, RevCommit now) throws IOException {
      if (was.equals(now)) {
        return new EntryDiff(id, Change.SAME, "", false);
      }
      Optional<ObjectId> carried = carried(was, now);
      boolean whole = carried.isEmpty();
      String diff =
          diff(carried.orElse(was.getTree()), now.getTree(), whole ? touched(was, now) : Set.of());
      Change change = Change.CHANGED;
      if (diff.isEmpty()) {
        change =
            was.getFullMessage().equals(now.getFullMessage())
                    && was.getAuthorIdent().equals(now.getAuthorIdent())
                ? Change.SAME
                : Change.REWORDED;
      }
      return new EntryDiff(id, change, diff, whole);
    }

    /** What the old entry would make of what stands before the new one. */
    private Optional<ObjectId> carried(RevCommit was, RevCommit now) throws IOException {
      ObjectId before = parent(was);
      ObjectId here = parent(now);
      if (before.equals(here)) {
        return Optional.of(was.getTree());
      }
      PickMerge.Outcome merge =
          PickMerge.merge(here, before, was.getTree(), List.of(), reader, inserter);
      if (!merge.conflicts().isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(new TreeEditor(reader, inserter).edit(here, merge.edits()));
      } catch (TreeEditor.FolderClashException e) {
        return Optional.empty();
      }
    }

    private ObjectId parent(RevCommit commit) throws IOException {
      return walk.parseCommit(commit.getParent(0)).getTree();
    }

    private Set<String> touched(RevCommit was, RevCommit now) throws IOException {
      Set<String> paths = new HashSet<>();
      for (RevCommit commit : List.of(was, now)) {
        PickMerge.changes(reader, parent(commit), commit.getTree())
            .forEach(change -> paths.add(change.path()));
      }
      return paths;
    }

    private String diff(ObjectId from, ObjectId to) throws IOException {
      return diff(from, to, Set.of());
    }

    private String diff(ObjectId from, ObjectId to, Set<String> paths) throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (DiffFormatter formatter = new DiffFormatter(out)) {
        formatter.setReader(reader, new Config());
        if (!paths.isEmpty()) {
          formatter.setPathFilter(PathFilterGroup.createFromStrings(paths));
        }
        formatter.format(from, to);
      }
      return out.toString(StandardCharsets.UTF_8);
    }
  }
}
