package io.druidpatch.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.cli.Main;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Entry;
import io.druidpatch.series.Resolution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One series on two bases: v1, and v2, which has {@code sechs} for {@code six}. */
class BasesTest {
  @TempDir Path folder;
  private SeriesFixture project;
  private Workspace second;

  @BeforeEach
  void makeProject() throws IOException {
    project = new SeriesFixture(folder);
    project.branchOff("second", "v1", "a/text", SeriesFixture.TEXT.replace("six", "sechs"));
    project.patch("six.patch", change("six", "SIX"));
    project.patch("six-v2.patch", change("sechs", "SECHS"));
    project.patch("four.patch", SeriesFixture.CHANGE_FOUR);
    second = project.workspace().on("v2");
  }

  private static String change(String from, String to) {
    return "diff --git a/a/text b/a/text\n--- a/a/text\n+++ b/a/text\n@@ -6,2 +6,2 @@\n-"
        + from
        + "\n+"
        + to
        + "\n seven\n";
  }

  private void series(String... entries) throws IOException {
    project.series(entries);
    project.base("v2", "second");
  }

  private String variant() {
    return project.local("six.patch") + "    variants:\n      v2: six-v2.patch\n";
  }

  private AppliedSeries apply(Workspace workspace) throws IOException {
    return SeriesFixture.apply(workspace, ApplyRequest.DEFAULT);
  }

