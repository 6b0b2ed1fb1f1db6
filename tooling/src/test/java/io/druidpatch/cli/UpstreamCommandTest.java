package io.druidpatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.apply.SeriesFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamCommandTest {
  @TempDir Path folder;
  private SeriesFixture project;
  private Path page;

  @BeforeEach
  void makeProject() throws IOException {
    project = new SeriesFixture(folder);
    page =
        Files.writeString(
            folder.resolve("P.md"), "<!-- upstream: begin -->\n<!-- upstream: end -->\n");
  }

  @Test
  void exitCodesTellTheCasesApart() throws IOException {
    assertThat(run("decide", "--reason", "without a commit").code()).isEqualTo(2);
    String commit = project.commits.get("drift").name();
    assertThat(run("decide", commit).code()).isEqualTo(2);
    assertThat(run("decide", commit, "--reason", " ").code()).isEqualTo(2);
    assertThat(run("candidates").code()).isEqualTo(2);
    assertThat(run("check", "--write").code()).isEqualTo(2);
    assertThat(run("check", "--page", page.toString()).code()).isEqualTo(20);
    assertThat(run("status", "--write", "--page", page.toString()).code()).isZero();
    assertThat(run("check", "--page", page.toString()).code()).isZero();
    assertThat(run("status", "--upstream", "http://127.0.0.1:1/x.git").code()).isEqualTo(4);
    assertThat(run("status", "--head", "none").code()).isEqualTo(5);
    assertThat(run("candidates", "none").code()).isEqualTo(2);
  }

  /** Options chose what `upstream` does before it had commands. */
  @ParameterizedTest
  @CsvSource({
    "--check, upstream check",
    "--write --json, upstream status --write",
    "--since druid-30.0.0 --all, upstream candidates REF",
    "--decide 0123456789 --reason r, upstream decide COMMIT --reason TEXT",
    "--offline, upstream status",
    "'', upstream status"
  })
  void aLineWithoutACommandIsToldTheCommand(String options, String command) {
    ToolRun run = ToolRun.of(("upstream " + options).strip().split(" "));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("error: ")
        .contains("  fix: mvn -q -pl tooling compile exec:java -Dexec.args=\"" + command + "\"\n");
  }

  @Test
  void jsonSaysWhatTheTableSays() throws IOException {
    project.commit(
        "back",
        "Go back\n\nThis reverts commit " + project.commits.get("clean").name() + ".",
        "a/text",
        SeriesFixture.TEXT);
    JsonNode pick = new ObjectMapper().readTree(run("status", "--json").out()).at("/picks/0");
    assertThat(pick.get("stands").booleanValue()).isFalse();
    assertThat(pick.at("/reverts/0/commit").textValue())
        .isEqualTo(project.commits.get("back").name());
    assertThat(pick.at("/reverts/0/evidence/0").textValue()).isEqualTo("message");

    String drift = project.commits.get("drift").name();
    String since = project.commits.get("clean").name();
    assertThat(run("candidates", since).out()).startsWith(drift.substring(0, 10) + " 2024-01-01  ");
    assertThat(run("decide", drift, "--reason", "elsewhere").code()).isZero();
    assertThat(run("candidates", since).out()).doesNotContain(drift.substring(0, 10));
    JsonNode all = new ObjectMapper().readTree(run("candidates", since, "--all", "--json").out());
    assertThat(all.get(0).get("commit").textValue()).isEqualTo(drift);
    assertThat(all.get(0).get("decision").textValue()).isEqualTo("elsewhere");
    assertThat(all.get(0).get("files").get(0).textValue()).isEqualTo("a/text");
  }

  private Call run(String... arguments) {
    return Call.on(project, "upstream", arguments);
  }
}
