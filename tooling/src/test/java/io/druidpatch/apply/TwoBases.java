package io.druidpatch.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.ResetCommand;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A series on two bases: v1, and v2, which has {@code sechs} for {@code six}. */
abstract class TwoBases {
  @TempDir Path folder;
  SeriesFixture project;
  Workspace second;

  /** Whose worktree is changed. */
  Workspace at;

  @BeforeEach
  void makeProject() throws IOException {
    project = new SeriesFixture(folder);
    project.branchOff("second", "v1", "a/text", SeriesFixture.TEXT.replace("six", "sechs"));
    project.patch("six.patch", change("six", "SIX"));
    project.patch("six-v2.patch", change("sechs", "SECHS"));
    project.patch("four.patch", SeriesFixture.CHANGE_FOUR);
    second = project.workspace().on("v2");
    at = second;
  }

  static String change(String from, String to) {
    return "diff --git a/a/text b/a/text\n--- a/a/text\n+++ b/a/text\n@@ -6,2 +6,2 @@\n-"
        + from
        + "\n+"
        + to
        + "\n seven\n";
  }

  void series(String... entries) throws IOException {
    project.series(entries);
    project.base("v2", "second");
  }

  String variant() {
    return project.local("six.patch") + "    variants:\n      v2: six-v2.patch\n";
  }

  AppliedSeries apply(Workspace workspace) throws IOException {
    return SeriesFixture.apply(workspace, ApplyRequest.DEFAULT);
  }

  String text(String branch) throws IOException {
    try (Repository repository = SeriesFixture.open(project.workspace())) {
      ObjectId blob = repository.resolve(branch + ":a/text");
      return new String(repository.open(blob).getBytes(), StandardCharsets.UTF_8);
    }
  }

  interface Change {
    String of(String text);
  }

  void checkOut() throws IOException {
    Optional<Path> tree = Optional.of(folder.resolve("tree"));
    SeriesFixture.apply(
        at, new ApplyRequest(SourceChoice.AUTO, Optional.empty(), Optional.empty(), tree));
  }

  /** Amends the last commit of the worktree. */
  void amend(Change change) throws Exception {
    checkOut();
    commit(true, "", change);
  }

  /** Changes the text in the worktree, and commits that. */
  void commit(boolean amend, String message, Change change) throws Exception {
    Path file = folder.resolve("tree/a/text");
    Files.writeString(file, change.of(Files.readString(file)));
    try (Git git = worktree()) {
      git.add().addFilepattern(".").call();
      git.commit()
          .setAmend(amend)
          .setMessage(
              amend ? git.log().setMaxCount(1).call().iterator().next().getFullMessage() : message)
          .setCommitter("Me", "me@example")
          .setSign(false)
          .call();
    }
  }

  void dropLast() throws Exception {
    try (Git git = worktree()) {
      git.reset().setMode(ResetCommand.ResetType.HARD).setRef("HEAD~").call();
    }
  }

  Git worktree() throws IOException {
    return Git.wrap(
        new FileRepositoryBuilder()
            .setGitDir(
                at.repository().resolve("worktrees/work-" + at.series().base().tag()).toFile())
            .setGitCommonDir(at.repository().toFile())
            .setWorkTree(folder.resolve("tree").toFile())
            .build());
  }

  static Failure fails(
      ExitCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String says) {
    Failure[] caught = new Failure[1];
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Failure.class,
            e -> {
              assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
              caught[0] = e;
            })
        .hasMessageContaining(says);
    return caught[0];
  }
}
