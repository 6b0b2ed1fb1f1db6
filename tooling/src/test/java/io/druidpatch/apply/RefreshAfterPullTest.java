package io.druidpatch.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The series changes, by a pull for example, while a person works in the worktree. Neither the
 * person's changes nor the series' are lost.
 *
 * <p>Longer than 350 lines: each case is a short history, and all start from the same two.
 */
class RefreshAfterPullTest {
  private static final String FOUR = "0001-four.patch";
  private static final String THEIRS = "0002-theirs.patch";
  private static final String PICKED = SeriesFixture.TEXT.replace("two", "TWO");

  @TempDir Path folder;
  private SeriesFixture project;
  private Path tree;

  @BeforeEach
  void checkOut() throws Exception {
    project = new SeriesFixture(folder);
    project.patch(FOUR, SeriesFixture.CHANGE_FOUR);
    project.series(project.pick("clean"), project.local(FOUR));
    sh(folder, "git init -q . && echo own/ > .gitignore && git add patches .gitignore");
    sh(folder, "git commit -q -m All");
    tree = folder.resolve("own/tree");
    applyToTree();
  }

  private void applyToTree() throws IOException {
    SeriesFixture.apply(
        project.workspace(),
        new ApplyRequest(SourceChoice.AUTO, Optional.empty(), Optional.empty(), Optional.of(tree)));
  }

