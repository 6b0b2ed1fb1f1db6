package io.druidpatch.apply;

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
import io.druidpatch.series.SeriesFile;
import io.druidpatch.series.SeriesReader;
import io.druidpatch.storage.Aside;
import io.druidpatch.storage.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.file.PackInserter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.ReflogEntry;
import org.eclipse.jgit.lib.ReflogReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Takes the commits that a person made, amended, reordered or dropped in the worktree, and writes
 * the local ones back to {@code patches/local/} and the series. If the series has changed since the
 * worktree was checked out, the two are merged first, or else nothing is changed. The new series is
 * applied, aside, before it replaces the old one: it must give the worktree's tree again.
 */
public final class Refresh {
  private static final String LOCAL = "local";

  /** More commits than this on top of a base are a walk that has missed it. */
  private static final int LONGEST = 10_000;

  private final Workspace workspace;

  public Refresh(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * What was done.
   *
   * @param written the patch files that are new or changed
   * @param removed the patch files whose commits are gone
   * @param left the same, but still there: the project's git does not have them as they are
   * @param merged whether the series had changed since the worktree was checked out
   */
  public record Result(
      List<Path> written, List<Path> removed, List<Path> left, boolean merged, Plan plan) {}

  /** Runs the job. */
  public Result run() throws IOException {
    Series series = workspace.series();
    try (PatchRepository repository = workspace.openMadeForWriting()) {
      // What a killed run left half written.
      Aside.sweep(folder(series));
      Aside.sweep(folder(series).resolve(LOCAL));
      Worktree worktree =
          Worktree.existing(series.workBranch(), repository)
              .orElseThrow(
                  () ->
                      Failure.of(ExitCode.STALE, repository.folder().toString())
                          .says("the repository has no worktree to take commits from")
                          .mend(series.command("apply --worktree DIR"))
                          .build());
      worktree.refuseUncommitted();
      Plan old = Applied.require(series, repository, false);
      try (PackInserter merged = repository.newPackInserter();
          ObjectReader reader = merged.newReader();
          RevWalk walk = new RevWalk(reader)) {
        // The merged commits are never stored: the new series makes commits of its own.
        ObjectId tip = tip(old, repository, worktree, walk, merged);
        return new Writing(series, old, repository, worktree, tip, reader, walk).run();
      }
    }
  }

  private static Path folder(Series series) {
    return series.file().toAbsolutePath().getParent();
  }

  /** The worktree's tip, or, if the series has changed since, what the two come to together. */
  private static ObjectId tip(
      Plan now, PatchRepository repository, Worktree worktree, RevWalk walk, PackInserter merged)
      throws IOException {
    ObjectId tip = worktree.tip().orElseThrow();
    List<RevCommit> work = line(walk, tip, now.base(), worktree);
    Optional<ObjectId> before = repository.at(worktree.checkedOut());
    if (before.equals(Optional.of(now.tip()))) {
      return tip;
    }
    Optional<List<RevCommit>> old =
        before.isPresent() ? chain(walk, before.get(), now.base()) : Optional.empty();
    // Rebased onto the series as it is now. Where the series' end is part of what was checked out,
    // the series has lost entries, and being on top of it says nothing.
    if (holds(work, now.tip()) && !(old.isPresent() && holds(old.get(), now.tip()))) {
      return tip;
    }
    if (old.isEmpty()) {
      throw apart(worktree, false, "the commits that were checked out cannot be told any more");
    }
    List<RevCommit> series = line(walk, now.tip(), now.base(), worktree);
    RevCommit base = walk.parseCommit(now.base());
    try {
      WorkMerge.Past past = (own, theirs) -> isAfter(own, theirs, base, repository, worktree, walk);
      return new WorkMerge(base, old.get(), series, work, past, walk, merged).run();
    } catch (WorkMerge.Clash e) {
      if (e.isForRebase()) {
        throw apart(worktree, holds(work, before.get()), e.getMessage());
      }
      throw Failure.of(ExitCode.STALE, worktree.folder().toString())
          .says("the series has dropped what was changed in the worktree; nothing was changed")
          .found(e.getMessage())
          .mend(
              "git -C "
                  + Invocation.quoted(worktree.folder().toString())
                  + " rebase -i "
                  + now.base().name()
                  + ", and drop its commit there, or keep it as a new patch: take the trailer "
                  + CommitMessage.SERIES_ENTRY
                  + " out of its message")
          .build();
    }
  }

  private static boolean holds(List<RevCommit> commits, ObjectId id) {
    return commits.stream().anyMatch(commit -> commit.equals(id));
  }

  /**
   * Whether the branch's reflog has a person's commit for the first time after the series' own:
   * that is so after a rebase onto the series in which the person decided between the two.
   */
  private static boolean isAfter(
      RevCommit own,
      RevCommit theirs,
      RevCommit base,
      PatchRepository repository,
      Worktree worktree,
      RevWalk walk)
      throws IOException {
    ReflogReader reflog =
        repository.git().getRefDatabase().getReflogReader("refs/heads/" + worktree.branch());
    List<ReflogEntry> entries =
        reflog == null ? List.of() : new ArrayList<>(reflog.getReverseEntries());
    boolean seen = false;
    for (int i = entries.size() - 1; i >= 0; i--) {
      ObjectId id = entries.get(i).getNewId();
      if (!walk.getObjectReader().has(id)) {
        continue;
      }
      List<RevCommit> commits = chain(walk, id, base).orElse(List.of());
      if (holds(commits, own)) {
        return seen;
      }
      seen |= holds(commits, theirs);
    }
    return false;
  }

  /**
   * The failure for a worktree whose commits do not go onto what the series makes now.
   *
   * @param onTop whether the person's commits all stand on what was checked out
   */
  private static Failure apart(Worktree worktree, boolean onTop, String found) {
    String patched = worktree.branch().replaceFirst("^work/", "patched/");
    return Failure.of(ExitCode.STALE, worktree.folder().toString())
        .says(
            "the series has changed since the worktree was checked out, and the two do not go"
                + " together by themselves; nothing was changed")
        .found(found)
        .mend(
            "git -C "
                + Invocation.quoted(worktree.folder().toString())
                + " rebase "
                + (onTop ? "--onto " + patched + " " + worktree.checkedOut() : patched)
                + ", which keeps both; decide there what conflicts, and refresh again")
        .build();
  }

  /** The commits on top of the base, in order. */
  private static List<RevCommit> line(RevWalk walk, ObjectId tip, ObjectId base, Worktree worktree)
      throws IOException {
    Optional<List<RevCommit>> commits = chain(walk, tip, base);
    if (commits.isEmpty()) {
      throw Failure.of(ExitCode.STALE, tip.name())
          .says("the worktree's branch is no line of commits on top of the base")
          .expected("commits with one parent each, down to " + base.name())
          .mend(
              "git -C "
                  + Invocation.quoted(worktree.folder().toString())
                  + " rebase "
                  + base.name())
          .build();
    }
    return commits.get();
  }

  /** The same, or nothing if they are no line of commits with one parent each. */
  private static Optional<List<RevCommit>> chain(RevWalk walk, ObjectId tip, ObjectId base)
      throws IOException {
    List<RevCommit> commits = new ArrayList<>();
    RevCommit commit = walk.parseCommit(tip);
    while (!commit.equals(base)) {
      if (commit.getParentCount() != 1 || commits.size() > LONGEST) {
        return Optional.empty();
      }
      commits.add(0, commit);
      commit = walk.parseCommit(commit.getParent(0));
    }
    return Optional.of(commits);
  }

  private static final class Writing {
    private final Series series;
    private final Plan old;
    private final PatchRepository repository;
    private final Worktree worktree;
    private final ObjectId tip;
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
        ObjectId tip,
        ObjectReader reader,
        RevWalk walk) {
      this.series = series;
      this.old = old;
      this.repository = repository;
      this.worktree = worktree;
      this.tip = tip;
      this.reader = reader;
      this.walk = walk;
    }

    Result run() throws IOException {
      for (RevCommit commit : line(walk, tip, old.base(), worktree)) {
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
      return store(removed);
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

    private void take(RevCommit commit) throws IOException {
      String message = commit.getFullMessage();
      String id = CommitMessage.trailer(message, CommitMessage.SERIES_ENTRY);
      Optional<Entry> entry = id == null ? Optional.empty() : series.entry(id);
      if (entry.isPresent() && order.contains(id)) {
        throw WorkMerge.second(commit, id);
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
      String fresh;
      if (id == null) {
        fresh = unused(slug.toLowerCase(Locale.ROOT).replace('_', '-'));
      } else {
        // The author's own choice.
        fresh = chosen(commit, id);
        slug = id;
      }
      byte[] mail = mail(commit, false);
      int number = nextNumber();
      String file = String.format(Locale.ROOT, "%04d-%s.patch", number, slug);
      // A file that the series does not list may be somebody's draft; one like this, a killed
      // run's.
      while (isAnother(localFolder().resolve(file), mail)) {
        number++;
        file = String.format(Locale.ROOT, "%04d-%s.patch", number, slug);
      }
      order.add(fresh);
      added.put(fresh, file);
      contents.put(localFolder().resolve(file), mail);
    }

    private static boolean isAnother(Path file, byte[] content) throws IOException {
      return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
          && !(Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content));
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

    private String chosen(RevCommit commit, String id) {
      if (!Entry.ID.matcher(id).matches() || order.contains(id)) {
        throw Failure.of(ExitCode.STALE, commit.name())
            .says("the commit's trailer " + CommitMessage.SERIES_ENTRY + " gives no id")
            .expected("an id that no other entry has, as " + Entry.ID)
            .found(id)
            .mend("git -C " + Invocation.quoted(worktree.folder().toString()) + " rebase -i")
            .build();
      }
      return id;
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
      return folder(series).resolve(LOCAL);
    }

    /** Tries the new series in a folder of its own, then moves its files into their places. */
    private Result store(List<Path> gone) throws IOException {
      String text = SeriesEditor.arrange(Files.readString(series.file()), order, added);
      try (Scratch scratch = Scratch.make("refresh")) {
        Path trial = scratch.folder();
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
        Plan plan = plan(fresh.on(series.base().tag()));
        for (Map.Entry<Path, byte[]> file : contents.entrySet()) {
          try (Aside aside = Aside.of(file.getKey())) {
            Files.write(aside.path(), file.getValue());
            aside.putInPlace();
          }
        }
        if (!text.equals(Files.readString(series.file()))) {
          SeriesFile.replace(series.file(), text);
        }
        List<Path> removed = new ArrayList<>();
        List<Path> left = new ArrayList<>();
        for (Path file : gone) {
          if (Committed.asItIs(file)) {
            Files.delete(file);
            removed.add(file);
          } else {
            left.add(file);
          }
        }
        String ref = Workspace.branchRef(series.branch());
        repository.move(ref, repository.at(ref), plan.tip(), "refresh");
        boolean merged = !Optional.of(tip).equals(worktree.tip());
        if (merged) {
          worktree.checkOut(plan.tip(), NullProgressMonitor.INSTANCE);
        } else {
          worktree.accept(plan.tip());
        }
        return new Result(List.copyOf(contents.keySet()), removed, left, merged, plan);
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

    private Plan plan(Series fresh) throws IOException {
      Supply supply = Workspace.supplied(repository, fresh).orElseThrow();
      try (PackInserter inserter = repository.newPackInserter();
          ObjectReader fromInserter = inserter.newReader();
          RevWalk made = new RevWalk(fromInserter)) {
        Plan plan = Plan.compute(fresh, supply, inserter, step -> {});
        ObjectId expected = walk.parseCommit(tip).getTree();
        ObjectId found = made.parseCommit(plan.tip()).getTree();
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
