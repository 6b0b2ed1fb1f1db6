package io.druidpatch.apply;

import static java.util.stream.Collectors.joining;

import io.druidpatch.git.TreeEditor;
import io.druidpatch.progress.Progress;
import io.druidpatch.storage.Digests;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * A project on a small upstream of its own.
 *
 * <p>The upstream: {@code before} is the base's parent, {@code v1} the base; {@code clean} and
 * {@code conflicting} come later on master, where {@code drift} changed what {@code conflicting}
 * changes too; {@code late} changes a file that {@code between}, older than all the others, changed
 * elsewhere.
 *
 * <p>Longer than 350 lines: one fixture, whose upstream the tests of all packages share.
 */
public final class SeriesFixture {
  public static final String TEXT = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n";

  /** A diff that changes line four of {@link #TEXT}. */
  public static final String CHANGE_FOUR =
      """
      diff --git a/a/text b/a/text
      --- a/a/text
      +++ b/a/text
      @@ -3,3 +3,3 @@
       three
      -four
      +FOUR
       five
      """;

  /** A diff that adds a line behind {@code gamma}. */
  public static final String ADD_DELTA =
      """
      diff --git a/b/other b/b/other
      --- a/b/other
      +++ b/b/other
      @@ -3,1 +3,2 @@
       gamma
      +delta
      """;

  public final Path folder;
  public final Path upstream;
  public final Map<String, ObjectId> commits = new LinkedHashMap<>();
  private final Map<String, String> files = new LinkedHashMap<>();
  private Instant now = Instant.parse("2024-01-01T00:00:00Z");

  public SeriesFixture(Path folder) throws IOException {
    this(folder, Map.of());
  }

  /**
   * A project whose upstream has more files.
   *
   * @param more their content by path; the same in every commit
   */
  public SeriesFixture(Path folder, Map<String, String> more) throws IOException {
    this.folder = folder;
    files.putAll(more);
    this.upstream = folder.resolve("upstream.git");
    try (Repository repository = openUpstream()) {
      repository.create(true);
      files.put("a/text", TEXT);
      files.put("b/other", "alpha\nbeta\n");
      commit(repository, "before", "Before");
      files.put("b/other", "alpha\nbeta\ngamma\n");
      commit(repository, "v1", "Release");
      point(repository, "refs/tags/v1", commits.get("v1"));
      files.put("b/other", "ALPHA\nbeta\ngamma\n");
      commit(repository, "between", "Between");
      files.put("a/text", TEXT.replace("two", "TWO"));
      files.put("c/new", "fresh\n");
      commit(repository, "clean", "Change two\n\nAnd add a file.\n\nReviewed-by: A <a@example>");
      files.put("a/text", files.get("a/text").replace("nine", "drifted"));
      commit(repository, "drift", "Drift");
      files.put("a/text", files.get("a/text").replace("drifted", "drifted and changed"));
      commit(repository, "conflicting", "Change nine");
      files.put("b/other", "ALPHA\nbeta\nGAMMA\n");
      commit(repository, "late", "Change gamma");
      point(repository, "refs/heads/master", commits.get("late"));
    }
    Files.createDirectories(folder.resolve("patches/local"));
    series(pick("clean"));
  }

  private Repository openUpstream() throws IOException {
    return new FileRepositoryBuilder().setBare().setGitDir(upstream.toFile()).build();
  }

  /** Goes on with the upstream's master. */
  public ObjectId commit(String name, String message, String path, String content)
      throws IOException {
    files.put(path, content);
    return commit(name, message);
  }

  /** The same, with whatever files there are by now. */
  public ObjectId commit(String name, String message) throws IOException {
    try (Repository repository = openUpstream()) {
      commit(repository, name, message);
      point(repository, "refs/heads/master", commits.get(name));
    }
    return commits.get(name);
  }

  /** Puts a commit with these parents, by name, on no branch; a tag keeps it. */
  public ObjectId commitBeside(
      String name, String message, String path, String content, String... parents)
      throws IOException {
    Map<String, String> before = new LinkedHashMap<>(files);
    files.put(path, content);
    try (Repository repository = openUpstream()) {
      commit(repository, name, message, Stream.of(parents).map(commits::get).toList());
      point(repository, "refs/tags/kept-" + name, commits.get(name));
    }
    files.clear();
    files.putAll(before);
    return commits.get(name);
  }

