package io.druidpatch.edit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.cli.Call;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.series.SeriesEditor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code pick}, {@code drop}, {@code move} and {@code edit}, as they are called. */
class EditSeriesTest {
  private static final Pattern RESOLVE =
      Pattern.compile("(?m)^.*?(resolve \\S+ \\S+ [0-9a-f]{64})");

  @TempDir Path folder;
  private SeriesFixture project;

  @BeforeEach
  void makeProject() throws IOException {
    project = new SeriesFixture(folder);
    project.patch("0001-four.patch", SeriesFixture.CHANGE_FOUR);
    project.series(project.pick("clean"), "  # Ours.\n", project.local("0001-four.patch"));
    project.commit("numbered", "Change beta (#77)", "b/other", "ALPHA\nBETA\nGAMMA\n");
  }

  private Call call(String words, String... more) {
    return Call.on(project, words, more);
  }

  private String series() throws IOException {
    return Files.readString(project.seriesFile());
  }

  private List<String> ids() throws IOException {
    return series()
        .lines()
        .filter(line -> line.startsWith("    id: "))
        .map(line -> line.substring(8))
        .toList();
  }

  @Test
  void aPickStandsInUpstreamsOrder() throws IOException {
    String between = project.commits.get("between").name();
    Call call = call("pick " + between.substring(0, 12) + " --id alpha --json --why", "A reason.");
    assertThat(call.code()).as(call.err()).isZero();
    assertThat(ids()).containsExactly("alpha", "clean", "0001-four");
    assertThat(series())
        .contains("  - pick: " + between + "\n    id: alpha\n")
        .contains("    why: A reason.\n")
        .contains(
            "    fate: \"Merged 2024-01-01, and stands on master; no release's tag has it.\"\n")
        .contains("  # Ours.\n  - local: 0001-four.patch\n");
    JsonNode json = new ObjectMapper().readTree(call.out());
    assertThat(json.get("commit").asText()).isEqualTo(between);
    assertThat(json.get("author").asText()).startsWith("Upstream <up@example>");
    assertThat(json.at("/trials/0/goes").asBoolean()).isTrue();
    assertThat(call("apply").code()).isZero();
    assertThat(project.file("b/other")).startsWith("ALPHA\n");
  }

  @ParameterizedTest
  @CsvSource({"77", "#77", "https://example.org/x/pull/77"})
  void aPickByItsPullRequest(String name) throws IOException {
    Call call = call("pick " + name + " --id beta --why x");
    assertThat(call.code()).as(call.err()).isIn(0, ExitCode.CONFLICT.number());
    assertThat(series()).contains("  - pick: " + project.commits.get("numbered").name());
    assertThat(series()).contains("/pull/77\n");
  }

  /** From the pick to a series that applies, by what the tool prints alone. */
  @Test
  void aPickThatConflictsIsResolvedByWhatIsPrinted() throws IOException {
    Call call =
        call("pick " + project.commits.get("conflicting").name() + " --id nine --why", "It is.");
    assertThat(call.code()).as(call.err()).isEqualTo(ExitCode.CONFLICT.number());
    assertThat(call.out()).contains("| nine ").contains("conflict").contains("a/text, 1 hunk");
    assertThat(call.err()).contains("next: ").contains("apply");
    assertThat(ids()).containsExactly("clean", "nine", "0001-four");
    Call applied = call("apply");
    assertThat(applied.code()).isEqualTo(ExitCode.CONFLICT.number());
    Matcher printed = RESOLVE.matcher(applied.err());
    assertThat(printed.find()).as(applied.err()).isTrue();
    assertThat(call(printed.group(1) + " --take upstream --reason", "It is newer.").code())
        .isZero();
    assertThat(call("apply").code()).isZero();
    assertThat(project.file("a/text")).contains("drifted and changed");
  }

  @Test
  void aDecisionToLeaveACommitOutGoesWhenItIsPicked() throws IOException {
    String id = project.commits.get("between").name();
    Files.writeString(
        project.seriesFile(),
        series() + "\nconsidered:\n  - commit: " + id + "\n    reason: \"No need.\"\n");
    assertThat(call("pick " + id + " --id alpha --why x").code()).isZero();
    assertThat(series()).contains("considered: []").doesNotContain("No need");
  }

