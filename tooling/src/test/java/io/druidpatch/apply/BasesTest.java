package io.druidpatch.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.cli.Main;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Resolution;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;

/** One series on two bases. */
class BasesTest extends TwoBases {
  @Test
  void aVariantStandsForThePatchOnItsBase() throws IOException {
    series(variant(), project.local("four.patch"));
    ObjectId first = apply(project.workspace()).tip();
    AppliedSeries applied = apply(second);
    assertThat(text("patched/v1")).contains("\nFOUR\nfive\nSIX\n");
    assertThat(text("patched/v2")).contains("\nFOUR\nfive\nSECHS\n");
    assertThat(project.tip()).isEqualTo(first);
    assertThat(new Status(second).run())
        .satisfies(
            report -> {
              assertThat(report.base()).isEqualTo("v2");
              assertThat(report.branch()).contains("patched/v2");
              assertThat(report.tip()).contains(applied.tip());
              assertThat(report.upToDate()).isTrue();
            });
    assertThat(new Status(project.workspace()).run().tip()).contains(first);
  }

  @Test
  void aSecondBaseChangesNoCommitOfTheFirst() throws IOException {
    project.series(project.local("six.patch"), project.local("four.patch"));
    ObjectId alone = project.apply().tip();
    series(variant(), project.local("four.patch"));
    assertThat(project.apply().tip()).isEqualTo(alone);
  }

  @Test
  void anEntryMayNotBeOnABaseAndWhatAdaptsItGoesWithIt() throws IOException {
    series(project.pick("clean"), project.local("four.patch") + "    adapts: clean\n", variant());
    project.notOn("clean", "v2", "it has that already");
    AppliedSeries applied = apply(second);
    assertThat(applied.isPartial()).isFalse();
    assertThat(applied.steps()).extracting(step -> step.entry().id()).containsExactly("six");
    assertThat(new Status(second).run().entries())
        .extracting(Status.EntryStatus::state)
        .containsExactly("not-on-base", "not-on-base", "clean");
    assertThat(new Export(second).run(folder.resolve("mails"), false)).hasSize(1);
  }

  @Test
  void anEntryThatABaseHasIsRefusedThere() throws IOException {
    project.series(project.pick("clean"), project.local("four.patch"));
    project.base("v2", "clean");
    apply(project.workspace());
    fails(ExitCode.SERIES, () -> apply(second), "`not-on` why v2 does not");
  }

  @Test
  void aDecisionForOneBaseIsNotMissedOnAnother() throws IOException {
    project.branchOff("second", "v1", "a/text", SeriesFixture.TEXT.replace("two", "zwei"));
    series(project.pick("clean"));
    Failure conflict = fails(ExitCode.CONFLICT, () -> apply(second), "--base v2");
    Matcher hunk = Pattern.compile("[0-9a-f]{64}").matcher(conflict.getMessage());
    assertThat(hunk.find()).isTrue();
    assertThat(
            Main.run(
                "resolve",
                "clean",
                "a/text",
                hunk.group(),
                "--take=base",
                "--reason=so it is",
                "--base=v2",
                "--series=" + project.seriesFile(),
                "--repository=" + second.repository()))
        .isZero();
    AppliedSeries applied = apply(second);
    assertThat(applied.steps().get(0).state()).isEqualTo(EntryState.RESOLVED);
    assertThat(applied.unused()).isEmpty();
    assertThat(project.apply().unused()).isEmpty();
  }

  @Test
  void aDecisionThatItsBaseDoesNotAskForIsReported() throws IOException {
    series(
        project.pick("clean")
            + "    resolutions:\n      - path: a/text\n        hunk: "
            + "0".repeat(64)
            + "\n        bases: [v2]\n        take: base\n        reason: old\n");
    assertThat(apply(second).unused()).extracting(Resolution::bases).containsExactly(List.of("v2"));
    assertThat(project.apply().unused()).isEmpty();
  }

  @Test
  void aBundleHasItsBaseAndTheFirst() throws IOException {
    series(project.pick("clean"), variant());
    ObjectId first = apply(project.workspace()).tip();
    Path ofFirst = folder.resolve("v1.bundle");
    new WriteBundle(project.workspace(), Progress.SILENT).run(ofFirst);
    ObjectId tip = apply(second).tip();
    Path bundle = folder.resolve("v2.bundle");
    new WriteBundle(second, Progress.SILENT).run(bundle);
    Workspace elsewhere = project.workspace("elsewhere");
    ApplyRequest request = SeriesFixture.upstream(bundle.toString());
    assertThat(SeriesFixture.apply(elsewhere.on("v2"), request).tip()).isEqualTo(tip);
    assertThat(SeriesFixture.apply(elsewhere, request).tip()).isEqualTo(first);
    Workspace third = project.workspace("third").on("v2");
    fails(
        ExitCode.MISSING,
        () -> SeriesFixture.apply(third, SeriesFixture.upstream(ofFirst.toString())),
        "the tag v2");
  }

  @Test
  void aBaseThatIsNotListed() throws IOException {
    series(variant());
    fails(ExitCode.USAGE, () -> apply(project.workspace().on("v3")), "expected: v1, v2");
  }

  @Test
  void aMovedTagOfTheSecondBase() throws IOException {
    series(variant());
    project.tag("v2", "drift");
    fails(ExitCode.MOVED_TAG, () -> apply(second), "the tag v2 has moved");
  }

  @Test
  void theMendOfAStaleBranchNamesTheBase() throws IOException {
    series(variant());
    apply(project.workspace());
    fails(ExitCode.STALE, () -> new Export(second).run(folder.resolve("m"), false), "--base v2");
  }
}
