package io.druidpatch.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.progress.Progress;
import io.druidpatch.upstream.Revert.Evidence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * On the small upstream's master, behind a pick that changes line two and four of {@code a/text}.
 *
 * <p>Longer than 350 lines: each case is a short history behind the same pick.
 */
class UpstreamReportTest {
  private static final String PICKED =
      SeriesFixture.TEXT.replace("two", "TWO\nTWO AND A HALF").replace("four", "FOUR");
  private static final String MARKS =
      "# Words\n\n<!-- upstream: begin -->\n<!-- upstream: end -->\n\nMore words.\n";

  @TempDir Path folder;
  private SeriesFixture project;
  private Path page;

  @BeforeEach
  void makeProject() throws IOException {
    project = new SeriesFixture(folder);
    project.files().remove("c/new");
    project.commit("quiet", "All as in the release", "a/text", SeriesFixture.TEXT);
    project.commit("pick", "Change two and four (#7)", "a/text", PICKED);
    project.series(project.pick("pick"));
    page = folder.resolve("PAGE.md");
    Files.writeString(page, MARKS);
  }

  @Test
  void aPickStands() throws IOException {
    project.commit("other", "Something else", "b/other", "x\n");
    PickStatus status = pick();
    assertThat(status.reverts()).isEmpty();
    assertThat(status.touching()).isEmpty();
    assertThat(status.added()).isEqualTo(3);
    assertThat(status.left()).isEqualTo(3);
  }

  @Test
  void anEntryOfAnotherBaseIsLookedForToo() throws IOException {
    project.base("v2", "before");
    project.notOn("pick", "v1", "it is not needed");
    assertThat(project.workspace().series().picks()).isEmpty();
    assertThat(pick().left()).isEqualTo(3);
    assertThat(undecided("v1")).doesNotContain("Change two and four (#7)");
  }

  @Test
  void aPickOnTopOfAnotherNeedsNoDecision() throws IOException {
    project.commit("top", "Change two again (#8)", "a/text", PICKED.replace("TWO", "zwei"));
    project.series(project.pick("pick"));
    watch().write(page);
    assertThat(Files.readString(page)).contains("nobody has decided on").contains("PR 8");
    project.series(project.pick("pick"), project.pick("top"));
    watch().write(page);
    assertThat(Files.readString(page)).contains("first two tables name has its decision");
  }

  @Test
  void aMessageSaysThatItReverts() throws IOException {
    String id = project.commits.get("pick").name();
    project.commit("a", "Go back\n\nThis reverts commit " + id.substring(0, 9) + ".", "d", "x");
    assertThat(pick().revert().orElseThrow().evidence()).containsExactly(Evidence.MESSAGE);
    assertThat(pick().revert().orElseThrow().commit().id()).isEqualTo(project.commits.get("a"));
  }

  @Test
  void aPullRequestSaysThatItReverts() throws IOException {
    project.commit("a", "Go back (#8)\n\nReverts apache/druid#70", "d", "x");
    assertThat(pick().reverts()).isEmpty();
    project.commit("b", "Go back (#8)\n\nReverts apache/druid#7", "d", "y");
    assertThat(pick().revert().orElseThrow().evidence()).containsExactly(Evidence.MESSAGE);
  }

  @Test
  void aSubjectNamesThePickOrItsPullRequest() throws IOException {
    project.commit("a", "Revert \"Change two (#77)\" (#8)", "d", "x");
    assertThat(pick().reverts()).isEmpty();
    project.commit("b", "Revert \"Change two and ... (#7)\" (#9)", "d", "y");
    assertThat(pick().revert().orElseThrow().evidence()).containsExactly(Evidence.SUBJECT);
    project.commit("c", "Revert \"Revert \"Change two and ... (#7)\" (#9)\" (#10)", "d", "z");
    assertThat(pick().revert()).isEmpty();
    assertThat(pick().reverts()).hasSize(2);
  }

  @Test
  void aDiffThatGoesBackIsARevert() throws IOException {
    project.commit("half", "Tidy up", "a/text", PICKED.replace("FOUR", "four"));
    assertThat(pick().reverts()).isEmpty();
    project.commit("again", "Untidy", "a/text", PICKED);
    // White space and what else the commit does are of no account.
    project.files().put("b/other", "x\n");
    project.commit("back", "Tidy up", "a/text", SeriesFixture.TEXT.replace("two", "  two"));
    PickStatus status = pick();
    assertThat(status.revert().orElseThrow().evidence()).containsExactly(Evidence.DIFF);
    assertThat(status.revert().orElseThrow().commit().id()).isEqualTo(project.commits.get("back"));
    assertThat(status.left()).isZero();
  }

