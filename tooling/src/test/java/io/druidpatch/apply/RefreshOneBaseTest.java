package io.druidpatch.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.edit.Rearrange;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.ResetCommand;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;

/** What a refresh from one base's worktree does to the others. */
class RefreshOneBaseTest extends TwoBases {
  @Test
  void refreshWritesTheVariantAndKeepsWhatIsNotOnTheBase() throws Exception {
    series(project.pick("clean"), variant(), project.local("four.patch"));
    project.notOn("clean", "v2", "it has its own");
    project.notOn("four.patch", "v2", "it has its own");
    ObjectId first = project.apply().tip();
    amend(text -> text.replace("SECHS", "SEI"));
    assertThat(new Refresh(second).run(RefreshRequest.DEFAULT).written())
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
    Failure failure =
        fails(
            ExitCode.CONFLICT,
            () -> new Refresh(second).run(RefreshRequest.DEFAULT),
            "onto this base");
    assertThat(failure).hasMessageContaining("refresh --only").hasMessageContaining("of v1");
    assertThat(folder.resolve("patches/local/four.patch")).hasContent(before);
  }

  @Test
  void anAmendedPatchGetsAFileOfItsOwnForOneBase() throws Exception {
    series(project.local("four.patch"));
    ObjectId first = project.apply().tip();
    amend(text -> text.replace("sechs", "zes"));
    assertThat(new Refresh(second).run(only("it counts in Dutch")).written())
        .extracting(file -> file.getFileName().toString())
        .containsExactly("four.v2.patch");
    assertThat(Files.readString(project.seriesFile()))
        .contains("    variants:\n      v2: four.v2.patch\n");
    assertThat(project.apply().tip()).isEqualTo(first);
    assertThat(text("patched/v2")).contains("\nFOUR\nfive\nzes\n");
    // The next one changes the same file.
    amend(text -> text.replace("zes", "zeven"));
    assertThat(new Refresh(second).run(only("it counts in Dutch")).written())
        .extracting(file -> file.getFileName().toString())
        .containsExactly("four.v2.patch");
  }

  @Test
  void aNewPatchIsForOneBase() throws Exception {
    series(project.local("four.patch"));
    ObjectId first = project.apply().tip();
    checkOut();
    try (Git git = worktree()) {
      ObjectId four = git.getRepository().resolve("HEAD");
      dropLast();
      commit(false, "Count in Dutch", text -> text.replace("ten", "tien"));
      git.cherryPick().include(four).call();
    }
    // The commit of the other patch is another one now, and makes the same change.
    assertThat(new Refresh(second).run(only("only v2 counts in Dutch")).written())
        .extracting(file -> file.getFileName().toString())
        .containsExactly("0001-Count-in-Dutch.patch");
    assertThat(Files.readString(project.seriesFile()))
        .contains("    id: count-in-dutch\n    only-on:\n      v2: only v2 counts in Dutch\n")
        .doesNotContain("variants");
    assertThat(second.series().listed())
        .extracting(Entry::id)
        .containsExactly("count-in-dutch", "four");
    assertThat(project.apply().tip()).isEqualTo(first);
    assertThat(text("patched/v2")).contains("\nFOUR\nfive\nsechs\n", "\ntien\n");
  }

  @Test
  void aPatchThatIsDroppedForOneBaseStaysOnTheOthers() throws Exception {
    series(project.local("four.patch"), variant());
    ObjectId first = project.apply().tip();
    checkOut();
    dropLast();
    Refresh.Result result = new Refresh(second).run(only("v2 does without"));
    assertThat(result.removed()).isEmpty();
    assertThat(Files.readString(project.seriesFile()))
        .contains("    not-on:\n      v2: v2 does without\n");
    assertThat(project.apply().tip()).isEqualTo(first);
    assertThat(text("patched/v2")).contains("\nFOUR\nfive\nsechs\n");
  }

  @Test
  void aForcedRefreshLeavesTheConflictToTheOtherBase() throws Exception {
    series(project.local("four.patch"));
    apply(second);
    at = project.workspace();
    checkOut();
    commit(true, "", text -> text.replace("six", "zes"));
    fails(ExitCode.CONFLICT, () -> new Refresh(at).run(RefreshRequest.DEFAULT), "refresh --force");
    new Refresh(at).run(new RefreshRequest(Optional.empty(), true));
    assertThat(text("patched/v1")).contains("\nFOUR\nfive\nzes\n");
    fails(ExitCode.CONFLICT, () -> apply(second), "resolve four a/text");
  }

  @Test
  void whatPatchesAreMadeOnIsNotForOneBase() throws Exception {
    series(project.local("four.patch"));
    at = project.workspace();
    checkOut();
    fails(ExitCode.USAGE, () -> new Refresh(at).run(only("why")), "drop ENTRY --base");
    fails(
        ExitCode.USAGE,
        () -> new Refresh(second).run(new RefreshRequest(Optional.empty(), true)),
        "refresh --only");
  }

  @Test
  void aNewOrderIsForAllBases() throws Exception {
    series(project.local("four.patch"), variant());
    checkOut();
    try (Git git = worktree()) {
      ObjectId six = git.getRepository().resolve("HEAD");
      ObjectId four = git.getRepository().resolve("HEAD~");
      git.reset().setMode(ResetCommand.ResetType.HARD).setRef("HEAD~2").call();
      git.cherryPick().include(six).include(four).call();
    }
    fails(ExitCode.STALE, () -> new Refresh(second).run(only("why")), "found: six, four");
  }

  @Test
  void aPatchOfOneBaseIsDroppedWithItsEntry() throws Exception {
    series(project.local("four.patch"), variant());
    project.onlyOn("six", "v2", "v1 has its own");
    checkOut();
    fails(ExitCode.USAGE, () -> drop("six", "v2"), "drop six");
    dropLast();
    new Refresh(second).run(only("not needed"));
    assertThat(second.series().listed()).extracting(Entry::id).containsExactly("four");
  }

  private void drop(String id, String tag) throws IOException {
    new Rearrange(second, Optional.empty(), Progress.SILENT).drop(id, tag, "why");
  }

  @Test
  void aPatchThatIsCherryPickedFromAnotherBaseComesHere() throws Exception {
    project.patch(
        "ten.patch",
        """
        diff --git a/d/ten b/d/ten
        new file mode 100644
        --- /dev/null
        +++ b/d/ten
        @@ -0,0 +1 @@
        +ten
        """);
    series(project.local("four.patch"), project.local("ten.patch"));
    project.onlyOn("ten.patch", "v1", "v2 has its own");
    ObjectId first = project.apply().tip();
    checkOut();
    try (Git git = worktree()) {
      git.cherryPick().include(first).call();
    }
    assertThat(new Refresh(second).run(RefreshRequest.DEFAULT).written()).isEmpty();
    assertThat(second.series().entries()).extracting(Entry::id).containsExactly("four", "ten");
    assertThat(project.apply().tip()).isEqualTo(first);
  }

  private static RefreshRequest only(String reason) {
    return new RefreshRequest(Optional.of(reason), false);
  }
}
