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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code explain}, as it is called. */
class ExplainTest {
  @TempDir Path folder;
  private SeriesFixture project;

  @BeforeEach
  void makeProject() throws IOException {
    project = new SeriesFixture(folder);
  }

  private Call call(String words, String... more) {
    return Call.on(project, words, more);
  }

  private JsonNode json(String words) throws IOException {
    Call call = call(words + " --json");
    assertThat(call.code()).as(call.err()).isZero();
    return new ObjectMapper().readTree(call.out());
  }

  private String id(String commit) {
    return project.commits.get(commit).name();
  }

  /** From the conflict to a series that applies, by what the tool prints alone. */
  @Test
  void theCommitThatIsMissingIsNamedAndPicked() throws IOException {
    project.series(project.pick("clean"), project.pick("conflicting"));
    Call apply = call("apply");
    assertThat(apply.code()).isEqualTo(ExitCode.CONFLICT.number());
    assertThat(apply.err()).contains("explain conflicting");
    Call explain = call("explain conflicting");
    assertThat(explain.code()).as(explain.err()).isZero();
    assertThat(explain.out())
        .contains("a/text:9 (conflict 1 of 1)\n")
        .contains("Drift\n    picked first, conflicting goes on\n")
        // It changed line two, and is in the series.
        .doesNotContain("Change two");
    Matcher pick =
        Pattern.compile("pick (" + id("drift") + ") --id (\\S+) ").matcher(explain.out());
    assertThat(pick.find()).as(explain.out()).isTrue();
    Call picked =
        call("pick " + pick.group(1) + " --id " + pick.group(2) + " --why", "conflicting needs it");
    assertThat(picked.code()).as(picked.err()).isZero();
    assertThat(call("apply").code()).isZero();
    assertThat(project.file("a/text")).contains("drifted and changed");
    assertThat(call("explain conflicting").out()).contains("goes on: it has no conflict");
  }

  @Test
  void eachCommitIsTried() throws IOException {
    String text = SeriesFixture.TEXT.replace("two", "TWO");
    project.commit("near", "Change eight", "a/text", text.replace("eight\nnine", "8\ndrifted"));
    project.commit("far", "Change one", "a/text", text.replace("eight\nnine", "8\ndrifted"));
    project.commit("target", "Take nine", "a/text", text.replace("eight\nnine", "8\ntaken"));
    project.series(project.pick("target"));
    Files.writeString(
        project.seriesFile(),
        Files.readString(project.seriesFile())
            + "considered:\n  - commit: "
            + id("drift")
            + "\n    reason: \"No need.\"\n");
    assertThat(call("apply").code()).isEqualTo(ExitCode.CONFLICT.number());
    JsonNode all = json("explain target");
    assertThat(all).hasSize(1);
    JsonNode commits = all.at("/0/commits");
    assertThat(commits)
        .extracting(one -> one.get("commit").asText())
        .containsExactly(id("near"), id("conflicting"), id("drift"));
    assertThat(commits)
        .extracting(one -> one.get("effect").asText())
        .containsExactly("conflicts", "conflicts", "stays");
    assertThat(commits.get(2).get("decision").asText()).isEqualTo("No need.");
    assertThat(commits.get(0).get("pick").asText()).contains("--id change-eight ");
  }

  @Test
  void aFileThatTheBaseLacksIsExplainedAsAWhole() throws IOException {
    project.commit("again", "Change new", "c/new", "fresher\n");
    project.series(project.pick("again"));
    assertThat(call("apply").code()).isEqualTo(ExitCode.CONFLICT.number());
    JsonNode commits = json("explain again").at("/0/commits");
    assertThat(commits).hasSize(1);
    assertThat(commits.get(0).get("commit").asText()).isEqualTo(id("clean"));
    assertThat(commits.get(0).get("effect").asText()).isEqualTo("goes");
  }

  @Test
  void aFileIsFollowedToItsFormerName() throws IOException {
    project.files().put("moved/text", project.files().remove("a/text"));
    project.commit("move", "Move text");
    project.commit(
        "after",
        "Change nine again",
        "moved/text",
        project.files().get("moved/text").replace("drifted and changed", "settled"));
    project.series(project.pick("after"));
    assertThat(call("apply").code()).isEqualTo(ExitCode.CONFLICT.number());
    JsonNode explained = json("explain after").at("/0");
    assertThat(explained.get("path").asText()).isEqualTo("moved/text");
    assertThat(explained.get("commits"))
        .extracting(one -> one.get("commit").asText())
        .containsExactly(id("conflicting"), id("drift"));
  }

  @Test
  void whatAnEntryBeforeItDidIsNoUpstreamCommit() throws IOException {
    project.patch(
        "two.patch",
        SeriesFixture.CHANGE_FOUR
            .replace("@@ -3,3 +3,3 @@", "@@ -1,3 +1,3 @@")
            .replace(" three\n-four\n+FOUR\n five", " one\n-two\n+zwei\n three"));
    project.series(project.local("two.patch"), project.pick("clean"));
    assertThat(call("apply").code()).isEqualTo(ExitCode.CONFLICT.number());
    Call explain = call("explain clean");
    assertThat(explain.out()).contains("an entry before it did");
    assertThat(json("explain clean").at("/0/commits")).isEmpty();
  }

  @Test
  void whatCannotBeExplainedIsRefused() throws IOException {
    project.patch("four.patch", SeriesFixture.CHANGE_FOUR);
    project.series(project.local("four.patch"), project.pick("conflicting"));
    assertThat(call("explain conflicting").code()).isEqualTo(ExitCode.STALE.number());
    assertThat(call("apply").code()).isEqualTo(ExitCode.CONFLICT.number());
    assertThat(call("explain none").code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(call("explain four").err()).contains("no such pick");
    assertThat(call("explain conflicting --offline").code())
        .isEqualTo(ExitCode.UNREACHABLE.number());
    assertThat(json("explain conflicting").at("/0/commits/0/effect").asText()).isEqualTo("goes");
    assertThat(json("explain conflicting --offline").at("/0/commits/0/effect").asText())
        .isEqualTo("goes");
  }
}