  @Test
  void aPickIsBroughtAgain() throws IOException {
    project.commit("back", "Tidy up", "a/text", SeriesFixture.TEXT);
    project.commit("again", "Reapply \"Tidy up\"", "a/text", PICKED);
    PickStatus status = pick();
    assertThat(status.revert()).isEmpty();
    assertThat(status.reverts()).hasSize(2);
    assertThat(status.left()).isEqualTo(3);
    project.commit("touch", "Touch", "a/text", PICKED.replace("FOUR", "IV"));
    assertThat(ids(pick().touching())).contains(project.commits.get("touch"));
    assertThat(pick().left()).isEqualTo(2);
  }

  @Test
  void onlyTheSameLinesCount() throws IOException {
    project.commit("far", "Far", "a/text", PICKED.replace("nine", "NINE"));
    project.commit("near", "Near", "a/text", "zero\n" + project.files().get("a/text"));
    project.commit("same", "Same", "a/text", project.files().get("a/text").replace("FOUR", "IV"));
    project.commit(
        "inside", "Inside", "a/text", project.files().get("a/text").replace("TWO\n", "TWO\n-\n"));
    // What stands in a pick's line's place is no longer the pick's.
    project.commit("other", "Other", "a/text", project.files().get("a/text").replace("IV", "iv"));
    PickStatus status = pick();
    assertThat(ids(status.touching()))
        .containsExactly(project.commits.get("same"), project.commits.get("inside"));
    assertThat(status.left()).isEqualTo(2);
  }

  @Test
  void movedFilesAreFollowed() throws IOException {
    project.files().remove("a/text");
    project.commit("move", "Move", "z/moved/text", PICKED.replace("ten", "TEN"));
    assertThat(pick().left()).isEqualTo(3);
    project.commit("touch", "Touch", "z/moved/text", PICKED.replace("FOUR", "IV"));
    assertThat(ids(pick().touching())).containsExactly(project.commits.get("touch"));
    project.files().remove("z/moved/text");
    project.commit("move back", "Move", "a/elsewhere", PICKED);
    project.commit("back", "Go back", "a/elsewhere", SeriesFixture.TEXT);
    assertThat(pick().revert().orElseThrow().commit().id()).isEqualTo(project.commits.get("back"));
    assertThat(watch().since(project.commits.get("v1").name()))
        .extracting(it -> it.commit().id())
        .contains(project.commits.get("move"), project.commits.get("touch"));
  }

  @Test
  void aMergeContinuesTheParentThatHasTheLines() throws IOException {
    project.commitBeside("side", "Side", "e", "side\n", "v1");
    project.commitBeside("merged", "Merge", "a/text", PICKED, "side", "pick");
    project.tag("merged", "merged");
    UpstreamStatus status = watch(new HistoryQuery(Optional.empty(), "merged", false)).status();
    assertThat(status.picks().get(0).left()).isEqualTo(3);
    assertThat(status.picks().get(0).touching()).isEmpty();
  }

  @Test
  void aPickThatTheHeadDoesNotHaveIsSaidToBeMissing() throws IOException {
    project.series(project.pick("pick"));
    project.tag("early", "quiet");
    UpstreamStatus status = watch(new HistoryQuery(Optional.empty(), "early", false)).status();
    assertThat(status.picks().get(0).commit()).isEmpty();
  }

  @Test
  void releasesContainThePickByAncestryOrAsABackport() throws IOException {
    project.commit(
        "back", "Revert \"Change two and four (#7)\" (#9)", "a/text", SeriesFixture.TEXT);
    project.files().put("a/text", SeriesFixture.TEXT);
    project.commitBeside("by number", "Change 2 (#7) (#8)", "x", "x", "quiet");
    project.commitBeside("by title", "[Backport] Change two and four (#20)", "x", "y", "quiet");
    project.commitBeside("by lines", "Fix", "a/text", PICKED, "quiet");
    project.commitBeside("not", "Revert \"Change two and four (#7)\" (#8)", "x", "z", "quiet");
    project.commitBeside("nor", "Fix", "a/text", PICKED + "\nmore", "quiet");
    project.tag("druid-9.0.0", "quiet");
    project.tag("druid-9.0.1", "by number");
    project.tag("druid-9.0.2", "by title");
    project.tag("druid-9.0.3", "by lines");
    project.tag("druid-9.0.4", "not");
    project.tag("druid-9.0.5", "nor");
    project.tag("druid-10.0.0-rc1", "pick");
    project.tag("druid-10.0.0", "pick");
    project.tag("druid-11.0.0", "back");
    project.tag("druid-12.0.0-rc1", "back");
    UpstreamStatus status = watch().status();
    assertThat(status.newestRelease()).contains("druid-12.0.0-rc1");
    assertThat(status.picks().get(0).releases())
        .containsExactly("druid-9.0.1", "druid-9.0.2", "druid-9.0.3", "druid-10.0.0");
    assertThat(status.picks().get(0).releasesReverted())
        .containsExactly("druid-11.0.0", "druid-12.0.0-rc1");
  }

