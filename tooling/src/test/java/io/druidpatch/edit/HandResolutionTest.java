package io.druidpatch.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.cli.Call;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code apply --keep-going}, {@code resolve --from} and {@code resolve --editor}. */
class HandResolutionTest {
  private static final String MARKED =
      """
      <<<<<<< base (the series so far)
      nine
      ||||||| ancestor (the parent of %1$s)
      drifted
      =======
      drifted and changed
      >>>>>>> upstream (%1$s)
      """;

  @TempDir Path folder;
  private SeriesFixture project;
  private Path work;

  @BeforeEach
  void makeProject() throws IOException {
    project = new SeriesFixture(folder);
    project.series(project.pick("clean"), project.pick("conflicting"));
    work = folder.resolve("work");
  }

  private Call call(String words, String... more) {
    return Call.on(project, words, more);
  }

  private String series() throws IOException {
    return Files.readString(project.seriesFile());
  }

  private String marked() {
    return MARKED.formatted(project.commits.get("conflicting").abbreviate(10).name());
  }

  private Call leave() {
    Call call = call("apply --keep-going " + work);
    assertThat(call.code()).as(call.err()).isEqualTo(ExitCode.CONFLICT.number());
    return call;
  }

  private Call from() {
    return call("resolve conflicting --from " + work + " --reason", "It is so.");
  }

  @Test
  void aConflictIsLeftAndTakenBack() throws IOException {
    assertThat(leave().err()).contains("resolve conflicting --from " + work);
    Path text = work.resolve("a/text");
    assertThat(text).content().contains("TWO\n").contains("eight\n" + marked() + "ten\n");
    // Nobody takes it for the series' own worktree.
    assertThat(call("status").out()).doesNotContain(work.toString());
    Files.writeString(text, Files.readString(text).replace(marked(), "nine, changed\n"));
    Call from = from();
    assertThat(from.code()).as(from.err()).isZero();
    assertThat(series()).contains("        lines: |2\n          nine, changed\n");
    assertThat(call("apply --keep-going " + work).code()).isZero();
    assertThat(project.file("a/text")).contains("eight\nnine, changed\nten\n");
    assertThat(text).content().contains("eight\nnine\nten\n");
  }

  @Test
  void aSideIsRecordedAsOne() throws IOException {
    leave();
    Path text = work.resolve("a/text");
    Files.writeString(text, Files.readString(text).replace(marked(), "drifted and changed\n"));
    assertThat(from().code()).isZero();
    assertThat(series()).contains("        take: upstream\n");
  }

  @Test
  void whatIsNotDecidedOrChangedBesidesIsRefused() throws IOException {
    String before = series();
    assertThat(from().err()).contains("apply");
    leave();
    Call marks = from();
    assertThat(marks.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(marks.err()).contains("a/text:9: a conflict is still marked");
    Path text = work.resolve("a/text");
    Files.writeString(
        text, Files.readString(text).replace(marked(), "nine\n").replace("one\n", "ONE\n"));
    assertThat(from().err()).contains("outside of the marked places");
    assertThat(series()).isEqualTo(before);
    // What a person has begun there is not overwritten.
    assertThat(call("apply --keep-going " + work).code()).isEqualTo(ExitCode.STALE.number());
    assertThat(text).content().startsWith("ONE\n");
    Files.createDirectories(folder.resolve("other"));
    Files.writeString(folder.resolve("other/file"), "x");
    assertThat(call("apply --keep-going " + folder.resolve("other")).code())
        .isEqualTo(ExitCode.FOREIGN.number());
  }

  @Test
  void aFileThatOneSideLacksIsKeptOrDeleted() throws IOException {
    project.commit("again", "Change new", "c/new", "fresher\n");
    project.series(project.pick("again"));
    leave();
    assertThat(work.resolve("c/new")).hasContent("fresher");
    Files.delete(work.resolve("c/new"));
    assertThat(call("resolve again --from " + work + " --reason", "Not here.").code()).isZero();
    assertThat(series()).contains("        take: base\n");
  }

  @Test
  void aHunkIsOpenedInAnEditor() throws IOException {
    assertThat(call("apply").code()).isEqualTo(ExitCode.CONFLICT.number());
    HandResolution hand = new HandResolution(project.workspace(), "conflicting", "Both.");
    String before = series();
    assertThatThrownBy(() -> hand.edit(Optional.empty(), Optional.empty(), "cp -t " + folder))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("a/text:9, line 1: a conflict is still marked");
    assertThat(folder.resolve("text")).hasContent(marked());
    assertThatThrownBy(() -> hand.edit(Optional.empty(), Optional.empty(), "false"))
        .hasMessageContaining("the editor failed");
    assertThatThrownBy(() -> hand.edit(Optional.of("b/other"), Optional.empty(), "true"))
        .hasMessageContaining("no such open conflict");
    assertThat(series()).isEqualTo(before);
    hand.edit(Optional.of("a/text"), Optional.empty(), "sed -i '/^<<</,/^===/d; /^>>>/d; s/$/!/'");
    assertThat(series()).contains("          drifted and changed!\n").contains("reason: Both.\n");
    assertThat(call("apply").code()).isZero();
    assertThat(project.file("a/text")).contains("eight\ndrifted and changed!\nten\n");
  }

  @Test
  void formsThatDoNotFitAreRefused() {
    String reason = " --reason r";
    for (String words :
        new String[] {
          "resolve conflicting --take base" + reason,
          "resolve conflicting a/text --from " + work + reason,
          "resolve conflicting --take base --from " + work + reason
        }) {
      assertThat(call(words).code()).as(words).isEqualTo(ExitCode.USAGE.number());
    }
  }
}
