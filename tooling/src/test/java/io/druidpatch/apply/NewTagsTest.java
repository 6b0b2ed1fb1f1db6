package io.druidpatch.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.cli.Call;
import io.druidpatch.failure.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code onto --new}, and which tags it tries. */
class NewTagsTest {
  @TempDir Path folder;
  private SeriesFixture project;

  @BeforeEach
  void makeProject() throws IOException {
    project = new SeriesFixture(folder);
    project.patch("delta.patch", SeriesFixture.ADD_DELTA);
    project.series(project.pick("clean"), project.local("delta.patch"));
  }

  private List<String> fresh(String... tags) {
    return NewTags.of(project.workspace().series(), List.of(tags));
  }

  @Test
  void ofEachLineTheNewestReleaseIsTried() {
    assertThat(fresh("v1", "v1.0.1", "v1.2", "v1.10", "v2.0-rc1", "v2.0-rc2", "v3.0.1", "v3.0.0"))
        .containsExactly("v1.10", "v2.0-rc2", "v3.0.1");
    assertThat(fresh("v2.0-rc9", "v2.0", "v2.0-rc10")).containsExactly("v2.0");
    assertThat(fresh("v2.0-rc9", "v2.0-rc10")).containsExactly("v2.0-rc10");
  }

  @Test
  void whatIsOlderOrOfAnotherKindIsNot() throws IOException {
    assertThat(fresh("v0.9", "v1", "v1-rc3", "w2", "2", "v", "nightly", "v2.0.0.0.0.0.99999999999"))
        .isEmpty();
    project.base("v3", "clean");
    assertThat(fresh("v2", "v2.9", "v3-rc1", "v3.1")).containsExactly("v3.1");
  }

  @Test
  void thePageSaysWhatToDecide() throws IOException {
    Path page = folder.resolve("dist/page.md");
    String words = "onto --new --page " + page;
    Call none = Call.on(project, words);
    assertThat(none.code()).as(none.err()).isZero();
    assertThat(none.out()).contains("no release that the series is not kept for");
    assertThat(page).content().contains("has no release's tag").doesNotContain("| entry");
    assertThat(Call.on(project, words, "--json").out()).isEqualTo("[ ]\n");

    project.tag("v1.0.1", "between");
    project.tag("v2", "late");
    project.tag("kept-aside", "late");
    Call call = Call.on(project, words, "--json");
    assertThat(call.code()).as(call.err()).isEqualTo(ExitCode.ONTO.number());
    assertThat(new ObjectMapper().readTree(call.out()).findValuesAsText("tag"))
        .containsExactly("v1.0.1", "v2");
    assertThat(page)
        .content()
        .contains("| entry | v1.0.1 | v2        |\n")
        .contains("| clean | clean  | contained |\n")
        .contains("| delta | clean  | conflict  |\n")
        .contains("\n- `clean`: what it makes is there\n")
        .contains("\n- `delta`: b/other, 1 hunk\n")
        .contains(
            "\n  - tag: v2\n    commit: "
                + project.commits.get("late").name()
                + "\n    central: []\n")
        .contains("    # clean\n    not-on:\n      v2: \"what it makes is there\"\n")
        .contains("apply --base v2");
    // What the page says to add is a series that the tool takes.
    String series = Files.readString(project.seriesFile());
    Files.writeString(
        project.seriesFile(),
        series
            .replace(
                "committer:",
                "  - tag: v2\n    commit: "
                    + project.commits.get("late").name()
                    + "\n    central: []\ncommitter:")
            .replace(
                "    id: clean\n",
                "    id: clean\n    not-on:\n      v2: \"what it makes is there\"\n"));
    assertThat(Call.on(project, "onto v2 --json").out()).contains("\"left out\"");
    assertThat(Call.on(project, words).code()).isZero();
  }

  @Test
  void aBranchAndACommitAreTriedToo() throws IOException {
    Call call =
        Call.on(project, "onto heads/master " + project.commits.get("between").name() + " --json");
    assertThat(call.code()).as(call.err()).isEqualTo(ExitCode.ONTO.number());
    assertThat(new ObjectMapper().readTree(call.out()).findValuesAsText("commit"))
        .containsExactly(project.commits.get("late").name(), project.commits.get("between").name());
    // The branch has gone on meanwhile.
    project.commit("more", "More", "b/other", "ALPHA\nbeta\ngamma\n");
    assertThat(Call.on(project, "onto heads/master").code()).isZero();
    assertThat(Call.on(project, "onto heads/none").code()).isEqualTo(ExitCode.MISSING.number());
    assertThat(Call.on(project, "onto").code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(Call.on(project, "onto v1 --new").code()).isEqualTo(ExitCode.USAGE.number());
  }
}
