package io.druidpatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.apply.SeriesFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    assertThat(run("--reason", "without a commit").code()).isEqualTo(2);
    assertThat(run("--all").code()).isEqualTo(2);
    assertThat(run("--write", "--check").code()).isEqualTo(2);
    assertThat(run("--check", "--page", page.toString()).code()).isEqualTo(20);
    assertThat(run("--write", "--page", page.toString()).code()).isZero();
    assertThat(run("--check", "--page", page.toString()).code()).isZero();
    assertThat(run("--upstream", "http://127.0.0.1:1/x.git").code()).isEqualTo(4);
    assertThat(run("--head", "none").code()).isEqualTo(5);
    assertThat(run("--since", "none").code()).isEqualTo(2);
  }

  @Test
  void jsonSaysWhatTheTableSays() throws IOException {
    project.commit(
        "back",
        "Go back\n\nThis reverts commit " + project.commits.get("clean").name() + ".",
        "a/text",
        SeriesFixture.TEXT);
    JsonNode pick = new ObjectMapper().readTree(run("--json").out()).at("/picks/0");
    assertThat(pick.get("stands").booleanValue()).isFalse();
    assertThat(pick.at("/reverts/0/commit").textValue())
        .isEqualTo(project.commits.get("back").name());
    assertThat(pick.at("/reverts/0/evidence/0").textValue()).isEqualTo("message");

    String drift = project.commits.get("drift").name();
    String since = project.commits.get("clean").name();
    assertThat(run("--since", since).out()).startsWith(drift.substring(0, 10) + " 2024-01-01  ");
    assertThat(run("--decide", drift, "--reason", "elsewhere").code()).isZero();
    assertThat(run("--since", since).out()).doesNotContain(drift.substring(0, 10));
    JsonNode all = new ObjectMapper().readTree(run("--since", since, "--all", "--json").out());
    assertThat(all.get(0).get("commit").textValue()).isEqualTo(drift);
    assertThat(all.get(0).get("decision").textValue()).isEqualTo("elsewhere");
    assertThat(all.get(0).get("files").get(0).textValue()).isEqualTo("a/text");
  }

  private record Outcome(int code, String out) {}

  private Outcome run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("upstream"));
    all.addAll(List.of("--series", project.seriesFile().toString()));
    all.addAll(List.of("--repository", project.workspace().repository().toString()));
    all.addAll(List.of(arguments));
    PrintStream before = System.out;
    PrintStream errorsBefore = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    try {
      int code = Main.run(all.toArray(String[]::new));
      return new Outcome(code, out.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(before);
      System.setErr(errorsBefore);
    }
  }
}
