package io.druidpatch.jobs;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.git.CommitMessage;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.git.Worktree;
import io.druidpatch.origin.Supply;
import io.druidpatch.patch.PatchWriter;
import io.druidpatch.series.Entry;
import io.druidpatch.series.LocalPatch;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Series;
import io.druidpatch.series.SeriesEditor;
import io.druidpatch.series.SeriesReader;
import io.druidpatch.storage.Aside;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.file.PackInserter;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Takes the commits that a person made, amended, reordered or dropped in the worktree, and writes
 * the local ones back to {@code patches/local/} and the series. The new series is applied, aside,
 * before it replaces the old one: it must give the worktree's tree again.
 */
public final class Refresh {
  private final Workspace workspace;

  public Refresh(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * What was done.
   *
   * @param written the patch files that are new or changed
   * @param removed the patch files whose commits are gone
   */
  public record Result(List<Path> written, List<Path> removed, Plan plan) {}

  /** Runs the job. */
  public Result run() throws IOException {
    Series series = workspace.series();
    try (PatchRepository repository = workspace.openForWriting()) {
      Worktree worktree =
          Worktree.existing(series.workBranch(), repository)
              .orElseThrow(
                  () ->
                      Failure.of(ExitCode.STALE, repository.folder().toString())
                          .says("the repository has no worktree to take commits from")
                          .mend(Invocation.command("apply --worktree DIR"))
                          .build());
      worktree.refuseUncommitted();
      Plan old = Applied.require(series, repository, false);
      try (ObjectReader reader = repository.git().newObjectReader();
          RevWalk walk = new RevWalk(reader)) {
        return new Writing(series, old, repository, worktree, reader, walk).run();
      }
    }
  }

  private static final class Writing {
    private final Series series;
    private final Plan old;
    private final PatchRepository repository;
    private final Worktree worktree;
    private final ObjectReader reader;
    private final RevWalk walk;
    private final List<String> order = new ArrayList<>();
    private final Map<String, String> added = new LinkedHashMap<>();
    private final Map<Path, byte[]> contents = new LinkedHashMap<>();

    Writing(
        Series series,
        Plan old,
        PatchRepository repository,
        Worktree worktree,
        ObjectReader reader,
        RevWalk walk) {
      this.series = series;
      this.old = old;
      this.repository = repository;
      this.worktree = worktree;
      this.reader = reader;
      this.walk = walk;
    }

    Result run() throws IOException {
      ObjectId tip = worktree.tip().orElseThrow();
      for (RevCommit commit : commits(tip)) {
        take(commit);
      }
      for (Pick pick : series.picks()) {
        if (!order.contains(pick.id())) {
          throw Failure.of(ExitCode.STALE, worktree.folder().toString())
              .says("the commit of the pick " + pick.id() + " is gone from the worktree")
              .mend("take the pick out of " + series.file() + " by hand if that is meant")
              .build();
        }
      }
      keepOthers();
      List<Path> removed = new ArrayList<>();
      for (LocalPatch local : locals()) {
        if (!order.contains(local.id())) {
          removed.addAll(local.files());
        }
      }
      return store(tip, removed);
    }

    /** Leaves the entries that are not on this base where they are in the order. */
    private void keepOthers() {
      int at = 0;
      for (Entry entry : series.listed()) {
        if (series.whyNot(entry).isPresent()) {
          order.add(at, entry.id());
        }
        at = Math.max(at, order.indexOf(entry.id()) + 1);
      }
    }

    private List<LocalPatch> locals() {
      return series.listed().stream()
          .filter(LocalPatch.class::isInstance)
          .map(LocalPatch.class::cast)
          .toList();
    }

    private List<RevCommit> commits(ObjectId tip) throws IOException {
      List<RevCommit> commits = new ArrayList<>();
      RevCommit commit = walk.parseCommit(tip);
      while (!commit.equals(old.base())) {
        if (commit.getParentCount() != 1 || commits.size() > 10_000) {
          throw Failure.of(ExitCode.STALE, commit.name())
              .says("the worktree's branch is no line of commits on top of the base")
              .expected("commits with one parent, down to " + old.base().name())
              .found(commit.getParentCount() + " parents")
              .mend("git -C " + worktree.folder() + " rebase " + old.base().name())
              .build();
        }
        commits.add(0, commit);
        commit = walk.parseCommit(commit.getParent(0));
      }
      return commits;
    }

    private void take(RevCommit commit) throws IOException {
      String message = commit.getFullMessage();
      String id = CommitMessage.trailer(message, CommitMessage.SERIES_ENTRY);
      Optional<Entry> entry = id == null ? Optional.empty() : series.entry(id);
      if (entry.isPresent() && order.contains(id)) {
        throw Failure.of(ExitCode.STALE, commit.name())
            .says("a second commit names the entry " + id)
            .mend("squash the two, or take the trailer " + CommitMessage.SERIES_ENTRY + " out")
            .build();
      }
      if (entry.isPresent() && entry.get() instanceof Pick) {
        // Whether the person changed it shows when the new series gives another tree.
        order.add(id);
        return;
      }
      if (entry.isPresent()) {
        order.add(id);
        if (!isUnchanged(commit, id)) {
          contents.put(((LocalPatch) entry.get()).file(), mail(commit, true));
        }
        return;
      }
      String slug = PatchWriter.slug(commit.getShortMessage());
      String fresh = unused(slug.toLowerCase(Locale.ROOT).replace('_', '-'));
      String file = String.format(Locale.ROOT, "%04d-%s.patch", nextNumber(), slug);
      order.add(fresh);
      added.put(fresh, file);
      contents.put(localFolder().resolve(file), mail(commit, false));
    }

    private boolean isUnchanged(RevCommit commit, String id) {
      return old.steps().stream()
          .anyMatch(
              step -> step.entry().id().equals(id) && step.commit().equals(Optional.of(commit)));
    }

    private byte[] mail(RevCommit commit, boolean changed) throws IOException {
      RevCommit parent = walk.parseCommit(commit.getParent(0));
      PersonIdent author = commit.getAuthorIdent();
      String message =
          CommitMessage.withoutTrailer(commit.getFullMessage(), CommitMessage.SERIES_ENTRY);
      String today =
          commit
              .getCommitterIdent()
              .getWhenAsInstant()
              .atZone(ZoneOffset.UTC)
              .toLocalDate()
              .toString();
      List<String> fields = new ArrayList<>();
      if (CommitMessage.trailer(message, "Forwarded") == null) {
        fields.add("Forwarded: no");
      }
      if (changed) {
        message = CommitMessage.withoutTrailer(message, "Last-Update");
      }
      if (CommitMessage.trailer(message, "Last-Update") == null) {
        fields.add("Last-Update: " + today);
      }
      if (!fields.isEmpty()) {
        message = CommitMessage.withTrailers(message, fields);
      }
      return PatchWriter.write(
          "[PATCH] ",
          ObjectId.zeroId(),
          author,
          message,
          parent.getTree(),
          commit.getTree(),
          reader);
    }

    private String unused(String slug) {
      String id = slug;
      for (int n = 2; isListed(id) || order.contains(id); n++) {
        id = slug + "-" + n;
      }
      return id;
    }

    private boolean isListed(String id) {
      return series.listed().stream().anyMatch(entry -> entry.id().equals(id));
    }

    private int nextNumber() {
      return 1
          + Stream.concat(
                  locals().stream()
                      .flatMap(local -> local.files().stream())
                      .map(file -> file.getFileName().toString()),
                  added.values().stream())
              .filter(name -> name.matches("\\d{4}-.*"))
              .map(name -> Integer.parseInt(name.substring(0, 4)))
              .max(Comparator.naturalOrder())
              .orElse(0);
    }

    private Path localFolder() {
      return series.file().toAbsolutePath().getParent().resolve("local");
    }

    /** Tries the new series in a folder of its own, then moves its files into their places. */
    private Result store(ObjectId tip, List<Path> removed) throws IOException {
      String text = SeriesEditor.arrange(Files.readString(series.file()), order, added);
      Path trial = Files.createTempDirectory("druidpatch-refresh");
      try {
        Files.createDirectories(trial.resolve("local"));
        for (LocalPatch local : locals()) {
          for (Path file : local.files()) {
            Files.copy(file, inTrial(trial, file));
          }
        }
        for (Map.Entry<Path, byte[]> file : contents.entrySet()) {
          Files.write(inTrial(trial, file.getKey()), file.getValue());
        }
        Path trialFile = trial.resolve("series.yaml");
        Files.writeString(trialFile, text);
        Series fresh = SeriesReader.read(trialFile);
        tryOthers(fresh);
        Plan plan = plan(fresh.on(series.base().tag()), tip);
        for (Map.Entry<Path, byte[]> file : contents.entrySet()) {
          try (Aside aside = Aside.of(file.getKey())) {
            Files.write(aside.path(), file.getValue());
            aside.putInPlace();
          }
        }
        if (!text.equals(Files.readString(series.file()))) {
          SeriesFile.replace(series.file(), text);
        }
        for (Path file : removed) {
          Files.delete(file);
        }
        String ref = Workspace.branchRef(series.branch());
        repository.move(ref, repository.at(ref), plan.tip(), "refresh");
        worktree.accept(plan.tip());
        return new Result(List.copyOf(contents.keySet()), removed, plan);
      } finally {
        Aside.delete(trial);
      }
    }

    /** A change of a patch holds for every base that has it. */
    private void tryOthers(Series fresh) throws IOException {
      for (Series.Base other : fresh.bases()) {
        Series there = fresh.on(other);
        Optional<Supply> supply = Workspace.supplied(repository, there);
        if (other.tag().equals(series.base().tag()) || supply.isEmpty()) {
          continue;
        }
        try (PackInserter dropped = repository.newPackInserter()) {
          Plan.compute(there, supply.get(), dropped, step -> {});
        } catch (Failure e) {
          throw Failure.of(e.code(), other.tag())
              .says("the worktree's commits do not go onto this base of the series")
              .detail(e.getMessage())
              .mend("keep a file of its own for one of the bases, under `variants` of the entry")
              .cause(e)
              .build();
        }
      }
    }

    private Plan plan(Series fresh, ObjectId tip) throws IOException {
      Supply supply = Workspace.supplied(repository, fresh).orElseThrow();
      try (PackInserter inserter = repository.newPackInserter();
          ObjectReader fromInserter = inserter.newReader();
          RevWalk both = new RevWalk(fromInserter)) {
        Plan plan = Plan.compute(fresh, supply, inserter, step -> {});
        ObjectId expected = both.parseCommit(tip).getTree();
        ObjectId found = both.parseCommit(plan.tip()).getTree();
        if (!expected.equals(found)) {
          throw Failure.of(ExitCode.STALE, worktree.folder().toString())
              .says("the worktree's commits cannot be kept as local patches")
              .expected("the tree " + expected.name() + " (the worktree's)")
              .found("the tree " + found.name() + " (from the picks as upstream made them)")
              .mend("leave the commits of picks as they are; put changes in commits of your own")
              .build();
        }
        inserter.flush();
        return plan;
      }
    }

    private static Path inTrial(Path trial, Path file) {
      return trial.resolve("local").resolve(file.getFileName());
    }
  }
}
