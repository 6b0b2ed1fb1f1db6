package io.druidpatch.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.cli.Call;
import io.druidpatch.failure.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code upstream candidates} finds by what a commit's message names, and by what users
 * reported.
 */
class MentionsTest {
  @TempDir Path folder;
  private SeriesFixture project;
  private String picked;

  @BeforeEach
  void makeProject() throws IOException {
    project = new SeriesFixture(folder, Map.of("far/Report.java", "r\n", "far/x", "x\n"));
    picked = project.commit("picked", "Make it right (#123)", "d/e", "right\n").name();
    project.series(project.pick("picked"));
  }

  private void later(String message) throws IOException {
    project.commit("c" + project.commits.size(), message, "far/x", message + "\n");
  }

  private JsonNode since(String... more) throws IOException {
    Call call = Call.on(project, "upstream candidates --json " + picked, more);
    assertThat(call.code()).as(call.err()).isZero();
    return new ObjectMapper().readTree(call.out());
  }

  private List<String> subjects() throws IOException {
    List<String> subjects = new ArrayList<>();
    since().forEach(one -> subjects.add(one.get("subject").asText()));
    return subjects;
  }

  @Test
  void aCommitThatNamesAPickIsListedWhateverItChanges() throws IOException {
    later("By number\n\nFixes #123.");
    later("By address\n\nA follow-up to https://github.com/a/b/pull/123");
    later("By id\n\nSee " + picked.substring(0, 9) + ".");
    later("By the whole id\n\n(cherry picked from " + picked + ")");
    later("Revert \"Make it right (#123)\" (#125)");
    later("By subject\n\nAs \"Make it right\" did");
    later("Another number\n\nFixes #1234, see 123.");
    later("Another id\n\nSee " + picked.substring(0, 7) + " and " + picked.substring(0, 9) + "g.");
    later("Of nothing");
    assertThat(subjects())
        .containsExactly(
            "By number",
            "By address",
            "By id",
            "By the whole id",
            "Revert \"Make it right (#123)\" (#125)",
            "By subject");
    assertThat(since().get(0).get("mentions").toString()).isEqualTo("[\"picked\"]");
    assertThat(Call.on(project, "upstream candidates " + picked).out())
        .contains("  mention     By number\n    names picked\n");
  }

  @Test
  void whatUsersReportedIsInReach() throws IOException {
    later("Say where a report is");
    project.commit("file", "Other words", "far/Report.java", "changed\n");
    later("Of nothing");
    assertThat(subjects()).isEmpty();
    String reports =
        """
        reports:
          - what: A report is lost.
            files: [far/Report.java]
            subjects: ['\\breport is\\b']
        """;
    Files.writeString(project.seriesFile(), Files.readString(project.seriesFile()) + reports);
    assertThat(subjects()).containsExactly("Say where a report is", "Other words");
    assertThat(since().get(1).get("reports").toString()).isEqualTo("[\"A report is lost.\"]");
    assertThat(since().get(1).get("files")).isEmpty();
    Call text = Call.on(project, "upstream candidates " + picked);
    assertThat(text.out()).contains("  report      Other words\n    reported: A report is lost.\n");
  }

  @Test
  void aReportSaysWhereToLook() throws IOException {
    String series = Files.readString(project.seriesFile());
    for (String wrong :
        new String[] {
          "reports:\n  - what: x\n",
          "reports:\n  - what: x\n    files: [../y]\n",
          "reports:\n  - what: x\n    subjects: ['(']\n",
          "reports:\n  - files: [y]\n",
          "reports:\n  - what: x\n    file: y\n"
        }) {
      Files.writeString(project.seriesFile(), series + wrong);
      Call call = Call.on(project, "upstream candidates " + picked);
      assertThat(call.code()).as(wrong).isEqualTo(ExitCode.SERIES.number());
      assertThat(call.err()).contains("series.yaml:");
    }
  }
}
