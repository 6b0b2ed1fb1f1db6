package io.druidpatch.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.apply.ApplyRequest;
import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.apply.SourceChoice;
import io.druidpatch.apply.WriteBundle;
import io.druidpatch.build.PatchedSources;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.patch.PatchFile;
import io.druidpatch.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that lead elsewhere, in each thing that has paths and comes from outside. */
class TreePathTest {
  @TempDir Path folder;
  private SeriesFixture project;

  @BeforeEach
  void makeProject() throws IOException {
    project = new SeriesFixture(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x",
        "a/../../x",
        "./x",
        "a/./x",
        "a//x",
        "/x",
        "a/x/",
        ".git/hooks/post-checkout",
        ".GIT/config",
        "a/.Git/config",
        "git~1/config",
        ".git /config",
        ".git./config",
        ".git . . /config",
        "a/.g\\342\\200\\214it/config",
        "a\\\\x",
        "..\\\\x",
        "C:/x",
        "C:x",
        "a/x:stream",
        "a/x.",
        "a/x ",
        "a/aux.txt",
        "a/x\\000y",
        "a/x\\ny"
      })
  void aPatchWithSuchAPathIsMalformed(String path) throws IOException {
    for (String diff :
        new String[] {
          """
          diff --git "a/%1$s" "b/%1$s"
          new file mode 100644
          --- /dev/null
          +++ "b/%1$s"
          @@ -0,0 +1,1 @@
          +x
          """,
          """
          diff --git a/a/text "b/%1$s"
          similarity index 100%%
          rename from a/text
          rename to "%1$s"
          """
        }) {
      project.patch("0001-x.patch", diff.formatted(path));
      assertThatThrownBy(() -> PatchFile.read(folder.resolve("patches/local/0001-x.patch")))
          .isInstanceOfSatisfying(
              Failure.class,
              e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(ExitCode.SERIES))
          .hasMessageContaining("0001-x.patch:12: ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"160000", "040000"})
  void aPatchWithAnotherModeIsMalformed(String mode) throws IOException {
    project.patch(
        "0001-x.patch",
        "diff --git a/x b/x\nnew file mode "
            + mode
            + "\n--- /dev/null\n+++ b/x\n@@ -0,0 +1,1 @@\n+x\n");
    project.series(project.pick("clean"));
    ObjectId before = project.apply().tip();
    project.series(project.local("0001-x.patch"));
    assertThatThrownBy(() -> project.apply())
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.SERIES))
        .hasMessageContaining("0001-x.patch:12: ");
    assertThat(project.tip()).isEqualTo(before);
  }

  @Test
  void patchedSourcesStayInTheirFolder() throws IOException {
    String path = "server/src/main/java/../../../../../X.java";
    project.patch(
        "0001-x.patch",
        "diff --git a/%1$s b/%1$s\nnew file mode 100644\n--- /dev/null\n+++ b/%1$s\n@@ -0,0 +1 @@\n+x\n"
            .formatted(path));
    project.series(project.local("0001-x.patch"));
    project.sourceJar("x/A.java");
    project.centralInPlaceOfGit();
    Path target = folder.resolve("deep/below/target");
    assertThatThrownBy(
            () ->
                new PatchedSources(
                        project.workspace(), Optional.of(project.central()), Progress.SILENT)
                    .run(target))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.SERIES));
    assertThat(folder.resolve("deep")).doesNotExist();
    try (var files = Files.walk(folder)) {
      assertThat(files).noneMatch(file -> file.endsWith("X.java"));
    }
  }

  @Test
  void aModuleOfTheSeriesIsAFolderOfTheTree() throws IOException {
    project.centralInPlaceOfGit();
    Files.writeString(
        project.seriesFile(),
        Files.readString(project.seriesFile()).replace("module: server", "module: ../../server"));
    assertThatThrownBy(() -> project.workspace().series())
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.SERIES))
        .hasMessageContaining("series.yaml:6");
  }

  /** A pick, by git and in a bundle, and a base whose tree leads elsewhere. */
  @ParameterizedTest
  @ValueSource(strings = {"..", ".git", ".GIT", "git~1", "..\\x", "a/../../x", "C:"})
  void aTreeWithSuchAPathIsRefused(String name) throws IOException {
    project.apply();
    ObjectId pick = commit(name, project.commits.get("v1"));
    point("refs/heads/evil", pick);
    project.series(project.pick("clean"), project.pick("evil", pick.name()));
    assertRefused(project.upstream.toUri().toString(), pick);

    project.series(project.pick("clean"));
    Files.writeString(
        project.seriesFile(),
        Files.readString(project.seriesFile())
            .replace(project.commits.get("v1").name(), pick.name()));
    point("refs/tags/v1", pick);
    assertRefused(project.upstream.toUri().toString(), pick);
  }

  @Test
  void aBundleWithSuchATreeIsRefused() throws IOException {
    project.apply();
    ObjectId pick = commit("..", project.commits.get("v1"));
    Path bundle = folder.resolve("evil.bundle");
    new WriteBundle(project.workspace(), Progress.SILENT).run(bundle);
    project.series(project.pick("clean"), project.pick("evil", pick.name()));
    // What a tool without this rule would write: git's own bundle of it.
    try (Repository repository = upstream();
        var out = Files.newOutputStream(bundle)) {
      var writer = new org.eclipse.jgit.transport.BundleWriter(repository);
      writer.include("refs/tags/v1", project.commits.get("v1"));
      writer.include("refs/heads/clean", project.commits.get("clean"));
      writer.include("refs/heads/evil", pick);
      writer.writeBundle(org.eclipse.jgit.lib.NullProgressMonitor.INSTANCE, out);
    }
    assertRefused(bundle.toString(), pick);
  }

  @Test
  void aCheckOutWritesNothingThroughALink() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    try (Repository repository = upstream();
        ObjectInserter inserter = repository.newObjectInserter()) {
      ObjectId link =
          inserter.insert(Constants.OBJ_BLOB, outside.toString().getBytes(StandardCharsets.UTF_8));
      ObjectId blob = inserter.insert(Constants.OBJ_BLOB, new byte[] {'x'});
      TreeFormatter below = new TreeFormatter();
      below.append("x", FileMode.REGULAR_FILE, blob);
      // A tree that has a name twice, as a link and as a folder.
      TreeFormatter top = new TreeFormatter();
      top.append("a", FileMode.SYMLINK, link);
      top.append("a", FileMode.TREE, inserter.insert(below));
      ObjectId commit = insert(inserter, inserter.insert(top), project.commits.get("v1"));
      inserter.flush();
      try {
        TreeExport.write(repository, commit, folder.resolve("out"));
      } catch (IOException e) {
        // Refusing is as good.
        assertThat(e.getMessage()).contains("out");
      }
      assertThat(outside).isEmptyDirectory();
    }
  }

  private void assertRefused(String upstream, ObjectId commit) throws IOException {
    ObjectId before = project.tip();
    ApplyRequest request =
        new ApplyRequest(
            SourceChoice.GIT,
            Optional.of(upstream),
            Optional.empty(),
            Optional.of(folder.resolve("tree")));
    assertThatThrownBy(() -> SeriesFixture.apply(project.workspace(), request))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(ExitCode.DAMAGED))
        .hasMessageMatching("(?s).*(" + commit.name() + "|evil.bundle).*");
    assertThat(project.tip()).isEqualTo(before);
    assertThat(folder.resolve("tree")).doesNotExist();
    assertThat(folder.resolve("x")).doesNotExist();
  }

  /** A commit of the upstream that adds a folder of this name with a file {@code x} in it. */
  private ObjectId commit(String name, ObjectId parent) throws IOException {
    try (Repository repository = upstream();
        ObjectInserter inserter = repository.newObjectInserter()) {
      ObjectId blob = inserter.insert(Constants.OBJ_BLOB, new byte[] {'x'});
      TreeFormatter below = new TreeFormatter();
      below.append("x", FileMode.REGULAR_FILE, blob);
      TreeFormatter top = new TreeFormatter();
      top.append(name, FileMode.TREE, inserter.insert(below));
      ObjectId commit = insert(inserter, inserter.insert(top), parent);
      inserter.flush();
      return commit;
    }
  }

  private static ObjectId insert(ObjectInserter inserter, ObjectId tree, ObjectId parent)
      throws IOException {
    CommitBuilder builder = new CommitBuilder();
    builder.setTreeId(tree);
    builder.setParentId(parent);
    PersonIdent who = new PersonIdent("Evil", "evil@example");
    builder.setAuthor(who);
    builder.setCommitter(who);
    builder.setMessage("Evil");
    return inserter.insert(builder);
  }

  private void point(String ref, ObjectId to) throws IOException {
    try (Repository repository = upstream()) {
      var update = repository.updateRef(ref);
      update.setNewObjectId(to);
      update.forceUpdate();
    }
  }

  private Repository upstream() throws IOException {
    return new FileRepositoryBuilder().setBare().setGitDir(project.upstream.toFile()).build();
  }
}