  @Test
  void whatTheSeriesHasNoUseForIsRefused() throws IOException {
    project.commit(
        "revert",
        "Revert \"Change two\"\n\nThis reverts commit " + project.commits.get("clean").name() + ".",
        "c/new",
        "x\n");
    String before = series();
    refused("pick " + project.commits.get("clean").name(), ExitCode.USAGE, "the series has it");
    refused("pick " + project.commits.get("v1").name(), ExitCode.USAGE, "the base has it: v1");
    refused("pick " + project.commits.get("revert").name(), ExitCode.USAGE, "takes the pick clean");
    refused("pick 78", ExitCode.MISSING, "has no such commit");
    refused("pick 0123456789", ExitCode.MISSING, "has no such commit");
    Call twice = call("pick 77 --id clean --why x");
    assertThat(twice.code()).isEqualTo(ExitCode.USAGE.number());
    Call wrong = call("pick 77 --id Not/So --why x");
    assertThat(wrong.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(series()).isEqualTo(before);
  }

  private void refused(String words, ExitCode code, String message) {
    Call call = call(words + " --id other --why x");
    assertThat(call.code()).as(call.err()).isEqualTo(code.number());
    assertThat(call.err()).contains(message);
  }

  @Test
  void anEntryIsDroppedWithItsFile() throws IOException {
    assertThat(call("drop 0001-four").code()).isZero();
    assertThat(ids()).containsExactly("clean");
    assertThat(folder.resolve("patches/local/0001-four.patch")).doesNotExist();
  }

  @Test
  void whatOthersNeedIsNotDroppedNorMoved() throws IOException {
    project.patch(
        "0002-on-top.patch",
        SeriesFixture.CHANGE_FOUR.replace("-four", "-FOUR").replace("+FOUR", "+five"));
    project.series(
        project.pick("clean"),
        project.local("0001-four.patch"),
        project.local("0002-on-top.patch"));
    String before = series();
    Call drop = call("drop 0001-four");
    assertThat(drop.code()).as(drop.err()).isEqualTo(ExitCode.ONTO.number());
    assertThat(drop.err()).contains("0002-on-top on v1").contains("nothing was changed");
    Call move = call("move 0001-four --after 0002-on-top");
    assertThat(move.code()).isEqualTo(ExitCode.ONTO.number());
    assertThat(series()).isEqualTo(before);
    assertThat(folder.resolve("patches/local/0001-four.patch")).exists();
    assertThat(call("move clean --after 0002-on-top --json").code()).isZero();
    assertThat(ids()).containsExactly("0001-four", "0002-on-top", "clean");
  }

  @Test
  void whatIsAdaptedStays() throws IOException {
    project.series(project.pick("clean"), project.local("0001-four.patch") + "    adapts: clean\n");
    Call call = call("drop clean");
    assertThat(call.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(call.err())
        .containsPattern("(?m)^  fix: drop that first: mvn .*drop 0001-four --series .*\"$");
    String before = series();
    Call move = call("move 0001-four --before clean");
    assertThat(move.code()).as(move.err()).isEqualTo(ExitCode.USAGE.number());
    assertThat(move.err())
        .contains("0001-four would stand before clean")
        .doesNotContain(".series.yaml.part-");
    assertThat(series()).isEqualTo(before);
    assertThat(call("edit clean --id two").code()).isZero();
    assertThat(series()).contains("    id: two\n").contains("    adapts: two\n");
    assertThat(call("apply").code()).isZero();
  }

  /** v2 has the pick, and what the patch changes has other lines there. */
  @Test
  void aBaseIsAddedAndAnEntryDroppedOnItAlone() throws IOException {
    project.branchOff("else", "drift", "b/other", "ALPHA\nbeta\ndelta\n");
    project.tag("v2", "else");
    project.patch("0002-delta.patch", SeriesFixture.ADD_DELTA);
    project.series(project.pick("clean"), project.local("0001-four.patch"));
    assertThat(call("onto v1 --add").code()).isZero();
    String before = series();
    assertThat(call("onto heads/master --add").code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(call("drop 0001-four --base v2 --reason x").code())
        .isEqualTo(ExitCode.USAGE.number());
    assertThat(series()).isEqualTo(before);

    project.series(
        project.pick("clean"),
        project.local("0001-four.patch"),
        "  # Ours.\n",
        project.local("0002-delta.patch"));
    Call add = call("onto v2 --add");
    assertThat(add.code()).isEqualTo(ExitCode.ONTO.number());
    assertThat(add.out()).contains("added to ").contains(": v2");
    String commit = project.commits.get("else").name();
    assertThat(series())
        .contains("  - tag: v2\n    commit: " + commit + "\n    central: []\n")
        .contains("    not-on:\n      v2: what it makes is there\n")
        .contains("  # Ours.\n");
    assertThat(call("onto v2 --add").out()).doesNotContain("added to");

    // What conflicted before is not what this change breaks.
    assertThat(call("drop 0001-four --base v2 --reason", "It has: \"one\".").code()).isZero();
    Call twice = call("drop 0001-four --base v2 --reason x");
    assertThat(twice.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(twice.err()).contains("It has: \"one\".");
    assertThat(call("drop 0002-delta --base v2").code()).isEqualTo(ExitCode.USAGE.number());
    project.tag("v3", "else");
    assertThat(call("onto v3 --add").code()).isEqualTo(ExitCode.ONTO.number());
    assertThat(series())
        .contains("      v2: what it makes is there\n      v3: what it makes is there\n")
        .contains("      v2: \"It has: \\\"one\\\".\"\n");
    String after = series();
    Call nowhere = call("drop clean --base v1 --reason x");
    assertThat(nowhere.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(nowhere.err()).contains("the entry is on v1 alone");
    assertThat(series()).isEqualTo(after);
    assertThat(call("apply").code()).isZero();
  }

  @Test
  void whatWasDroppedOnABaseIsTakenBack() throws IOException {
    project.branchOff("else", "drift", "b/other", "ALPHA\nbeta\ndelta\n");
    project.tag("v2", "else");
    project.patch("0002-delta.patch", SeriesFixture.ADD_DELTA);
    project.series(
        project.pick("clean"), project.local("0001-four.patch"), project.local("0002-delta.patch"));
    assertThat(call("onto v2 --add").code()).isEqualTo(ExitCode.ONTO.number());
    String before = series();
    assertThat(call("drop 0002-delta --base v2 --reason x").code()).isZero();
    assertThat(call("drop 0001-four --base v2 --reason x").code()).isZero();

    Call four = call("drop 0001-four --base v2 --undo --json");
    assertThat(four.code()).as(four.err()).isZero();
    assertThat(four.out()).contains("\"restored\" : \"0001-four\"");
    Call delta = call("drop 0002-delta --base v2 --undo");
    assertThat(delta.code()).as(delta.err()).isEqualTo(ExitCode.CONFLICT.number());
    assertThat(delta.err()).contains("next: ").contains("apply --base v2");
    assertThat(series()).isEqualTo(before);

    Call twice = call("drop 0002-delta --base v2 --undo");
    assertThat(twice.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(twice.err()).contains("the entry is on v2");
    Call contained = call("drop clean --base v2 --undo");
    assertThat(contained.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(contained.err()).contains("v2 has what the entry makes");
    assertThat(call("drop clean --undo").code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(call("drop clean --base v2 --undo --reason x").code())
        .isEqualTo(ExitCode.USAGE.number());
    assertThat(series()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "'    not-on:\n      v1: one\n      v2: >-\n        of\n        lines\n    cves: [CVE-2024-1]\n'"
            + "|'    not-on:\n      v1: one\n    cves: [CVE-2024-1]\n'",
        "'    not-on: {v1: one, v2: two}\n    cves: [CVE-2024-1]\n'"
            + "|'    cves: [CVE-2024-1]\n    not-on:\n      v1: one\n'",
        "'    not-on: {v2: two}\n    cves: [CVE-2024-1]\n'|'    cves: [CVE-2024-1]\n'"
      })
  void ofNotOnTheOtherBasesStay(String before, String after) {
    String head = "# A.\nentries:\n  - local: 0001-four.patch\n    id: four\n";
    String tail = "\n  # B.\n  - local: 0002-five.patch\n    id: five\n";
    assertThat(SeriesEditor.removeNotOn(head + before + tail, "four", "v2"))
        .isEqualTo(head + after + tail);
  }

  @Test
  void whatAdaptsAPickThatABaseHasGoesWithIt() throws IOException {
    project.patch("0002-delta.patch", SeriesFixture.ADD_DELTA);
    project.series(
        project.pick("clean"),
        project.local("0001-four.patch") + "    adapts: clean\n",
        project.local("0002-delta.patch"));
    project.tag("v2", "drift");
    Call add = call("onto v2 --add");
    assertThat(add.code()).as(add.err()).isZero();
    assertThat(series()).containsOnlyOnce("not-on:");
    Call apply = call("apply --base v2");
    assertThat(apply.code()).as(apply.err()).isZero();
    Call drop = call("drop 0001-four --base v2 --reason x");
    assertThat(drop.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(call("drop 0002-delta --reason").code()).isEqualTo(ExitCode.USAGE.number());
  }
}