  @Test
  void aLocalPatchIsToldOfWhatIsInItsPlace() throws IOException {
    project.patch("0001-four.patch", SeriesFixture.CHANGE_FOUR);
    project.series(project.local("0001-four.patch"));
    project.commit("far", "Far", "a/text", PICKED.replace("nine", "NINE"));
    project.files().remove("a/text");
    project.commit("move", "Move", "a/moved", PICKED);
    project.commit("there", "There", "a/moved", PICKED.replace("FOUR", "IV"));
    LocalPatchStatus status = watch().status().locals().get(0);
    assertThat(status.touches())
        .extracting(touch -> touch.commit().id())
        .containsExactly(project.commits.get("pick"), project.commits.get("there"));
    assertThat(status.touches().get(1).files()).containsExactly("a/moved");
    assertThat(status.gone()).isEmpty();
    assertThat(status.lost()).isZero();
    project.files().remove("a/moved");
    project.commit("gone", "Gone");
    assertThat(watch().status().locals().get(0).gone()).containsExactly("a/text");
  }

  @Test
  void aHunkWithoutAPlaceUpstreamIsCounted() throws IOException {
    project.patch(
        "0001-x.patch",
        """
        diff --git a/a/text b/a/text
        --- a/a/text
        +++ b/a/text
        @@ -1,2 +1,2 @@
         of the series' own
        -another
        +a third
        """);
    project.series(project.local("0001-x.patch"));
    assertThat(watch().status().locals().get(0).lost()).isEqualTo(1);
  }

  @Test
  void theTableGetsStaleWithItsFactsAlone() throws IOException {
    watch().write(page);
    String written = Files.readString(page);
    assertThat(written)
        .startsWith("# Words\n\n<!-- upstream: begin -->\nLooked at: `master` of ")
        .contains("at `" + project.commits.get("pick").name().substring(0, 10) + "`")
        .contains("| `pick` | ")
        .endsWith("<!-- upstream: end -->\n\nMore words.\n");
    project.commit("other", "Something else", "b/other", "x\n");
    watch().check(page);
    watch().write(page);
    assertThat(Files.readString(page)).isNotEqualTo(written);

    project.commit("same", "Same", "a/text", PICKED.replace("FOUR", "IV"));
    fails(
        () -> watch().check(page),
        ExitCode.STALE_UPSTREAM,
        "PAGE.md:8: ",
        "| 2 of 3 |",
        "| 3 of 3 |",
        "upstream status --write");
    watch().write(page);
    watch().check(page);
  }

  @Test
  void aRevertHasToBeInTheSeries() throws IOException {
    project.commit("back", "Go back", "a/text", SeriesFixture.TEXT);
    String id = project.commits.get("back").name();
    watch().write(page);
    fails(
        () -> watch().check(page),
        ExitCode.STALE_UPSTREAM,
        "series.yaml:10: the pick pick was reverted",
        "expected: reverted-by: " + id,
        "found: no such key");
    project.series(project.pick("pick") + "    reverted-by: " + id + "\n");
    watch().check(page);
    project.commit("again", "Do it all the same", "a/text", PICKED);
    fails(() -> watch().check(page), ExitCode.STALE_UPSTREAM, "stands upstream", "reverted-by");
  }

