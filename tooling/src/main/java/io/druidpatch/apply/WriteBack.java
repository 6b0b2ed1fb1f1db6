package io.druidpatch.apply;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.git.CommitMessage;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.git.Worktree;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.patch.PatchWriter;
import io.druidpatch.series.Entry;
import io.druidpatch.series.LocalPatch;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Series;
import io.druidpatch.series.SeriesEditor;
import io.druidpatch.series.SeriesFile;
import io.druidpatch.series.SeriesReader;
import io.druidpatch.storage.AtomicFile;
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
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Writes the commits of a worktree back into the series and its local patches. The new series is
 * applied, aside, before it replaces the old one.
 */
final class WriteBack {
  /** The folder beside series.yaml that has the local patches. */
  static final String LOCAL = "local";

  private final Series series;
  private final AppliedSeries old;
  private final PatchRepository repository;
  private final Worktree worktree;
  private final ObjectId tip;
  private final ObjectReader reader;
  private final RevWalk walk;
  private final List<String> order = new ArrayList<>();
  private final Map<String, String> added = new LinkedHashMap<>();
  private final Map<Path, byte[]> contents = new LinkedHashMap<>();

  WriteBack(
      Series series,
      AppliedSeries old,
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

  Refresh.Result run() throws IOException {
    for (RevCommit commit : CommitChain.line(walk, tip, old.base(), worktree)) {
      take(commit);
    }
    for (Pick pick : series.picks()) {
      if (!order.contains(pick.id())) {
        throw Failure.of(ExitCode.STALE, worktree.folder().toString())
            .says("the commit of the pick " + pick.id() + " is gone from the worktree")
            .fix("take the pick out of " + series.file() + " by hand if that is meant")
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
        "[PATCH] ", ObjectId.zeroId(), author, message, parent.getTree(), commit.getTree(), reader);
  }

  private String chosen(RevCommit commit, String id) {
    if (!Entry.ID.matcher(id).matches() || order.contains(id)) {
      throw Failure.of(ExitCode.STALE, commit.name())
          .says("the commit's trailer " + CommitMessage.SERIES_ENTRY + " gives no id")
          .expected("an id that no other entry has, as " + Entry.ID)
          .found(id)
          .fix("git -C " + Invocation.quoted(worktree.folder().toString()) + " rebase -i")
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
  private Refresh.Result store(List<Path> gone) throws IOException {
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
      AppliedSeries applied = applied(fresh.on(series.base().tag()));
      for (Map.Entry<Path, byte[]> file : contents.entrySet()) {
        try (AtomicFile aside = AtomicFile.of(file.getKey())) {
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
      repository.move(ref, repository.at(ref), applied.tip(), "refresh");
      boolean merged = !Optional.of(tip).equals(worktree.tip());
      if (merged) {
        worktree.checkOut(applied.tip(), NullProgressMonitor.INSTANCE);
      } else {
        worktree.accept(applied.tip());
      }
      return new Refresh.Result(List.copyOf(contents.keySet()), removed, left, merged, applied);
    }
  }

  /** A change of a patch holds for every base that has it. */
  private void tryOthers(Series fresh) throws IOException {
    for (Series.Base other : fresh.bases()) {
      Series there = fresh.on(other);
      Optional<FetchedSources> fetched = SourceSelection.cached(repository, there);
      if (other.tag().equals(series.base().tag()) || fetched.isEmpty()) {
        continue;
      }
      try (PackInserter dropped = repository.newTrialInserter()) {
        AppliedSeries.compute(there, fetched.get(), dropped, step -> {});
      } catch (Failure e) {
        throw Failure.of(e.code(), other.tag())
            .says("the worktree's commits do not go onto this base of the series")
            .detail(e.getMessage())
            .fix("keep a file of its own for one of the bases, under `variants` of the entry")
            .cause(e)
            .build();
      }
    }
  }

  private AppliedSeries applied(Series fresh) throws IOException {
    FetchedSources fetched = SourceSelection.cached(repository, fresh).orElseThrow();
    try (PackInserter inserter = repository.newPackInserter();
        ObjectReader fromInserter = inserter.newReader();
        RevWalk made = new RevWalk(fromInserter)) {
      AppliedSeries applied = AppliedSeries.compute(fresh, fetched, inserter, step -> {});
      ObjectId expected = walk.parseCommit(tip).getTree();
      ObjectId found = made.parseCommit(applied.tip()).getTree();
      if (!expected.equals(found)) {
        throw Failure.of(ExitCode.STALE, worktree.folder().toString())
            .says("the worktree's commits cannot be kept as local patches")
            .expected("the tree " + expected.name() + " (the worktree's)")
            .found("the tree " + found.name() + " (from the picks as upstream made them)")
            .fix("leave the commits of picks as they are; put changes in commits of your own")
            .build();
      }
      inserter.flush();
      return applied;
    }
  }

  private static Path inTrial(Path trial, Path file) {
    return trial.resolve("local").resolve(file.getFileName());
  }

  /** The folder of a series. */
  static Path folder(Series series) {
    return series.file().toAbsolutePath().getParent();
  }
}
