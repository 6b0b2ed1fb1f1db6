package io.druidpatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Invocation;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a failure says helps: it is said once, and names what to do. */
class MessagesTest {
  @TempDir Path folder;
  private SeriesFixture project;

  @BeforeEach
  void makeProject() throws IOException {
    project = new SeriesFixture(folder);
  }

  @Test
  void aMissingArgumentIsAnErrorOnce() {
    Call call = Call.on(project, "move clean");
    assertThat(call.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(call.err()).startsWith("error: Missing required argument");
  }

  @ParameterizedTest
  @ValueSource(strings = {"drop none", "build --up-to none", "explain none", "resolve none a "})
  void whereTheEntriesAreListedIsSaid(String words) {
    if (words.endsWith(" ")) {
      words += "0".repeat(64) + " --take base --reason r";
    }
    Call call = Call.on(project, words);
    assertThat(call.code()).as(call.err()).isEqualTo(ExitCode.USAGE.number());
    assertThat(call.err()).containsPattern("no such (entry|pick)").containsPattern("fix: .*status");
  }

  @Test
  void aMissingFileIsNotAQuestionOfPermissions() {
    StringWriter said = new StringWriter();
    ExitCode code =
        new Explanation(new NoSuchFileException("none"), List.of()).print(new PrintWriter(said));
    assertThat(code).isEqualTo(ExitCode.STORAGE);
    assertThat(said.toString())
        .contains("none: no such file or folder", "fix: see that the file or folder is there")
        .doesNotContain("its permissions");
  }

  @Test
  void anUpstreamThatIsNotThereIsReplacedByAnother() {
    Call call = Call.on(project, "onto v2 --upstream file:///nope");
    assertThat(call.code()).as(call.err()).isNotZero();
    assertThat(call.err()).contains("--upstream URL").doesNotContain("apply --upstream");
  }

  @Test
  void aPageWithoutTheMarksSaysWhatToPut() throws IOException {
    Path page = Files.writeString(folder.resolve("PAGE.md"), "words\n");
    Call call = Call.on(project, "upstream status --write --page", page.toString());
    assertThat(call.code()).isEqualTo(ExitCode.STALE_UPSTREAM.number());
    assertThat(call.err()).containsPattern("fix: put the lines `<!-- upstream: begin -->` and");
  }

  @Test
  void theCommandThatRunsCanBeSaidAgain() {
    List<String> again = new ArrayList<>();
    OutputStream results =
        new OutputStream() {
          @Override
          public void write(int b) {
            again.add(Invocation.again("--json"));
          }
        };
    Call call =
        Call.of(
            results,
            "apply",
            "--series",
            project.seriesFile().toString(),
            "--repository",
            project.workspace().repository().toString());
    assertThat(call.code()).as(call.err()).isZero();
    assertThat(again.get(0)).containsPattern("apply --series .* --repository .* --json\"$");
  }
}