  private String text(String branch) throws IOException {
    try (Repository repository = SeriesFixture.open(project.workspace())) {
      ObjectId blob = repository.resolve(branch + ":a/text");
      return new String(repository.open(blob).getBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aVariantStandsForThePatchOnItsBase() throws IOException {
    series(variant(), project.local("four.patch"));
    ObjectId first = apply(project.workspace()).tip();
    AppliedSeries applied = apply(second);
    assertThat(text("patched/v1")).contains("\nFOUR\nfive\nSIX\n");
    assertThat(text("patched/v2")).contains("\nFOUR\nfive\nSECHS\n");
    assertThat(project.tip()).isEqualTo(first);
    assertThat(new Status(second).run())
        .satisfies(
            report -> {
              assertThat(report.base()).isEqualTo("v2");
              assertThat(report.branch()).contains("patched/v2");
              assertThat(report.tip()).contains(applied.tip());
              assertThat(report.upToDate()).isTrue();
            });
    assertThat(new Status(project.workspace()).run().tip()).contains(first);
  }

  @Test
  void aSecondBaseChangesNoCommitOfTheFirst() throws IOException {
    project.series(project.local("six.patch"), project.local("four.patch"));
    ObjectId alone = project.apply().tip();
    series(variant(), project.local("four.patch"));
    assertThat(project.apply().tip()).isEqualTo(alone);
  }

  @Test
  void anEntryMayNotBeOnABaseAndWhatAdaptsItGoesWithIt() throws IOException {
    series(project.pick("clean"), project.local("four.patch") + "    adapts: clean\n", variant());
    project.notOn("clean", "v2", "it has that already");
    AppliedSeries applied = apply(second);
    assertThat(applied.isPartial()).isFalse();
    assertThat(applied.steps()).extracting(step -> step.entry().id()).containsExactly("six");
    assertThat(new Status(second).run().entries())
        .extracting(Status.EntryStatus::state)
        .containsExactly("not-on-base", "not-on-base", "clean");
    assertThat(new Export(second).run(folder.resolve("mails"), false)).hasSize(1);
  }

  @Test
  void anEntryThatABaseHasIsRefusedThere() throws IOException {
    project.series(project.pick("clean"), project.local("four.patch"));
    project.base("v2", "clean");
    apply(project.workspace());
    fails(ExitCode.SERIES, () -> apply(second), "`not-on` why v2 does not");
  }

  @Test
  void aDecisionForOneBaseIsNotMissedOnAnother() throws IOException {
    project.branchOff("second", "v1", "a/text", SeriesFixture.TEXT.replace("two", "zwei"));
    series(project.pick("clean"));
    Failure conflict = fails(ExitCode.CONFLICT, () -> apply(second), "--base v2");
    Matcher hunk = Pattern.compile("[0-9a-f]{64}").matcher(conflict.getMessage());
    assertThat(hunk.find()).isTrue();
    assertThat(
            Main.run(
                "resolve",
                "clean",
                "a/text",
                hunk.group(),
                "--take=base",
                "--reason=so it is",
                "--base=v2",
                "--series=" + project.seriesFile(),
                "--repository=" + second.repository()))
        .isZero();
    AppliedSeries applied = apply(second);
    assertThat(applied.steps().get(0).state()).isEqualTo(EntryState.RESOLVED);
    assertThat(applied.unused()).isEmpty();
    assertThat(project.apply().unused()).isEmpty();
  }

  @Test
  void aDecisionThatItsBaseDoesNotAskForIsReported() throws IOException {
    series(
        project.pick("clean")
            + "    resolutions:\n      - path: a/text\n        hunk: "
            + "0".repeat(64)
            + "\n        bases: [v2]\n        take: base\n        reason: old\n");
    assertThat(apply(second).unused()).extracting(Resolution::bases).containsExactly(List.of("v2"));
    assertThat(project.apply().unused()).isEmpty();
  }

  @Test
  void aBundleIsOfOneBase() throws IOException {
    series(project.pick("clean"), variant());
    ObjectId tip = apply(second).tip();
    Path bundle = folder.resolve("v2.bundle");
    new WriteBundle(second, Progress.SILENT).run(bundle);
    Workspace elsewhere = project.workspace("elsewhere");
    ApplyRequest request = SeriesFixture.upstream(bundle.toString());
    assertThat(SeriesFixture.apply(elsewhere.on("v2"), request).tip()).isEqualTo(tip);
    fails(ExitCode.MISSING, () -> SeriesFixture.apply(elsewhere, request), "the tag v1");
  }

  @Test
  void aBaseThatIsNotListed() throws IOException {
    series(variant());
    fails(ExitCode.USAGE, () -> apply(project.workspace().on("v3")), "expected: v1, v2");
  }

  @Test
  void aMovedTagOfTheSecondBase() throws IOException {
    series(variant());
    project.tag("v2", "drift");
    fails(ExitCode.MOVED_TAG, () -> apply(second), "the tag v2 has moved");
  }

  @Test
  void theMendOfAStaleBranchNamesTheBase() throws IOException {
    series(variant());
    apply(project.workspace());
    fails(ExitCode.STALE, () -> new Export(second).run(folder.resolve("m"), false), "--base v2");
  }

  @Test
  void refreshWritesTheVariantAndKeepsWhatIsNotOnTheBase() throws Exception {
    series(project.pick("clean"), variant(), project.local("four.patch"));
    project.notOn("clean", "v2", "it has its own");
    project.notOn("four.patch", "v2", "it has its own");
    ObjectId first = project.apply().tip();
    amend(text -> text.replace("SECHS", "SEI"));
    assertThat(new Refresh(second).run().written())
        .extracting(file -> file.getFileName().toString())
        .containsExactly("six-v2.patch");
    assertThat(second.series().listed())
        .extracting(Entry::id)
        .containsExactly("clean", "six", "four");
    assertThat(project.apply().tip()).isEqualTo(first);
    assertThat(text("patched/v2")).contains("\nSEI\n");
  }

  @Test
  void refreshRefusesWhatDoesNotGoOntoAnotherBase() throws Exception {
    series(project.local("four.patch"));
    project.apply();
    String before = Files.readString(folder.resolve("patches/local/four.patch"));
    // The line that the two bases have differently.
    amend(text -> text.replace("sechs", "zes"));
    fails(ExitCode.CONFLICT, () -> new Refresh(second).run(), "onto this base");
    assertThat(folder.resolve("patches/local/four.patch")).hasContent(before);
  }

  private interface Change {
    String of(String text);
  }

  /** Amends the last commit of the second base's worktree. */
  private void amend(Change change) throws Exception {
    Path tree = folder.resolve("tree");
    SeriesFixture.apply(
        second,
        new ApplyRequest(SourceChoice.AUTO, Optional.empty(), Optional.empty(), Optional.of(tree)));
    Path file = tree.resolve("a/text");
    Files.writeString(file, change.of(Files.readString(file)));
    try (Repository linked =
            new FileRepositoryBuilder()
                .setGitDir(second.repository().resolve("worktrees/work-v2").toFile())
                .setGitCommonDir(second.repository().toFile())
                .setWorkTree(tree.toFile())
                .build();
        Git git = new Git(linked)) {
      git.add().addFilepattern(".").call();
      git.commit()
          .setAmend(true)
          .setMessage(git.log().setMaxCount(1).call().iterator().next().getFullMessage())
          .setCommitter("Me", "me@example")
          .setSign(false)
          .call();
    }
  }

  private static Failure fails(
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
