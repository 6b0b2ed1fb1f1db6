package io.druidpatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.apply.AppliedSeries;
import io.druidpatch.apply.Apply;
import io.druidpatch.apply.ApplyRequest;
import io.druidpatch.apply.Export;
import io.druidpatch.apply.Onto;
import io.druidpatch.apply.SourceChoice;
import io.druidpatch.apply.Status;
import io.druidpatch.apply.Workspace;
import io.druidpatch.apply.WriteBundle;
import io.druidpatch.build.Build;
import io.druidpatch.build.BuildEnvironment;
import io.druidpatch.build.BuildRequest;
import io.druidpatch.build.TestUpstream;
import io.druidpatch.build.TestUpstream.Verdict;
import io.druidpatch.progress.Progress;
import io.druidpatch.review.Explain;
import io.druidpatch.series.Entry;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Series;
import io.druidpatch.series.SeriesReader;
import io.druidpatch.testing.Requirement;
import io.druidpatch.testing.Requires;
import io.druidpatch.upstream.HistoryQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The project's own series on the real upstream. */
@Requires(Requirement.UPSTREAM)
class RealUpstreamIT {
  private static final Path HOME =
      Path.of(System.getProperty("druidpatch.home", "..")).toAbsolutePath().normalize();

  @TempDir static Path folder;
  private static Series series;
  private static Workspace workspace;
  private static AppliedSeries applied;

  @BeforeAll
  static void applyOnce() throws IOException {
    Path file = HOME.resolve("patches/series.yaml");
    series = SeriesReader.read(file);
    workspace = new Workspace(file, folder.resolve("druid.git"));
    ApplyRequest git =
        new ApplyRequest(SourceChoice.GIT, Optional.empty(), Optional.empty(), Optional.empty());
    // What is downloaded to build it serves the tool itself too, and the next run.
    Files.createSymbolicLink(
        folder.resolve("m2"), Files.createDirectories(HOME.resolve(".druidpatch/m2")));
    applied = new Apply(workspace, git, Progress.SILENT).run(step -> {});
  }

