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
import io.druidpatch.series.SeriesFile;
import io.druidpatch.series.SeriesReader;
import io.druidpatch.storage.AtomicFile;
import io.druidpatch.storage.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.internal.storage.file.PackInserter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Writes the commits of a worktree back into the series and its local patches. The new series is
 * applied, aside, before it replaces the old one.
 */
final class WriteBack {
  /** The folder beside series.yaml that has the local patches. */
  static final String LOCAL = "local";

  private final RefreshRequest request;
  private final Series series;
  private final AppliedSeries old;
  private final PatchRepository repository;
  private final Worktree worktree;
  private final ObjectId tip;
  private final ObjectReader reader;
  private final RevWalk walk;
  private final SeriesChange entries = new SeriesChange();
  private final Set<String> changed = new LinkedHashSet<>();
  private final PatchNames names;
  private final Map<Path, byte[]> contents = new LinkedHashMap<>();

  WriteBack(
      RefreshRequest request,
      Series series,
      AppliedSeries old,
      PatchRepository repository,
      Worktree worktree,
      ObjectId tip,
      ObjectReader reader,
      RevWalk walk) {
    this.request = request;
    this.series = series;
    this.old = old;
    this.repository = repository;
    this.worktree = worktree;
    this.tip = tip;
    this.reader = reader;
    this.walk = walk;
    this.names = new PatchNames(folder(series).resolve(LOCAL), locals());
  }

  Refresh.Result run() throws IOException {
    for (RevCommit commit : CommitChain.line(walk, tip, old.base(), worktree)) {
      take(commit);
    }
    for (Pick pick : series.picks()) {
      if (!entries.order.contains(pick.id())) {
        throw Failure.of(ExitCode.STALE, worktree.folder().toString())
            .says("the commit of the pick " + pick.id() + " is gone from the worktree")
            .fix(
                "apply again; if it is meant, "
                    + Invocation.command("drop " + pick.id())
                    + ", with --base and --reason for one base alone")
            .build();
      }
    }
    keepOthers();
    refuseNewOrder();
    List<Path> removed = new ArrayList<>();
    for (LocalPatch local : locals()) {
      if (!entries.order.contains(local.id())) {
        removed.addAll(local.files());
      }
    }
    return store(removed);
  }

  /**
   * Leaves the entries that are not on this base where they are in the order; those, too, whose
   * commits were dropped for this base only.
   */
  private void keepOthers() {
    int at = 0;
    for (Entry entry : series.listed()) {
      if (entries.order.contains(entry.id())) {
        at = Math.max(at, entries.order.indexOf(entry.id()) + 1);
      } else if (series.whyNot(entry).isPresent()) {
        entries.order.add(at++, entry.id());
      } else if (request.only().isPresent() && isElsewhere(entry)) {
        entries.order.add(at++, entry.id());
        entries.notHere.add(entry.id());
      }
    }
  }

  private boolean isElsewhere(Entry entry) {
    return series.bases().stream()
        .anyMatch(base -> !base.tag().equals(series.base().tag()) && entry.isOn(base.tag()));
  }

  /** The order is that of all bases. */
  private void refuseNewOrder() {
    List<String> before =
        series.listed().stream().map(Entry::id).filter(entries.order::contains).toList();
    List<String> now = entries.order.stream().filter(id -> !entries.added.containsKey(id)).toList();
    if (request.only().isPresent() && !before.equals(now)) {
      throw Failure.of(ExitCode.STALE, worktree.folder().toString())
          .says("commits were put in another order, which holds on every base")
          .expected(String.join(", ", before))
          .found(String.join(", ", now))
          .fix("put them back in order, or use the command without --only")
          .build();
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
    if (entries.order.contains(id)) {
      throw WorkMerge.second(commit, id);
    }
    if (entry.isPresent() && entry.get() instanceof Pick) {
      // Whether the person changed it shows when the new series gives another tree.
      entries.order.add(id);
      return;
    }
    if (entry.isPresent()) {
      entries.order.add(id);
      if (!isUnchanged(commit, (LocalPatch) entry.get())) {
        change((LocalPatch) entry.get(), LocalMail.of(commit, true, walk, reader));
      }
      return;
    }
    Optional<Entry> elsewhere = series.listed(id);
    if (elsewhere.isPresent()) {
      comeHere(commit, elsewhere.get());
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
    byte[] mail = LocalMail.of(commit, false, walk, reader);
    Path file = names.numbered(slug, mail);
    entries.order.add(fresh);
    changed.add(fresh);
    entries.added.put(fresh, file.getFileName().toString());
    contents.put(file, mail);
  }

  /** Takes in a patch that the series has for other bases, if it was cherry-picked from there. */
  private void comeHere(RevCommit commit, Entry entry) {
    String tag = series.base().tag();
    if (!(entry instanceof LocalPatch local) || local.onlyOn().isEmpty()) {
      throw Failure.of(ExitCode.STALE, commit.name())
          .says("the series leaves the entry " + entry.id() + " out on " + tag)
          .found(series.whyNot(entry).orElseThrow())
          .fix(
              "take the tag out of its `not-on` in "
                  + series.file()
                  + ", and apply again; or take the trailer "
                  + CommitMessage.SERIES_ENTRY
                  + " out of the message, for a patch of its own")
          .build();
    }
    entries.order.add(entry.id());
    entries.cameHere.put(entry.id(), local.onlyOn().values().iterator().next());
  }

  /** Keeps a patch that was changed: in a file of this base's own, if it changes here only. */
  private void change(LocalPatch local, byte[] mail) throws IOException {
    changed.add(local.id());
    Path file = local.file();
    if (request.only().isPresent() && !local.isOwn(series.base().tag())) {
      file = names.variant(file, series.base().tag(), mail);
      entries.variants.put(local.id(), file.getFileName().toString());
    }
    contents.put(file, mail);
  }

  /**
   * Whether the patch can stay as it is. A patch that was made for this base is written again when
   * a commit below it changed, so that it names the blobs that are there now. One that was made for
   * another base keeps the lines around its own as they are there.
   */
  private boolean isUnchanged(RevCommit commit, LocalPatch local) throws IOException {
    Optional<ObjectId> before =
        old.steps().stream()
            .filter(step -> step.entry().id().equals(local.id()))
            .flatMap(step -> step.commit().stream())
            .findFirst();
    if (before.isEmpty() || before.get().equals(commit)) {
      return before.isPresent();
    }
    boolean ofThisBase = series.isOnDefault() || local.isOwn(series.base().tag());
    return !(ofThisBase && request.only().isEmpty())
        && SameChange.is(walk.parseCommit(before.get()), commit, walk, reader);
  }

  private String chosen(RevCommit commit, String id) {
    if (!Entry.ID.matcher(id).matches()) {
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
    for (int n = 2; series.listed(id).isPresent() || entries.order.contains(id); n++) {
      id = slug + "-" + n;
    }
    return id;
  }

  /** Tries the new series in a folder of its own, then moves its files into their places. */
  private Refresh.Result store(List<Path> gone) throws IOException {
    String text = entries.text(series, request.only());
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
      OtherBases.require(fresh, series, changed, request, repository);
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
