package io.druidpatch.surroundings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.cli.Call;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.patch.PatchFile;
import io.druidpatch.series.LocalPatch;
import io.druidpatch.series.Series;
import io.druidpatch.series.SeriesReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineEndsTest {
  private static final Path HOME = Path.of(System.getProperty("druidpatch.home", ".."));

  @TempDir Path folder;
  private final SystemReader before = SystemReader.getInstance();

  @AfterEach
  void giveBack() {
    SystemReader.setInstance(before);
  }

  @Test
  void aCloneUnderAutocrlfHasTheSameBytes() throws IOException, GitAPIException {
    Path original = folder.resolve("original");
    for (String name : new String[] {".gitattributes", "druidpatch", "patches", "ci", ".ci"}) {
      copy(HOME.resolve(name), original.resolve(name));
    }
    Path clone = cloneUnderAutocrlf(original);
    try (Stream<Path> files = Files.walk(original)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path path = original.relativize(file);
        if (!path.startsWith(".git")) {
          assertThat(Files.mismatch(file, clone.resolve(path))).as("%s", path).isEqualTo(-1);
        }
      }
    }
    assertThat(Files.readString(clone.resolve("druidpatch"))).doesNotContain("\r");
    Series series = SeriesReader.read(clone.resolve("patches/series.yaml"));
    for (var entry : series.entries()) {
      if (entry instanceof LocalPatch local) {
        assertThat(PatchFile.read(local.file()).changes()).isNotEmpty();
      }
    }
  }

  @Test
  void theSeriesAppliesInACloneUnderAutocrlf() throws IOException, GitAPIException {
    SeriesFixture project = projectWithAPatch();
    ObjectId tip = tip(project, project.seriesFile(), "here");
    Path original = folder.resolve("original");
    copy(project.folder.resolve("patches"), original.resolve("patches"));
    Path bare = cloneUnderAutocrlf(original);
    assertThat(Files.readString(bare.resolve("patches/local/0001-x.patch"))).contains("\r\n");
    // An old clone, from before there were attributes: every line of every file ends in CRLF.
    assertThat(tip(project, bare.resolve("patches/series.yaml"), "there")).isEqualTo(tip);
    Files.copy(HOME.resolve(".gitattributes"), original.resolve(".gitattributes"));
    Path clone = cloneUnderAutocrlf(original);
    assertThat(Files.readString(clone.resolve("patches/local/0001-x.patch"))).doesNotContain("\r");
    assertThat(tip(project, clone.resolve("patches/series.yaml"), "fresh")).isEqualTo(tip);
  }

  @Test
  void aPatchWithLineEndsOfTwoKindsIsNamedWithItsLine() throws IOException {
    SeriesFixture project = projectWithAPatch();
    Path patch = project.folder.resolve("patches/local/0001-x.patch");
    String text = Files.readString(patch);
    Files.writeString(patch, text.replace("+++ b/a/text\n", "+++ b/a/text\r\n"));
    assertThatThrownBy(() -> PatchFile.read(patch))
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.SERIES))
        .hasMessageContaining(patch + ":" + (text.lines().toList().indexOf("+++ b/a/text") + 1))
        .hasMessageContaining("sed -i");
  }

  @Test
  void aFileThatHasCarriageReturnsIsPatched() throws IOException {
    SeriesFixture project = new SeriesFixture(folder, Map.of("crlf", "one\r\ntwo\r\nthree\r\n"));
    String diff =
        """
        diff --git a/crlf b/crlf
        --- a/crlf
        +++ b/crlf
        @@ -1,3 +1,3 @@
         one\r
        -two\r
        +TWO\r
         three\r
        """;
    project.patch("0001-x.patch", diff);
    project.series(project.local("0001-x.patch"));
    ObjectId tip = tip(project, project.seriesFile(), "as-it-is");
    Path patch = project.folder.resolve("patches/local/0001-x.patch");
    Files.writeString(patch, crlf(Files.readString(patch)));
    assertThat(tip(project, project.seriesFile(), "all-crlf")).isEqualTo(tip);
    project.patch("0001-x.patch", diff.replace("\r", ""));
    assertThat(tip(project, project.seriesFile(), "all-lf")).isEqualTo(tip);
    // A hunk that has some of them says what it means.
    project.patch("0001-x.patch", diff.replace("one\r", "one"));
    assertThat(Call.of(arguments(project, project.seriesFile(), "apply", "some")).code())
        .isEqualTo(ExitCode.BAD_PATCH.number());
  }

  @Test
  void aWorktreeUnderAutocrlfHasTheCommittedBytesAndNothingModified()
      throws IOException, GitAPIException {
    SeriesFixture project =
        new SeriesFixture(folder, Map.of("crlf", "one\r\ntwo\r\n", "mixed", "a\r\nb\n"));
    Path config = Files.writeString(folder.resolve("gitconfig"), "[core]\n\tautocrlf = true\n");
    SystemReader.setInstance(
        new SystemReader.Delegate(before) {
          @Override
          public FileBasedConfig openUserConfig(Config parent, FS fs) {
            return new FileBasedConfig(parent, config.toFile(), fs);
          }
        });
    Path worktree = folder.resolve("tree");
    project.apply();
    // As repositories were made before they had a say in this.
    Path own = project.workspace().repository().resolve("config");
    Files.writeString(own, Files.readString(own).replaceAll("\\s(autocrlf|eol) = \\w+", ""));
    SeriesFixture.apply(
        project.workspace(),
        new io.druidpatch.apply.ApplyRequest(
            io.druidpatch.apply.SourceChoice.AUTO,
            Optional.empty(),
            Optional.empty(),
            Optional.of(worktree)));
    assertThat(Files.readString(worktree.resolve("a/text"))).doesNotContain("\r");
    assertThat(Files.readString(worktree.resolve("crlf"))).isEqualTo("one\r\ntwo\r\n");
    File admin = project.workspace().repository().resolve("worktrees/work-v1").toFile();
    assertThat(admin).exists();
    Files.delete(admin.toPath().resolve("index"));
    try (Git git = Git.open(worktree.toFile())) {
      git.reset().call();
      assertThat(git.status().call().isClean()).isTrue();
    }
  }

  private SeriesFixture projectWithAPatch() throws IOException {
    SeriesFixture project = new SeriesFixture(folder.resolve("project"));
    project.patch("0001-x.patch", SeriesFixture.CHANGE_FOUR);
    project.series(project.pick("clean"), project.local("0001-x.patch"));
    return project;
  }

  private ObjectId tip(SeriesFixture project, Path series, String name) throws IOException {
    Call call = Call.of(arguments(project, series, "apply", name));
    assertThat(call.code()).as(call.err()).isZero();
    return SeriesFixture.tip(project.workspace(name));
  }

  private static String[] arguments(
      SeriesFixture project, Path series, String command, String name) {
    return new String[] {
      command,
      "--series",
      series.toString(),
      "--repository",
      project.workspace(name).repository().toString()
    };
  }

  private static String crlf(String text) {
    return text.replace("\r\n", "\n").replace("\n", "\r\n");
  }

  private Path cloneUnderAutocrlf(Path original) throws IOException, GitAPIException {
    try (Git git = Git.init().setDirectory(original.toFile()).call()) {
      git.add().addFilepattern(".").call();
      git.commit()
          .setMessage("All")
          .setSign(false)
          .setAuthor("A", "a@example")
          .setCommitter("A", "a@example")
          .call();
    }
    Path clone = Files.createTempDirectory(folder, "clone");
    try (Git git =
        Git.cloneRepository()
            .setURI(original.toUri().toString())
            .setDirectory(clone.toFile())
            .setNoCheckout(true)
            .call()) {
      git.getRepository().getConfig().setString("core", null, "autocrlf", "true");
      git.getRepository().getConfig().save();
      git.reset().setMode(org.eclipse.jgit.api.ResetCommand.ResetType.HARD).call();
    }
    return clone;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.write(target, Files.readString(file).getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
