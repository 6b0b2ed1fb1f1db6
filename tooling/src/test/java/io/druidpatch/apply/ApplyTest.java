package io.druidpatch.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.series.Resolution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyTest {
  @TempDir Path folder;
  private SeriesFixture project;

  @BeforeEach
  void makeProject() throws IOException {
    project = new SeriesFixture(folder);
  }

  @Test
  void aPickAndALocalPatchBecomeCommits() throws IOException {
    project.patch("0001-four.patch", SeriesFixture.CHANGE_FOUR);
    project.series(project.pick("clean"), project.local("0001-four.patch"));

    AppliedSeries applied = project.apply();

    assertThat(applied.isPartial()).isFalse();
    assertThat(project.file("a/text"))
        .isEqualTo(SeriesFixture.TEXT.replace("two", "TWO").replace("four", "FOUR"));
    assertThat(project.file("c/new")).isEqualTo("fresh\n");
    try (Repository repository = SeriesFixture.open(project.workspace());
        RevWalk walk = new RevWalk(repository)) {
      RevCommit local = walk.parseCommit(project.tip());
      assertThat(local.getAuthorIdent().getName()).isEqualTo("Jörg");
      assertThat(local.getShortMessage()).isEqualTo("A change of ours");
      assertThat(local.getFullMessage())
          .endsWith(
              "Why it is.\n\nForwarded: no\nLast-Update: 2024-01-02\nSeries-Entry: 0001-four\n");
      RevCommit pick = walk.parseCommit(local.getParent(0));
      assertThat(pick.getAuthorIdent().getName()).isEqualTo("Upstream");
      assertThat(pick.getCommitterIdent().getName()).isEqualTo("Series");
      assertThat(pick.getFullMessage())
          .isEqualTo(
              "Change two\n\nAnd add a file.\n\nReviewed-by: A <a@example>\n(cherry picked from"
                  + " commit "
                  + project.commits.get("clean").name()
                  + ")\nSeries-Entry: clean\n");
      assertThat(walk.parseCommit(pick.getParent(0))).isEqualTo(project.commits.get("v1"));
    }
  }

  @Test
  void theSameSeriesGivesTheSameTipElsewhereAndLater() throws IOException {
    ObjectId first = project.apply().tip();
    Workspace elsewhere = project.workspace("elsewhere");
    assertThat(SeriesFixture.apply(elsewhere, ApplyRequest.DEFAULT).tip()).isEqualTo(first);
    assertThat(project.apply().tip()).isEqualTo(first);
  }

  @Test
  void aCommitterDateIsNeverBeforeItsParents() throws IOException {
    project.patch("0001-four.patch", SeriesFixture.CHANGE_FOUR);
    project.series(project.local("0001-four.patch"), project.pick("clean"));
    project.apply();
    try (Repository repository = SeriesFixture.open(project.workspace());
        RevWalk walk = new RevWalk(repository)) {
      RevCommit pick = walk.parseCommit(project.tip());
      RevCommit local = walk.parseCommit(pick.getParent(0));
      assertThat(pick.getCommitTime()).isEqualTo(local.getCommitTime());
    }
  }

  @Test
  void aSecondRunNeedsNoUpstream() throws IOException {
    ObjectId first = project.apply().tip();
    Files.move(project.upstream, folder.resolve("gone.git"));
    assertThat(project.apply().tip()).isEqualTo(first);
  }

  @Test
  void aConflictShowsAllSidesAndTheCommandThatRecordsADecision() throws IOException {
    project.series(project.pick("conflicting"));
    Failure conflict = failure(ExitCode.CONFLICT);
    assertThat(conflict)
        .hasMessageContaining("a/text:9 (conflict 1 of 1)")
        .hasMessageContaining("<<<<<<< base (the series so far)\nnine\n||||||| ancestor")
        .hasMessageContaining("\ndrifted\n=======\ndrifted and changed\n>>>>>>> upstream");
    assertThat(project.tip()).isNull();

    String hunk = hunk(conflict);
    assertThat(conflict).hasMessageContaining("resolve conflicting a/text " + hunk + " --take");
    new Resolve(project.workspace())
        .run(
            "conflicting",
            new Resolution("a/text", hunk, new Resolution.Lines("  ours: 9\n"), "so it is", 0));
    AppliedSeries applied = project.apply();

    assertThat(applied.steps().get(0).state()).isEqualTo(EntryState.RESOLVED);
    assertThat(project.file("a/text")).isEqualTo(SeriesFixture.TEXT.replace("nine", "  ours: 9"));
  }

  @Test
  void aResolutionTakesASide() throws IOException {
    project.patch("0001-other.patch", SeriesFixture.ADD_DELTA);
    project.series(project.pick("conflicting"), project.local("0001-other.patch"));
    String hunk = hunk(failure(ExitCode.CONFLICT));
    resolve(hunk, Resolution.Take.UPSTREAM);
    project.apply();
    assertThat(project.file("a/text")).contains("eight\ndrifted and changed\nten\n");
    assertThat(project.file("b/other")).endsWith("gamma\ndelta\n");
  }

  @Test
  void aChangedHunkIsAConflictAgain() throws IOException {
    project.series(project.pick("conflicting"));
    resolve(hunk(failure(ExitCode.CONFLICT)), Resolution.Take.UPSTREAM);
    ObjectId before = project.apply().tip();
    String resolved = Files.readString(project.seriesFile());
    project.patch(
        "0001-nine.patch",
        SeriesFixture.CHANGE_FOUR
            .replace("-3,3 +3,3", "-8,3 +8,3")
            .replace("three", "eight")
            .replace("four", "nine")
            .replace("FOUR", "neuf")
            .replace("five", "ten"));
    Files.writeString(
        project.seriesFile(),
        resolved.replace("entries:\n", "entries:\n" + project.local("0001-nine.patch")));

    assertThat(failure(ExitCode.CONFLICT))
        .hasMessageContaining("\nneuf\n")
        .hasMessageContaining("holds a decision for another hunk of this file");
    assertThat(project.tip()).isEqualTo(before);
  }

  @Test
  void aResolutionThatNothingAskedForIsReported() throws IOException {
    project.series(
        project.pick("clean")
            + "    resolutions:\n      - path: a/text\n        hunk: "
            + "0".repeat(64)
            + "\n        take: base\n        reason: old\n");
    assertThat(project.apply().unused()).hasSize(1);
  }

  @Test
  void anEntryThatChangesNothingIsRefused() throws IOException {
    project.series(
        project.pick("clean"), project.pick("again", project.commits.get("clean").name()));
    assertThat(failure(ExitCode.SERIES)).hasMessageContaining("once");
    project.series(project.pick("v1", project.commits.get("v1").name()));
    assertThat(failure(ExitCode.SERIES)).hasMessageContaining("changes nothing");
  }

  @Test
  void aMergeOrARootCannotBePicked() throws IOException {
    project.series(project.pick("root", project.commits.get("before").name()));
    assertThat(failure(ExitCode.SERIES)).hasMessageContaining("a commit with one parent");
  }

  private void resolve(String hunk, Resolution.Choice choice) throws IOException {
    new Resolve(project.workspace())
        .run("conflicting", new Resolution("a/text", hunk, choice, "a reason", 0));
  }

  private Failure failure(ExitCode code) {
    Failure[] caught = new Failure[1];
    assertThatThrownBy(project::apply)
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(code);
              caught[0] = failure;
            });
    return caught[0];
  }

  private static String hunk(Failure conflict) {
    Matcher matcher = Pattern.compile("[0-9a-f]{64}").matcher(conflict.getMessage());
    assertThat(matcher.find()).isTrue();
    return matcher.group();
  }

  /** What cuts the history off behind one pick hides no parent of the other. */
  @Test
  void picksThatFollowOneAnotherAreThereOffline() throws IOException {
    project.series(project.pick("clean"), project.pick("drift"));
    project.apply();
    Files.move(project.upstream, folder.resolve("gone.git"));
    assertThat(new Status(project.workspace()).run().upToDate()).isTrue();
    project.apply();
  }
}
