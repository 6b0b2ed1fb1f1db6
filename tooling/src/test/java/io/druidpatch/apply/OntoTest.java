package io.druidpatch.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OntoTest {
  @TempDir Path folder;
  private SeriesFixture project;

  @BeforeEach
  void makeProject() throws IOException {
    project = new SeriesFixture(folder);
    project.patch("four.patch", SeriesFixture.CHANGE_FOUR);
  }

  private List<Onto.Trial> onto(String... tags) throws IOException {
    return new Onto(project.workspace(), Optional.empty(), Progress.SILENT)
        .run(Arrays.asList(tags));
  }

  private static List<String> states(Onto.Trial trial) {
    return trial.lines().stream().map(line -> line.state().word()).toList();
  }

  @Test
  void aTagIsTriedAndNothingIsMoved() throws IOException {
    project.series(project.pick("clean"), project.local("four.patch"));
    ObjectId tip = project.apply().tip();
    project.tag("v2", "between");
    Onto.Trial trial = onto("v2").get(0);
    assertThat(states(trial)).containsExactly("clean", "clean");
    assertThat(trial.goes()).isTrue();
    assertThat(trial.carried()).isFalse();
    assertThat(trial.commit()).isEqualTo(project.commits.get("between"));
    assertThat(project.tip()).isEqualTo(tip);
  }

  @Test
  void aSecondTrialNeedsNoUpstream() throws IOException {
    project.tag("v2", "between");
    List<Onto.Trial> first = onto("v1", "v2");
    Files.move(project.upstream, folder.resolve("gone.git"));
    assertThat(onto("v1", "v2"))
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("source")
        .isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPicksOwnCommitIsTried(boolean isThereAsAPick) throws IOException {
    project.series(project.pick("clean"), project.local("four.patch"));
    if (isThereAsAPick) {
      project.apply();
    }
    String commit = project.commits.get("clean").name();
    assertThat(states(onto(commit).get(0))).containsExactly("contained", "clean");
    // What came for the trial is not all that the pick needs.
    assertThat(states(onto("v1").get(0))).containsExactly("clean", "clean");
  }

  @Test
  void whatTheTagHasIsContainedAndWhatAdaptsItIsNotNeeded() throws IOException {
    project.series(project.pick("clean"), project.local("four.patch") + "    adapts: clean\n");
    project.tag("v2", "drift");
    List<Onto.Trial> trials = onto("v1", "v2");
    assertThat(states(trials.get(0))).containsExactly("adapted", "clean");
    assertThat(states(trials.get(1))).containsExactly("contained", "not needed");
    assertThat(trials.get(1).lines().get(1).note()).isEqualTo("it adapts clean, which is there");
    assertThat(trials.get(1).goes()).isTrue();
  }

  @Test
  void aLocalPatchThatTheTagHasIsContained() throws IOException {
    project.series(project.pick("clean"), project.local("four.patch"));
    project.branchOff("ours", "v1", "a/text", SeriesFixture.TEXT.replace("four", "FOUR"));
    project.tag("v2", "ours");
    assertThat(states(onto("v2").get(0))).containsExactly("clean", "contained");
  }

  @Test
  void anAdaptationIsNotNeededWhereWhatItMakesIsThere() throws IOException {
    project.series(project.pick("clean"), project.local("four.patch") + "    adapts: clean\n");
    project.branchOff("ours", "v1", "a/text", SeriesFixture.TEXT.replace("four", "FOUR"));
    project.tag("v2", "ours");
    assertThat(states(onto("v2").get(0))).containsExactly("adapted", "not needed");
  }

  /** The pick is an ancestor, and a later commit changed its lines. */
  @Test
  void aPickInTheTagsHistoryIsContainedThoughItConflicts() throws IOException {
    project.series(project.pick("clean"));
    project.branchOff("evolved", "late", "a/text", SeriesFixture.TEXT.replace("two", "zwei"));
    project.tag("v2", "evolved");
    Onto.EntryTrial line = onto("v2").get(0).lines().get(0);
    assertThat(line.state()).isEqualTo(Onto.State.CONTAINED);
    assertThat(line.note()).isEqualTo("the tag's history has it");
  }

  @Test
  void whereTheHistoryCannotBeAskedTheTrialSaysSo() throws IOException {
    project.branchOff("evolved", "late", "a/text", SeriesFixture.TEXT.replace("two", "zwei"));
    project.tag("v2", "evolved");
    onto("v2");
    Files.move(project.upstream, folder.resolve("gone.git"));
    Onto.EntryTrial line = onto("v2").get(0).lines().get(0);
    assertThat(line.state()).isEqualTo(Onto.State.CONFLICT);
    assertThat(line.note()).contains("could not be asked");
  }

  @Test
  void aPickThatWasRevertedIsNot() throws IOException {
    project.series(project.pick("clean"));
    project.branchOff(
        "Revert\n\nThis reverts commit " + project.commits.get("clean").name() + ".",
        "late",
        "a/text",
        SeriesFixture.TEXT.replace("two", "zwei"));
    project.tag("v2", "Revert\n\nThis reverts commit " + project.commits.get("clean").name() + ".");
    assertThat(states(onto("v2").get(0))).containsExactly("conflict");
  }

  @Test
  void aConflictOnOneOfTwoTagsDoesNotEndTheTrial() throws IOException {
    project.patch("other.patch", SeriesFixture.ADD_DELTA);
    project.series(
        project.pick("clean"), project.local("four.patch"), project.local("other.patch"));
    project.branchOff("else", "v1", "a/text", SeriesFixture.TEXT.replace("two", "zwei"));
    project.tag("v2", "else");
    List<Onto.Trial> trials = onto("v1", "v2");
    assertThat(trials.get(0).goes()).isTrue();
    Onto.Trial second = trials.get(1);
    assertThat(second.goes()).isFalse();
    assertThat(states(second)).containsExactly("conflict", "clean", "clean");
    assertThat(second.lines().get(0).open()).containsOnlyKeys("a/text").containsValue(1);
    assertThat(second.lines())
        .extracting(Onto.EntryTrial::after)
        .containsExactly(List.of(), List.of("clean"), List.of());
  }

  /** Two hunks of a patch do not apply; the third does, and the patch behind needs it. */
  @Test
  void whatAppliesOfAPatchIsThereForTheNext() throws IOException {
    project.patch(
        "three.patch",
        """
        diff --git a/a/text b/a/text
        --- a/a/text
        +++ b/a/text
        @@ -1,1 +1,1 @@
        -one
        +ONE
        @@ -6,1 +6,1 @@
        -six
        +SIX
        @@ -10,1 +10,1 @@
        -ten
        +TEN
        """);
    project.patch(
        "six.patch",
        """
        diff --git a/a/text b/a/text
        --- a/a/text
        +++ b/a/text
        @@ -6,1 +6,1 @@
        -SIX
        +sechs
        """);
    project.series(project.local("three.patch"), project.local("six.patch"));
    project.branchOff(
        "else", "v1", "a/text", SeriesFixture.TEXT.replace("one", "eins").replace("ten", "zehn"));
    project.tag("v2", "else");
    Onto.Trial trial = onto("v2").get(0);
    assertThat(states(trial)).containsExactly("conflict", "clean");
    assertThat(trial.lines().get(0).open()).containsEntry("a/text", 2);
    assertThat(trial.lines().get(1).after()).containsExactly("three");
  }

  @Test
  void whatIsNotForABaseIsLeftOut() throws IOException {
    project.series(project.pick("clean"), project.local("four.patch"));
    project.base("v2", "between");
    project.notOn("four.patch", "v2", "it has its own");
    List<Onto.Trial> trials = onto("v1", "v2");
    assertThat(states(trials.get(0))).containsExactly("clean", "clean");
    assertThat(states(trials.get(1))).containsExactly("clean", "left out");
    assertThat(trials.get(1).lines().get(1).note()).isEqualTo("it has its own");
    assertThat(trials.get(1).carried()).isTrue();
  }

  @Test
  void anUnknownTag() {
    fails(ExitCode.MISSING, "has no tag v9", "v1", "v9");
  }

  @Test
  void aMovedTagOfABase() throws IOException {
    project.base("v2", "between");
    project.tag("v2", "drift");
    fails(ExitCode.MOVED_TAG, "the tag v2 has moved", "v2");
  }

  private void fails(ExitCode code, String says, String... tags) {
    assertThatThrownBy(() -> onto(tags))
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(says);
  }
}