  @Test
  void everyEntryApplies() throws IOException {
    Status.Report report = new Status(workspace).run();
    assertThat(report.upToDate()).isTrue();
    assertThat(report.partial()).isFalse();
    List<String> onBase = workspace.series().entries().stream().map(Entry::id).toList();
    assertThat(report.entries())
        .allSatisfy(
            entry ->
                assertThat(entry.state())
                    .as(entry.entry().id())
                    .isIn(
                        onBase.contains(entry.entry().id())
                            ? List.of("clean", "adapted", "resolved")
                            : List.of("not-on-base")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"druid-30.0.1", "druid-31.0.1-rc1"})
  void anotherBaseGivesTheSameIdsTwice(String tag) throws IOException {
    Workspace second = workspace.on(tag);
    AppliedSeries there = new Apply(second, ApplyRequest.DEFAULT, Progress.SILENT).run(step -> {});
    Workspace alone = new Workspace(workspace.seriesFile(), folder.resolve("alone/druid.git"));
    assertThat(
            new Apply(alone.on(tag), ApplyRequest.DEFAULT, Progress.SILENT).run(step -> {}).steps())
        .isEqualTo(there.steps());
    assertThat(there.base()).isNotEqualTo(applied.base());
    assertThat(there.isPartial()).isFalse();
    assertThat(there.unused()).isEmpty();
    assertThat(new Status(workspace).run().tip()).contains(applied.tip());
  }

  /** The carried bases, and a tag of the first one's commit. */
  @Test
  void theSeriesOntoOtherTags() throws IOException {
    List<Onto.Trial> trials =
        new Onto(workspace, Optional.empty(), Progress.SILENT)
            .run(List.of("druid-30.0.0", "druid-30.0.1", "druid-30.0.0-rc3", "druid-31.0.1-rc1"));
    assertThat(trials).extracting(Onto.Trial::carried).containsExactly(true, true, false, true);
    assertThat(trials).extracting(Onto.Trial::goes).containsOnly(true);
    assertThat(trials.get(2).commit()).isEqualTo(applied.base());
    Map<String, Onto.EntryTrial> on31 =
        trials.get(3).lines().stream()
            .collect(Collectors.toMap(line -> line.entry().id(), line -> line));
    assertThat(on31.get("k8s-unknown-location").state()).isEqualTo(Onto.State.LEFT_OUT);
    assertThat(on31.get("k8s-wait-for-running").state()).isEqualTo(Onto.State.CLEAN);
    assertThat(on31.get("k8s-communication-failures").state()).isEqualTo(Onto.State.CLEAN);
    assertThat(on31.get("log-follow-http").state()).isEqualTo(Onto.State.RESOLVED);
    assertThat(on31.get("log-follow-http-31").state()).isEqualTo(Onto.State.CLEAN);
  }

  /**
   * The commit that moved the extension from extensions-contrib to extensions-core changes names
   * alone, so that each entry goes on as on its parent, and what changes the extension has moved.
   */
  @Test
  void theSeriesFollowsTheExtensionToWhereUpstreamMovedIt() throws IOException {
    List<Onto.Trial> trials =
        new Onto(workspace, Optional.empty(), Progress.SILENT)
            .run(
                List.of(
                    "3560ba0a4a9855cdc5e89626d21db75095efff43",
                    "62a53ab41bfdd0c9f6eddd95630b42f82f8ba89b"));
    List<String> moved = new ArrayList<>();
    for (int i = 0; i < trials.get(0).lines().size(); i++) {
      Onto.EntryTrial before = trials.get(0).lines().get(i);
      Onto.EntryTrial after = trials.get(1).lines().get(i);
      assertThat(after.open()).as(after.entry().id()).isEqualTo(before.open());
      if (after.state() == Onto.State.MOVED) {
        moved.add(after.entry().id());
      } else {
        assertThat(after.state()).as(after.entry().id()).isEqualTo(before.state());
      }
    }
    assertThat(moved)
        .contains("log-offset", "log-request", "k8s-no-startup-probe", "log-watch-leak");
  }

  /** Pick 2 without the one before it, which it conflicts for want of. */
  @Test
  void theMissingPickIsNamed() throws IOException {
    Path patches = Files.createDirectories(folder.resolve("without/patches"));
    String text = Files.readString(workspace.seriesFile());
    String header = text.substring(0, text.indexOf("  - pick: "));
    int start = text.indexOf("  - pick: 5764183d4e");
    Files.writeString(
        patches.resolve("series.yaml"),
        header + text.substring(start, text.indexOf("  - local: ", start)));
    Workspace without =
        new Workspace(patches.resolve("series.yaml"), folder.resolve("without/druid.git"));
    ApplyRequest git =
        new ApplyRequest(SourceChoice.GIT, Optional.empty(), Optional.empty(), Optional.empty());
    assertThatThrownBy(() -> new Apply(without, git, Progress.SILENT).run(step -> {}))
        .hasMessageContaining("explain k8s-wait-for-running");
    List<Explain.Explained> explained =
        new Explain(without, HistoryQuery.DEFAULT, Progress.SILENT).run("k8s-wait-for-running");
    assertThat(explained)
        .anySatisfy(
            one -> {
              assertThat(one.conflict().path()).endsWith("/KubernetesTaskRunnerTest.java");
              assertThat(one.causes())
                  .extracting(cause -> cause.commit().shortId())
                  .contains("6cf6838eb9");
            });
    assertThat(explained.get(0).causes().get(0).effect()).isEqualTo(Explain.Effect.GOES);
  }

  @Test
  void aBundleGivesTheSameTipInAnotherFolder() throws IOException {
    Path bundle = folder.resolve("series.bundle");
    new WriteBundle(workspace, Progress.SILENT).run(bundle);
    Workspace elsewhere = new Workspace(workspace.seriesFile(), folder.resolve("else/druid.git"));
    ApplyRequest request =
        new ApplyRequest(
            SourceChoice.AUTO, Optional.of(bundle.toString()), Optional.empty(), Optional.empty());
    assertThat(new Apply(elsewhere, request, Progress.SILENT).run(step -> {}).tip())
        .isEqualTo(applied.tip());
  }

  /**
   * The picks alone, by git itself, with `ours` for the hunks that the series takes from the base.
   */
  @Test
  @Requires(Requirement.GIT)
  void thePicksGiveTheTreeThatGitGives() throws Exception {
    Path picksOnly = folder.resolve("picks");
    Files.createDirectories(picksOnly.resolve("patches"));
    String text = Files.readString(workspace.seriesFile());
    for (int start = text.indexOf("  - local: "); start >= 0; start = text.indexOf("  - local: ")) {
      int end = text.indexOf("  - pick: ", start);
      text = text.substring(0, start) + (end < 0 ? "" : text.substring(end));
    }
    Path file = picksOnly.resolve("patches/series.yaml");
    Files.writeString(file, text);
    AppliedSeries picks =
        new Apply(
                new Workspace(file, workspace.repository().resolveSibling("picks.git")),
                ApplyRequest.DEFAULT,
                Progress.SILENT)
            .run(step -> {});

    Path tree = cloneAtTheBase("native");
    for (Pick pick : series.picks()) {
      git(tree, "cherry-pick", "-X", "ours", pick.commit().name());
    }
    String expected = git(tree, "rev-parse", "HEAD^{tree}").strip();
    assertThat(picks.steps().get(picks.steps().size() - 1).tree().orElseThrow().name())
        .isEqualTo(expected);
  }

  @Test
  @Requires(Requirement.GIT)
  void gitTakesTheExportedPatches() throws Exception {
    Path mails = folder.resolve("mails");
    List<Path> files = new Export(workspace).run(mails, false);
    Path tree = cloneAtTheBase("am");
    List<String> am = new ArrayList<>(List.of("am", "-q", "--keep-cr"));
    files.forEach(file -> am.add(file.toString()));
    git(tree, am.toArray(String[]::new));
    assertThat(git(tree, "rev-parse", "HEAD^{tree}").strip())
        .isEqualTo(applied.steps().get(applied.steps().size() - 1).tree().orElseThrow().name());
  }

  @Test
  void aLeanDistributionComesOutTheSameTwice() throws IOException {
    BuildRequest request =
        BuildRequest.lean(
            new BuildEnvironment(Optional.empty(), true),
            Optional.empty(),
            Optional.empty(),
            true,
            folder.resolve("dist"),
            "test");
    Build.Result result = new Build(workspace, request, Progress.SILENT).run();
    assertThat(result.verified()).isTrue();
    assertThat(result.provenance().built())
        .contains("extensions-contrib/kubernetes-overlord-extensions");
    assertThat(result.provenance().patched().keySet())
        .contains(
            "extensions/druid-kubernetes-overlord-extensions/"
                + "druid-kubernetes-overlord-extensions-30.0.0.jar",
            "lib/druid-indexing-service-30.0.0.jar");
    assertThat(result.notIn()).isEmpty();
  }

  @Test
  void noTestOfUpstreamNewlyFails() throws IOException {
    TestUpstream.Report report =
        new TestUpstream(workspace, new BuildEnvironment(Optional.empty(), true), Progress.SILENT)
            .run();
    assertThat(report.of(Verdict.NEWLY_FAILING)).isEmpty();
    assertThat(report.onPatched()).isGreaterThan(190);
  }

  /** A clone of the tool's repository, with the fetched upstream commits, at the base. */
  private static Path cloneAtTheBase(String name) throws Exception {
    String repository = workspace.repository().toString();
    git(folder, "clone", "-q", "--shared", "--no-checkout", repository, name);
    Path tree = folder.resolve(name);
    git(tree, "fetch", "-q", "origin", "+refs/upstream/*:refs/upstream/*");
    git(tree, "checkout", "-q", "--detach", series.base().commit().name());
    return tree;
  }

  private static String git(Path folder, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("git", "-c", "user.name=t", "-c", "user.email=t@example", "-c", "gc.auto=0"));
    command.addAll(List.of(arguments));
    Process git =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    git.getOutputStream().close();
    String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(git.waitFor()).as(String.join(" ", command) + "\n" + output).isZero();
    return output;
  }
}