  /** Runs a line as a person pastes it, in a folder; gives its exit code. */
  private static int run(Path where, String line) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", line).directory(where.toFile()).redirectErrorStream(true);
    builder.environment().put("GIT_EDITOR", "true");
    for (String who : List.of("AUTHOR", "COMMITTER")) {
      builder.environment().put("GIT_" + who + "_NAME", "Me");
      builder.environment().put("GIT_" + who + "_EMAIL", "me@example");
    }
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(said).isTrue();
    return process.exitValue();
  }

  private static void sh(Path where, String line) throws Exception {
    assertThat(run(where, line)).as(line).isZero();
  }

  private void commit(String path, String content, String message) throws Exception {
    Files.createDirectories(tree.resolve(path).getParent());
    Files.writeString(tree.resolve(path), content);
    sh(tree, "git add -A && git commit -q -m '" + message + "'");
  }

  /** A patch of a colleague's comes with a pull. */
  private void theirsComes() throws IOException {
    project.patch(THEIRS, SeriesFixture.ADD_DELTA);
    project.series(project.pick("clean"), project.local(FOUR), project.local(THEIRS));
  }

  private Refresh.Result refresh() throws IOException {
    return new Refresh(project.workspace()).run(RefreshRequest.DEFAULT);
  }

  private String series() throws IOException {
    return Files.readString(project.seriesFile());
  }

  private Path local(String file) {
    return folder.resolve("patches/local").resolve(file);
  }

  /** Applies, and refuses the refresh then; gives the command that it names. */
  private String refused(String found) throws IOException {
    project.apply();
    String series = series();
    String refs = refs();
    Failure failure = catchThrowableOfType(Failure.class, this::refresh);
    assertThat(failure.code()).isEqualTo(ExitCode.STALE);
    assertThat(failure).hasMessageContaining(found).hasMessageContaining("keeps both");
    assertThat(series()).isEqualTo(series);
    assertThat(refs()).isEqualTo(refs);
    return failure.getMessage().replaceAll("(?s).*fix: (git .*), which keeps both.*", "$1");
  }

  private String refs() throws IOException {
    try (var repository = SeriesFixture.open(project.workspace())) {
      return repository.getRefDatabase().getRefs().toString();
    }
  }

  @Test
  void aColleaguesPatchStaysBesideMyCommit() throws Exception {
    commit("d/mine", "mine\n", "Add mine");
    theirsComes();
    assertThatThrownBy(this::refresh)
        .hasMessageContaining("not what the series makes")
        .hasMessageContaining("apply");
    project.apply();

    Refresh.Result result = refresh();

    assertThat(result.removed()).isEmpty();
    assertThat(result.merged()).isTrue();
    assertThat(result.written()).containsExactly(local("0003-Add-mine.patch"));
    assertThat(local(THEIRS)).exists();
    assertThat(series()).contains("local: " + THEIRS, "local: 0003-Add-mine.patch");
    assertThat(tree.resolve("b/other")).hasContent("alpha\nbeta\ngamma\ndelta\n");
    assertThat(tree.resolve("d/mine")).hasContent("mine");
    assertThat(run(tree, "test -z \"$(git status --short)\"")).isZero();
    assertThat(project.file("b/other")).contains("delta");
    assertThat(refresh().merged()).isFalse();
  }

  @Test
  void theWorktreeFollowsWhereIHaveDoneNothing() throws Exception {
    theirsComes();
    project.apply();
    Refresh.Result result = refresh();
    assertThat(result.written()).isEmpty();
    assertThat(result.removed()).isEmpty();
    assertThat(tree.resolve("b/other")).content().contains("delta");
    assertThat(local(THEIRS)).exists();
  }

  @Test
  void bothThatApplySuggestsKeepBoth() throws Exception {
    commit("d/mine", "mine\n", "Add mine");
    theirsComes();
    String program = folder.resolve("druidpatch").toString();
    Files.writeString(Path.of(program), "#!/bin/sh\necho \"$@\" >> " + folder + "/asked\n");
    assertThat(Path.of(program).toFile().setExecutable(true)).isTrue();
    System.setProperty(Invocation.PROGRAM_PROPERTY, program);
    Failure failure;
    try {
      failure = catchThrowableOfType(Failure.class, this::applyToTree);
    } finally {
      System.clearProperty(Invocation.PROGRAM_PROPERTY);
    }
    assertThat(failure.code()).isEqualTo(ExitCode.STALE);
    String[] suggestions = failure.getMessage().replaceAll("(?s).*fix: ", "").split("; or ");
    assertThat(suggestions).hasSize(2);
    sh(folder, suggestions[0].replaceAll("^[^:]*: ", ""));
    assertThat(folder.resolve("asked")).hasContent("apply --base v1\nrefresh --base v1");
    String mine = tip("work/v1");
    sh(folder, suggestions[1].replaceAll("^[^:]*: ", ""));
    applyToTree();
    assertThat(tree.resolve("d/mine")).doesNotExist();
    assertThat(tree.resolve("b/other")).content().contains("delta");
    assertThat(tip("kept-" + mine.substring(0, 12))).isEqualTo(mine);
  }

  private String tip(String branch) throws IOException {
    try (var repository = SeriesFixture.open(project.workspace())) {
      return repository.resolve("refs/heads/" + branch).name();
    }
  }

  @Test
  void commitsOfAFolderThatIsGoneAreKeptOnABranch() throws Exception {
    commit("d/mine", "mine\n", "Add mine");
    String mine = tip("work/v1");
    sh(folder, "rm -r " + tree);
    Failure failure = catchThrowableOfType(Failure.class, this::applyToTree);
    sh(folder, failure.getMessage().replaceAll("(?s).*out of the way: ", ""));
    applyToTree();
    assertThat(tip("kept-" + mine.substring(0, 12))).isEqualTo(mine);
    assertThat(tree.resolve("d/mine")).doesNotExist();
  }

  private void amendFour(String four) throws Exception {
    Files.writeString(tree.resolve("a/text"), PICKED.replace("four", four));
    sh(tree, "git commit -q -a --amend --no-edit");
  }

  private void theyAmendFour() throws IOException {
    project.patch(FOUR, SeriesFixture.CHANGE_FOUR.replace("+FOUR", "+for"));
  }

  @Test
  void myAmendmentAndTheirPatchAreBothKept() throws Exception {
    amendFour("4");
    theirsComes();
    project.apply();
    Refresh.Result result = refresh();
    assertThat(result.removed()).isEmpty();
    assertThat(local(FOUR)).content().contains("+4\n");
    assertThat(local(THEIRS)).exists();
    assertThat(tree.resolve("b/other")).content().contains("delta");
    assertThat(tree.resolve("a/text")).content().contains("\n4\n");
  }

  @Test
  void theirAmendmentAndMyCommitAreBothKept() throws Exception {
    commit("d/mine", "mine\n", "Add mine");
    theyAmendFour();
    project.apply();
    Refresh.Result result = refresh();
    assertThat(result.written()).containsExactly(local("0002-Add-mine.patch"));
    assertThat(local(FOUR)).content().contains("+for\n");
    assertThat(tree.resolve("a/text")).content().contains("\nfor\n");
  }

  @Test
  void theSamePatchChangedByBothIsRefusedAndCanBeDecided() throws Exception {
    amendFour("4");
    theyAmendFour();
    String rebase = refused("the entry 0001-four was changed in the worktree and changed in the");
    assertThat(run(folder, rebase)).as(rebase).isNotZero();
    assertThatThrownBy(this::refresh).hasMessageContaining("under way");
    Files.writeString(tree.resolve("a/text"), PICKED.replace("four", "for 4"));
    sh(tree, "git add -A && git rebase --continue");
    assertThatThrownBy(this::refresh).hasMessageContaining("squash");
    sh(tree, "git reset -q --soft HEAD~1 && git commit -q --amend --no-edit");
    refresh();
    assertThat(local(FOUR)).content().contains("+for 4\n");
  }

  @Test
  void onlyWhiteSpaceIsAChangeToo() throws Exception {
    amendFour("FOUR ");
    theyAmendFour();
    refused("the entry 0001-four was changed in the worktree and changed in the");
  }

  @Test
  void commitsThatConflictAreRefusedAndCanBeRebased() throws Exception {
    commit("b/other", "alpha\nbeta\ngamma\nepsilon\n", "Add epsilon");
    theirsComes();
    String rebase = refused("(Add epsilon) conflicts in b/other");
    assertThat(rebase).contains("--onto patched/v1 refs/druidpatch/work/v1");
    assertThat(run(folder, rebase)).as(rebase).isNotZero();
    Files.writeString(tree.resolve("b/other"), "alpha\nbeta\ngamma\ndelta\nepsilon\n");
    sh(tree, "git add -A && git rebase --continue");
    Refresh.Result result = refresh();
    assertThat(result.removed()).isEmpty();
    assertThat(result.written()).containsExactly(local("0003-Add-epsilon.patch"));
    assertThat(local(THEIRS)).exists();
  }

  @Test
  void whatIDropIsDroppedAndTheirsStays() throws Exception {
    sh(tree, "git reset -q --hard HEAD~1");
    theirsComes();
    project.apply();
    Refresh.Result result = refresh();
    assertThat(result.removed()).containsExactly(local(FOUR));
    assertThat(local(THEIRS)).exists();
    assertThat(series()).contains(THEIRS).doesNotContain(FOUR);
    assertThat(tree.resolve("b/other")).content().contains("delta");
  }

  @Test
  void whatIDropAndTheyChangeIsRefused() throws Exception {
    sh(tree, "git reset -q --hard HEAD~1");
    theyAmendFour();
    refused("the entry 0001-four was dropped in the worktree and changed in the series");
    assertThat(local(FOUR)).content().contains("+for\n");
  }

  @Test
  void whatTheyDropStaysDropped() throws Exception {
    commit("d/mine", "mine\n", "Add mine");
    project.series(project.pick("clean"));
    Files.delete(local(FOUR));
    project.apply();
    Refresh.Result result = refresh();
    assertThat(result.written()).containsExactly(local("0001-Add-mine.patch"));
    assertThat(series()).doesNotContain(FOUR);
    assertThat(tree.resolve("a/text")).hasContent(PICKED);
    assertThat(tree.resolve("d/mine")).exists();
  }

  @Test
  void whatTheyDropAndIChangeIsRefusedAndCanBeKept() throws Exception {
    amendFour("4");
    project.series(project.pick("clean"));
    project.apply();
    assertThatThrownBy(this::refresh)
        .hasMessageContaining("the entry 0001-four was changed in the worktree and dropped in")
        .hasMessageContaining("rebase -i");
    sh(tree, "git commit -q --amend -m 'Change four'");
    Refresh.Result result = refresh();
    assertThat(result.written()).containsExactly(local("0001-Change-four.patch"));
    assertThat(tree.resolve("a/text")).content().contains("\n4\n");
  }

  /** The rebase is taken back: then the worktree's branch does not hold what the series has. */
  @Test
  void aRebaseThatIsTakenBackLosesNothing() throws Exception {
    amendFour("4");
    theyAmendFour();
    String rebase = refused("changed in the worktree and changed in the");
    run(folder, rebase);
    Files.writeString(tree.resolve("a/text"), PICKED.replace("four", "for 4"));
    sh(tree, "git add -A && git rebase --continue && git reset -q --hard ORIG_HEAD");
    refused("changed in the worktree and changed in the");
  }

  @Test
  void myOrderAndTheirPatchAreBothKept() throws Exception {
    sh(
        tree,
        "git checkout -q --detach HEAD~2 && git cherry-pick work/v1 work/v1~1"
            + " && git branch -f kept work/v1 && git checkout -q -B work/v1");
    commit("d/mine", "mine\n", "Add mine");
    theirsComes();
    project.apply();
    Refresh.Result result = refresh();
    assertThat(result.removed()).isEmpty();
    assertThat(series().replaceAll("(?s).*entries:", ""))
        .containsSubsequence(FOUR, "id: clean", THEIRS, "0003-Add-mine.patch");
  }

  @Test
  void whatTheyHaveTakenFromMeIsNotTakenTwice() throws Exception {
    commit("b/other", "alpha\nbeta\ngamma\ndelta\n", "Add delta");
    theirsComes();
    project.apply();
    Refresh.Result result = refresh();
    assertThat(result.written()).isEmpty();
    assertThat(result.removed()).isEmpty();
    assertThat(tree.resolve("b/other")).hasContent("alpha\nbeta\ngamma\ndelta\n");
  }

  @Test
  void aPatchThatGitHasNotStaysOutOfTheSeries() throws Exception {
    commit("d/mine", "mine\n", "Add mine");
    Path mine = refresh().written().get(0);
    sh(tree, "git reset -q --hard HEAD~1");
    Refresh.Result result = refresh();
    assertThat(result.removed()).isEmpty();
    assertThat(result.left()).containsExactly(mine);
    assertThat(mine).exists();
    assertThat(series()).doesNotContain("Add-mine");

    // Of one that git has, but not as it is now.
    Files.writeString(
        local(FOUR), Files.readString(local(FOUR)).replace("Why it is", "Why it was"));
    project.apply();
    refresh();
    sh(tree, "git reset -q --hard HEAD~1");
    assertThat(refresh().left()).containsExactly(local(FOUR));
  }

  @Test
  void aDraftThatTheSeriesDoesNotListIsNotOverwritten() throws Exception {
    Path draft = Files.writeString(local("0002-Add-mine.patch"), "a draft\n");
    commit("d/mine", "mine\n", "Add mine");
    assertThat(refresh().written()).containsExactly(local("0003-Add-mine.patch"));
    assertThat(draft).hasContent("a draft");
  }

  @Test
  void whatAKilledRefreshWroteIsTakenAgain() throws Exception {
    String series = series();
    String before = tip("work/v1");
    commit("d/mine", "mine\n", "Add mine");
    String mine = tip("work/v1");
    refresh();
    // Killed before the series was replaced: the patch's file is there already.
    Files.writeString(project.seriesFile(), series);
    project.apply();
    String git = "git --git-dir=" + project.workspace().repository() + " update-ref ";
    sh(folder, git + "refs/heads/work/v1 " + mine);
    sh(folder, git + "refs/druidpatch/work/v1 " + before);
    assertThat(refresh().written()).containsExactly(local("0002-Add-mine.patch"));

    // Killed before the worktree was told: the series has the patch already.
    sh(folder, git + "refs/heads/work/v1 " + mine);
    sh(folder, git + "refs/druidpatch/work/v1 " + before);
    Refresh.Result result = refresh();
    assertThat(result.written()).isEmpty();
    assertThat(result.removed()).isEmpty();
    assertThat(series()).containsOnlyOnce("local: 0002-Add-mine.patch");
  }
}