  @Test
  void whatWasDecidedOnIsHidden() throws IOException {
    Files.writeString(
        project.seriesFile(), Files.readString(project.seriesFile()) + "topics: ['log\\b']\n");
    project.commit("file", "File", "a/text", PICKED.replace("nine", "NINE"));
    project.commit("topic", "Of the Log", "b/other", "x\n");
    project.commit("neither", "Of logs", "b/other", "y\n");
    assertThat(undecided("pick")).containsExactly("File", "Of the Log");
    assertThat(undecided(project.commits.get("file").name())).containsExactly("Of the Log");
    assertThat(watch().since(project.commits.get("v1").name()).get(0).commit().subject())
        .isEqualTo("Change two");

    String some = project.commits.get("file").name().substring(0, 12);
    watch().decide(some, "it is: \"far\" away");
    assertThat(undecided("pick")).containsExactly("Of the Log");
    watch().write(page);
    assertThat(Files.readString(page)).contains(" | File | it is: \"far\" away |");
    fails(() -> watch().decide(some, "twice"), ExitCode.USAGE, "has a decision on");
    fails(() -> watch().decide("0123456789", "none"), ExitCode.USAGE, "no such release tag or");
    fails(() -> watch().decide("a..b", "none"), ExitCode.USAGE, "a..b");
    fails(
        () -> watch().decide(project.commits.get("pick").name(), "carried"),
        ExitCode.SERIES,
        "a commit that the series leaves out");
  }

  @Test
  void anUpstreamThatIsAway() throws IOException {
    fails(
        () -> watch(new HistoryQuery(Optional.empty(), "master", true)).status(),
        ExitCode.UNREACHABLE,
        "no earlier run brought");
    watch().status();
    assertThat(watch(new HistoryQuery(Optional.empty(), "master", true)).status().picks())
        .hasSize(1);
    fails(
        () -> watch(new HistoryQuery(Optional.empty(), "nothing", false)).status(),
        ExitCode.MISSING,
        "no branch or tag nothing");
    Files.move(project.upstream, folder.resolve("gone.git"));
    fails(() -> watch().status(), ExitCode.UNREACHABLE, "upstream status --offline");
    fails(
        () -> watch(new HistoryQuery(Optional.empty(), "master", true)).status(),
        ExitCode.UNREACHABLE,
        "no earlier run brought");
    HistoryQuery elsewhere =
        new HistoryQuery(Optional.of(folder.resolve("gone.git").toString()), "master", false);
    assertThat(watch(elsewhere).status().picks()).hasSize(1);
    fails(
        () ->
            watch(new HistoryQuery(Optional.of("http://127.0.0.1:1/x.git"), "master", false))
                .status(),
        ExitCode.UNREACHABLE,
        "http://127.0.0.1:1/x.git");
  }

  @Test
  void anotherUpstreamsHistory() throws IOException {
    SeriesFixture other = new SeriesFixture(Files.createDirectories(folder.resolve("other")));
    other.commit("own", "Its own", "a/text", "x\n");
    Path upstream = other.upstream;
    project.commits.put("v1", ObjectId.fromString("1".repeat(40)));
    project.series(project.pick("pick"));
    fails(
        () -> watch(new HistoryQuery(Optional.of(upstream.toString()), "master", false)).status(),
        ExitCode.MISSING,
        "is not the base's");
  }

  @Test
  void aPageWithoutItsMarks() throws IOException {
    String begin = "<!-- upstream: begin -->\n";
    String end = "<!-- upstream: end -->\n";
    for (String[] bad :
        new String[][] {
          {"words\n", "PAGE.md:1: ", "expected: a line `<!-- upstream: begin -->`"},
          {begin + "words\n", "PAGE.md:2: ", "expected: a line `<!-- upstream: end -->`"},
          {begin + end + begin, "PAGE.md:3: ", "a second one; the first is on line 1"},
          {end + "\n" + begin, "PAGE.md:1: ", "the other way round"}
        }) {
      Files.writeString(page, bad[0]);
      fails(() -> watch().write(page), ExitCode.STALE_UPSTREAM, bad[1], bad[2]);
      fails(() -> watch().check(page), ExitCode.STALE_UPSTREAM, bad[1], bad[2]);
      assertThat(page).hasContent(bad[0]);
    }
  }

  private UpstreamReport watch() {
    return watch(HistoryQuery.DEFAULT);
  }

  private UpstreamReport watch(HistoryQuery request) {
    return new UpstreamReport(project.workspace(), request, Progress.SILENT);
  }

  private PickStatus pick() throws IOException {
    return watch().status().picks().get(0);
  }

  private List<String> undecided(String since) throws IOException {
    String ref = project.commits.containsKey(since) ? project.commits.get(since).name() : since;
    return watch().since(ref).stream()
        .filter(it -> it.considered().isEmpty())
        .map(Candidate::commit)
        .map(UpstreamCommit::subject)
        .toList();
  }

  private static List<ObjectId> ids(List<UpstreamCommit> commits) {
    return commits.stream().map(UpstreamCommit::id).toList();
  }

  private static void fails(ThrowingCallable call, ExitCode code, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(code))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }
}
