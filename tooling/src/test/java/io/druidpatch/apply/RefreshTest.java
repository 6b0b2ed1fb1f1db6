package io.druidpatch.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.ResetCommand;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefreshTest {
  @TempDir Path folder;
  private SeriesFixture project;
  private Path tree;
  private Git git;

  @BeforeEach
  void checkOut() throws IOException {
    project = new SeriesFixture(folder);
    project.patch("0001-four.patch", SeriesFixture.CHANGE_FOUR);
    project.series(project.pick("clean"), project.local("0001-four.patch"));
    tree = folder.resolve("tree");
    apply();
    Path repository = project.workspace().repository();
    Repository linked =
        new FileRepositoryBuilder()
            .setGitDir(repository.resolve("worktrees/work-v1").toFile())
            .setGitCommonDir(repository.toFile())
            .setWorkTree(tree.toFile())
            .build();
    git = new Git(linked);
  }

  @AfterEach
  void close() {
    git.getRepository().close();
  }

  private AppliedSeries apply() throws IOException {
    return SeriesFixture.apply(
        project.workspace(),
        new ApplyRequest(SourceChoice.AUTO, Optional.empty(), Optional.empty(), Optional.of(tree)));
  }

  private void commit(String path, String content, String message, boolean amend) throws Exception {
    Files.createDirectories(tree.resolve(path).getParent());
    Files.writeString(tree.resolve(path), content);
    git.add().addFilepattern(".").call();
    git.commit()
        .setMessage(message)
        .setAmend(amend)
        .setAuthor("Me", "me@example")
        .setCommitter("Me", "me@example")
        .setSign(false)
        .call();
  }

  @Test
  void theWorktreeHoldsTheResult() throws Exception {
    assertThat(tree.resolve("c/new")).hasContent("fresh");
    assertThat(git.status().call().isClean()).isTrue();
    assertThat(git.getRepository().getBranch()).isEqualTo("work/v1");
  }

  @Test
  void aNewCommitBecomesALocalPatchThatGivesTheSameTree() throws Exception {
    commit("d/mine", "mine: é\n", "Add mine: é\n\nBecause.\n", false);
    ObjectId expected = git.getRepository().resolve("HEAD^{tree}");

    Refresh.Result result = new Refresh(project.workspace()).run(RefreshRequest.DEFAULT);

    assertThat(result.written())
        .extracting(p -> p.getFileName().toString())
        .containsExactly("0002-Add-mine.patch");
    assertThat(Files.readString(result.written().get(0)))
        .contains("Subject: [PATCH] =?UTF-8?")
        .contains("\nBecause.\n\nForwarded: no\nLast-Update: ");
    ObjectId tip = project.tip();
    try (Repository repository = SeriesFixture.open(project.workspace())) {
      assertThat(repository.resolve(tip.name() + "^{tree}")).isEqualTo(expected);
    }
    assertThat(SeriesFixture.apply(project.workspace("again"), ApplyRequest.DEFAULT).tip())
        .isEqualTo(tip);
    assertThat(new Refresh(project.workspace()).run(RefreshRequest.DEFAULT).written()).isEmpty();
  }

  @Test
  void anAuthorChoosesTheId() throws Exception {
    commit("d/mine", "mine\n", "Add mine\n\nBecause.\n\nSeries-Entry: own-file\n", false);
    Refresh.Result result = new Refresh(project.workspace()).run(RefreshRequest.DEFAULT);
    assertThat(result.written())
        .extracting(p -> p.getFileName().toString())
        .containsExactly("0002-own-file.patch");
    assertThat(Files.readString(result.written().get(0))).doesNotContain("Series-Entry");
    assertThat(project.workspace().series().entry("own-file")).isPresent();
    assertThat(new Refresh(project.workspace()).run(RefreshRequest.DEFAULT).written()).isEmpty();
  }

  @Test
  void anIdThatIsNoneIsRefused() throws Exception {
    String before = Files.readString(project.seriesFile());
    commit("d/mine", "mine\n", "Add mine\n\nSeries-Entry: ../x\n", false);
    refuses("Series-Entry");
    assertThat(Files.readString(project.seriesFile())).isEqualTo(before);
  }

  @Test
  void anAmendedLocalPatchIsWrittenBack() throws Exception {
    String message = git.log().setMaxCount(1).call().iterator().next().getFullMessage();
    commit("a/text", SeriesFixture.TEXT.replace("two", "TWO").replace("four", "4"), message, true);
    Refresh.Result result = new Refresh(project.workspace()).run(RefreshRequest.DEFAULT);
    assertThat(result.written()).hasSize(1);
    assertThat(project.file("a/text")).contains("three\n4\nfive");
    assertThat(result.applied().steps()).hasSize(2);
    assertThat(apply().tip()).isEqualTo(result.applied().tip());
  }

  @Test
  void aDroppedLocalPatchIsRemoved() throws Exception {
    try (Git own = Git.init().setDirectory(folder.toFile()).call()) {
      own.add().addFilepattern("patches").call();
      own.commit().setMessage("All").setAuthor("Me", "me@example").setSign(false).call();
    }
    git.reset().setMode(ResetCommand.ResetType.HARD).setRef("HEAD~1").call();
    Refresh.Result result = new Refresh(project.workspace()).run(RefreshRequest.DEFAULT);
    assertThat(result.removed()).hasSize(1);
    assertThat(folder.resolve("patches/local/0001-four.patch")).doesNotExist();
    assertThat(project.apply().steps()).hasSize(1);
  }

  @Test
  void aChangedPickIsRefused() throws Exception {
    ObjectId before = project.tip();
    String series = Files.readString(project.seriesFile());
    git.reset().setMode(ResetCommand.ResetType.HARD).setRef("HEAD~1").call();
    String message = git.log().setMaxCount(1).call().iterator().next().getFullMessage();
    commit("c/new", "other\n", message, true);
    refuses("cannot be kept as local patches");
    assertThat(Files.readString(project.seriesFile())).isEqualTo(series);
    assertThat(project.tip()).isEqualTo(before);
  }

  @Test
  void workThatWouldBeLostIsNotOverwritten() throws Exception {
    Files.writeString(tree.resolve("c/new"), "not committed\n");
    assertThatThrownBy(this::apply)
        .hasMessageContaining("not committed")
        .hasMessageContaining("c/new");
    refuses("not committed");
    commit("c/new", "committed\n", "Mine", false);
    assertThatThrownBy(this::apply).hasMessageContaining("refresh");
    assertThat(tree.resolve("c/new")).hasContent("committed");
  }

  @Test
  void aFolderOfSomebodyElseIsNotOverwritten() throws Exception {
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(other.resolve("precious"), "x");
    assertThatThrownBy(
            () ->
                SeriesFixture.apply(
                    project.workspace("second"),
                    new ApplyRequest(
                        SourceChoice.AUTO, Optional.empty(), Optional.empty(), Optional.of(other))))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.FOREIGN));
    assertThat(other.resolve("precious")).hasContent("x");
  }

  @Test
  void theWorktreeFollowsAChangedSeries() throws Exception {
    project.series(project.pick("clean"));
    apply();
    assertThat(tree.resolve("a/text")).hasContent(SeriesFixture.TEXT.replace("two", "TWO"));
    assertThat(git.status().call().isClean()).isTrue();
  }

  private void refuses(String message) {
    assertThatThrownBy(() -> new Refresh(project.workspace()).run(RefreshRequest.DEFAULT))
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.STALE))
        .hasMessageContaining(message);
  }
}