  /** Puts a tag of the upstream on one of its commits. */
  public void tag(String tag, String commit) throws IOException {
    try (Repository repository = openUpstream()) {
      point(repository, "refs/tags/" + tag, commits.get(commit));
    }
  }

  /** What the upstream's files are as of its last commit, by path; to be changed for the next. */
  public Map<String, String> files() {
    return files;
  }

  private void commit(Repository repository, String name, String message) throws IOException {
    commit(
        repository, name, message, commits.values().stream().reduce((a, b) -> b).stream().toList());
  }

  private void commit(Repository repository, String name, String message, List<ObjectId> parents)
      throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      now = now.plusSeconds(3600);
      DirCache index = DirCache.newInCore();
      DirCacheBuilder builder = index.builder();
      for (Map.Entry<String, String> file : files.entrySet()) {
        DirCacheEntry entry = new DirCacheEntry(file.getKey());
        entry.setFileMode(FileMode.REGULAR_FILE);
        entry.setObjectId(
            inserter.insert(Constants.OBJ_BLOB, file.getValue().getBytes(StandardCharsets.UTF_8)));
        builder.add(entry);
      }
      builder.finish();
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(index.writeTree(inserter));
      commit.setParentIds(parents);
      PersonIdent who = new PersonIdent("Upstream", "up@example", now, ZoneOffset.ofHours(2));
      commit.setAuthor(who);
      commit.setCommitter(who);
      commit.setMessage(message);
      commits.put(name, inserter.insert(commit));
      inserter.flush();
    }
  }

  private static void point(Repository repository, String ref, ObjectId to) throws IOException {
    RefUpdate update = repository.updateRef(ref);
    update.setNewObjectId(to);
    update.forceUpdate();
  }

  /** Moves the upstream's tag to another of its commits. */
  public void moveTag(String commit) throws IOException {
    tag("v1", commit);
  }

  /** Adds a commit to the upstream, on a commit of it and with one file changed. */
  public void branchOff(String name, String from, String path, String text) throws IOException {
    try (Repository repository = openUpstream();
        ObjectInserter inserter = repository.newObjectInserter();
        RevWalk walk = new RevWalk(repository)) {
      RevCommit parent = walk.parseCommit(commits.get(from));
      ObjectId blob = inserter.insert(Constants.OBJ_BLOB, text.getBytes(StandardCharsets.UTF_8));
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(
          new TreeEditor(walk.getObjectReader(), inserter)
              .edit(
                  parent.getTree(),
                  Map.of(path, Optional.of(new TreeEditor.Item(FileMode.REGULAR_FILE, blob)))));
      commit.setParentId(parent);
      commit.setAuthor(parent.getAuthorIdent());
      commit.setCommitter(parent.getCommitterIdent());
      commit.setMessage(name);
      commits.put(name, inserter.insert(commit));
      inserter.flush();
    }
  }

  /** Keeps the series for another base too, a tag of the upstream on one of its commits. */
  public void base(String tag, String commit) throws IOException {
    tag(tag, commit);
    Files.writeString(
        seriesFile(),
        Files.readString(seriesFile())
            .replace(
                "committer:",
                "  - tag: %s\n    commit: %s\n    central: []\ncommitter:"
                    .formatted(tag, commits.get(commit).name())));
  }

  public String pick(String name) {
    return pick(name, commits.get(name).name());
  }

  public String pick(String id, String commit) {
    return """
      - pick: %s
        id: %s
        pull-request: https://example.org/pull/1
        why: a reason
        fate: unknown
    """
        .formatted(commit, id);
  }

  public String local(String file) {
    return "  - local: " + file + "\n    id: " + file.replace(".patch", "") + "\n";
  }

  /** Writes a series of these entries. */
  public void series(String... entries) throws IOException {
    Files.writeString(seriesFile(), header() + "entries:\n" + String.join("", entries));
  }

  public String header() {
    return """
    upstream: %s
    bases:
      - tag: v1
        commit: %s
        central: []
    committer:
      name: Series
      email: series@example
    """
        .formatted(upstream.toUri(), commits.get("v1").name());
  }

  /** Gives the upstream these URLs in place of its own. */
  public void upstreams(String... urls) throws IOException {
    String all = "upstream:\n" + Stream.of(urls).map(url -> "  - " + url + "\n").collect(joining());
    Files.writeString(
        seriesFile(),
        Files.readString(seriesFile()).replaceFirst("(?m)^upstream:.*\n(  - .*\n)*", all));
  }

  /** Says that an entry is not on a base; it is named by its commit or its file. */
  public void notOn(String entry, String tag, String reason) throws IOException {
    forBase(entry, "not-on", tag, reason);
  }

  /** Says that an entry is on a base alone. */
  public void onlyOn(String entry, String tag, String reason) throws IOException {
    forBase(entry, "only-on", tag, reason);
  }

  private void forBase(String entry, String key, String tag, String reason) throws IOException {
    String id = "    id: " + entry.replace(".patch", "") + "\n";
    Files.writeString(
        seriesFile(),
        Files.readString(seriesFile())
            .replace(id, id + "    " + key + ":\n      " + tag + ": " + reason + "\n"));
  }

  /** Writes a local patch with this diff. */
  public void patch(String file, String diff) throws IOException {
    Files.writeString(
        folder.resolve("patches/local").resolve(file),
        """
        From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001
        From: =?UTF-8?Q?J=C3=B6rg?= <j@example>
        Date: Tue, 2 Jan 2024 10:00:00 +0100
        Subject: [PATCH] A change
         of ours

        Why it is.

        Forwarded: no
        Last-Update: 2024-01-02
        ---
        """
            + diff
            + "-- \n");
  }

  /** Makes the upstream one that cannot be reached, and lists the module {@code server}'s jar. */
  public void centralInPlaceOfGit() throws IOException {
    Files.writeString(
        seriesFile(),
        Files.readString(seriesFile())
            .replace(
                "central: []", "central:\n    - module: server\n      artifact: org.x:server:1")
            .replace(upstream.toUri().toString(), "http://127.0.0.1:1/none.git"));
  }

  /** The URL of the Maven repository that {@link #sourceJar} writes to. */
  public String central() {
    return folder.resolve("m2").toUri().toString();
  }

  /** Writes the module's source jar, with this file, a resource, and its checksum. */
  public Path sourceJar(String name) throws IOException {
    Path jar = folder.resolve("m2/org/x/server/1/server-1-sources.jar");
    Files.createDirectories(jar.getParent());
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String entry : new String[] {"META-INF/MANIFEST.MF", name, "x/a.properties"}) {
        zip.putNextEntry(new ZipEntry(entry));
        zip.write("class A {}\n".getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    Files.writeString(jar.resolveSibling(jar.getFileName() + ".sha1"), Digests.of(jar, "SHA-1"));
    return jar;
  }

  public Path seriesFile() {
    return folder.resolve("patches/series.yaml");
  }

  /** The options that name them on a command line. */
  public List<String> options() {
    return List.of(
        "--series", seriesFile().toString(), "--repository", workspace().repository().toString());
  }

  public Workspace workspace() {
    return workspace("own");
  }

  public Workspace workspace(String name) {
    return new Workspace(seriesFile(), folder.resolve(name).resolve("druid.git"));
  }

  public AppliedSeries apply() throws IOException {
    return apply(workspace(), ApplyRequest.DEFAULT);
  }

  public static AppliedSeries apply(Workspace workspace, ApplyRequest request) throws IOException {
    return new Apply(workspace, request, Progress.SILENT).run(step -> {});
  }

  public static ApplyRequest upstream(String upstream) {
    return new ApplyRequest(
        SourceChoice.AUTO, Optional.of(upstream), Optional.empty(), Optional.empty());
  }

  /** The branch's tip, or null. */
  public ObjectId tip() throws IOException {
    return tip(workspace());
  }

  public static ObjectId tip(Workspace workspace) throws IOException {
    try (Repository repository = open(workspace)) {
      return repository.resolve("refs/heads/patched/v1");
    }
  }

  public static Repository open(Workspace workspace) throws IOException {
    return new FileRepositoryBuilder().setBare().setGitDir(workspace.repository().toFile()).build();
  }

  /** A file's content at the branch's tip. */
  public String file(String path) throws IOException {
    try (Repository repository = open(workspace())) {
      ObjectId blob = repository.resolve("refs/heads/patched/v1:" + path);
      return new String(repository.open(blob).getBytes(), StandardCharsets.UTF_8);
    }
  }
}
