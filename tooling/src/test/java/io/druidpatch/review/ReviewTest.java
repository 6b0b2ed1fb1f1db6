package io.druidpatch.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.cli.Call;
import io.druidpatch.failure.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code graph}, {@code diff} and {@code apply --exec}, as they are called. */
class ReviewTest {
  @TempDir Path folder;
  private SeriesFixture project;

  @BeforeEach
  void makeProject() throws IOException {
    project = new SeriesFixture(folder);
    project.patch("four.patch", SeriesFixture.CHANGE_FOUR);
    project.patch(
        "top.patch", SeriesFixture.CHANGE_FOUR.replace("-four", "-FOUR").replace("+FOUR", "+vier"));
    project.patch("delta.patch", SeriesFixture.ADD_DELTA);
    project.series(
        project.pick("clean"),
        project.local("four.patch"),
        project.local("delta.patch"),
        project.local("top.patch"));
  }

  private Call call(String words, String... more) {
    return Call.on(project, words, more);
  }

  @Test
  void theGraphSaysWhatNeedsWhat() throws IOException {
    assertThat(call("graph").code()).isEqualTo(ExitCode.STALE.number());
    project.apply();
    JsonNode json = new ObjectMapper().readTree(call("graph --json").out());
    assertThat(json.toString())
        .isEqualTo(
            "[{\"id\":\"clean\",\"needs\":[]},{\"id\":\"four\",\"needs\":[]},"
                + "{\"id\":\"delta\",\"needs\":[]},{\"id\":\"top\",\"needs\":[\"four\"]}]");
    assertThat(call("graph --dot").out()).contains("\"top\" -> \"four\";");
    assertThat(call("graph").out()).contains("top    needs four\n").contains("clean  needs none\n");
  }

  @Test
  void aSeriesThatDoesNotGoOnHasNoGraph() throws IOException {
    project.apply();
    project.patch("four.patch", SeriesFixture.CHANGE_FOUR.replace("-four", "-fore"));
    assertThat(call("graph").code()).isEqualTo(ExitCode.BAD_PATCH.number());
  }

  @Test
  void theDifferenceIsThatOfTheSource() throws Exception {
    project.apply();
    try (Git git = Git.init().setDirectory(folder.toFile()).call()) {
      git.add().addFilepattern("patches").call();
      git.commit()
          .setMessage("first")
          .setAuthor("A", "a@example")
          .setCommitter("A", "a@example")
          .setSign(false)
          .call();
    }
    project.patch(
        "delta.patch",
        SeriesFixture.ADD_DELTA.replace("+delta", "+delta\n+epsilon").replace("+3,2", "+3,3"));
    Path four = folder.resolve("patches/local/four.patch");
    Files.writeString(four, Files.readString(four).replace("Why it is.", "Why it is so."));
    project.series(
        project.pick("clean"),
        project.local("four.patch"),
        project.local("delta.patch"),
        project.local("top.patch").replace("id: top", "id: other"));
    Call call = call("diff");
    assertThat(call.code()).as(call.err()).isZero();
    assertThat(call.out())
        .contains("same: clean\n")
        .contains("changed: delta\n")
        .contains("+epsilon\n")
        .contains("reworded: four\n")
        .contains("added: other\n")
        .contains("removed: top\n");
    JsonNode json = new ObjectMapper().readTree(call("diff HEAD --json").out());
    // Of what the entry changes, only what is new.
    assertThat(json.at("/entries/2/diff").asText()).doesNotContain("+delta");
    assertThat(json.get("before").asText()).isEqualTo(project.tip().name());
    assertThat(call("diff --stat").out()).doesNotContain("@@");
    assertThat(call("diff no-such").code()).isEqualTo(ExitCode.USAGE.number());
    project.apply();
    assertThat(json.get("after").asText()).isEqualTo(project.tip().name());
  }

  @Test
  void aCommandIsRunOnEachEntry() throws IOException {
    String seen = folder.resolve("seen").toString();
    Call all = call("apply --exec", "echo $DRUIDPATCH_ENTRY $(ls) >> " + seen + "; touch built");
    assertThat(all.code()).as(all.err()).isZero();
    assertThat(Files.readString(Path.of(seen)))
        .isEqualTo("clean a b c\nfour a b built c\ndelta a b built c\ntop a b built c\n");
    Call some = call("apply --exec", "! grep FOUR a/text && ! grep vier a/text");
    assertThat(some.code()).as(some.err()).isEqualTo(ExitCode.EXEC.number());
    assertThat(some.err()).contains("four: the command fails").doesNotContain("[3/4]");
    // What a command did to the files of an entry does not stay for the next.
    assertThat(call("apply --exec", "test -f a/text && rm a/text").code()).isZero();
  }

  @Test
  void aPickIsRunWithThePatchesThatAdaptIt() throws IOException {
    project.series(
        project.pick("clean"),
        project.local("four.patch") + "    adapts: clean\n",
        project.local("delta.patch") + "    adapts: clean\n",
        project.local("top.patch"));
    String seen = folder.resolve("seen").toString();
    Call all = call("apply --exec", "echo $DRUIDPATCH_ENTRY >> " + seen);
    assertThat(all.code()).as(all.err()).isZero();
    assertThat(Path.of(seen)).hasContent("delta\ntop\n");
    assertThat(all.err()).contains("[1/4] clean: with four", "[2/4] four: with delta", "[4/4] top");
  }
}
