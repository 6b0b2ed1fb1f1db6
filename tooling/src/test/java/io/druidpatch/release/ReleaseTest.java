package io.druidpatch.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.apply.ApplyRequest;
import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.apply.SourceChoice;
import io.druidpatch.apply.Workspace;
import io.druidpatch.apply.WriteBundle;
import io.druidpatch.build.TestUpstream;
import io.druidpatch.build.TestUpstream.Verdict;
import io.druidpatch.cli.Main;
import io.druidpatch.distribution.Layout;
import io.druidpatch.distribution.Tarball;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.image.ImageName;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Series;
import io.druidpatch.storage.ProcessLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The checks before a release is made, and of a release that is there already.
 *
 * <p>Longer than 350 lines: one case for each reason to refuse, on the same released project.
 */
class ReleaseTest {
  @TempDir Path folder;
  private SeriesFixture project;
  private ReleasedProject released;

  @BeforeEach
  void aProject() throws Exception {
    project = new SeriesFixture(folder);
    project.patch("0001.patch", SeriesFixture.CHANGE_FOUR);
    project.series(project.pick("clean"), project.local("0001.patch"));
    released = ReleasedProject.of(project);
  }

  @AfterEach
  void close() throws IOException {
    released.close();
  }

  private ReleaseRequest request(int number) {
    return ReleasedProject.request(
        project.workspace(), folder, number, new ImageName("a/base"), Map.of());
  }

  private static MakeRelease release(ReleaseRequest request) {
    return new MakeRelease(
        request,
        () -> {
          throw new IllegalStateException("nothing is verified here");
        },
        Progress.SILENT);
  }

  /** Refused by a dry run and by a real one, in the same words; nothing is made. */
  private void assertRefused(ReleaseRequest request, String... says) throws IOException {
    assertRefused(ExitCode.REFUSED, request, says);
  }

  private void assertRefused(ExitCode code, ReleaseRequest request, String... says)
      throws IOException {
    MakeRelease.Report report = release(request).look();
    assertThat(report.code()).isEqualTo(code);
    assertThat(report.refusals())
        .singleElement()
        .extracting(Failure::getMessage)
        .asString()
        .contains(says)
        .contains("fix: ");
    assertFails(code, request, says);
    assertThat(folder.resolve("dist/.v1-k8s." + request.version().number() + ".partial"))
        .doesNotExist();
  }

  private static void assertFails(ExitCode code, ReleaseRequest request, String... says) {
    assertThatThrownBy(() -> release(request).run())
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContainingAll(says);
  }

  @Test
  void aDryRunSaysAllThatWouldBeDoneAndChangesNothing() throws IOException {
    MakeRelease.Report report = release(request(1)).look();
    assertThat(report.refusals()).isEmpty();
    assertThat(report.lines())
        .extracting(Pipeline.StepDecision::step)
        .containsExactly(
            "apply",
            "build",
            "image",
            "series",
            "test-upstream",
            "verify",
            "notes",
            "provenance",
            "checksums");
    assertThat(folder.resolve("dist")).doesNotExist();
    assertThat(folder.resolve("own/druid.git")).doesNotExist();
  }

  @Test
  void whatIsNotCommittedIsRefused() throws Exception {
    Files.writeString(folder.resolve("patches/local/0002.patch"), "x");
    assertRefused(request(1), "not committed", "patches/local/0002.patch", "git commit");
    released.commit();
    assertThat(release(request(1)).look().refusals()).isEmpty();
    Files.writeString(folder.resolve("patches/local/0002.patch"), "y");
    Files.createDirectories(folder.resolve("tooling"));
    Files.writeString(folder.resolve("tooling/New.java"), "");
    assertRefused(request(1), "patches/local/0002.patch, tooling/New.java");
  }

  @Test
  void whatIsOutsideOfAReleaseMayChange() throws IOException {
    Files.writeString(folder.resolve("notes.txt"), "x");
    assertThat(release(request(1)).look().refusals()).isEmpty();
  }

  @Test
  void aVersionThatIsNotBehindTheLastIsRefused() throws Exception {
    released.tag("v1-k8s.2");
    released.tag("v1-k8s.10");
    released.tag("v2-k8s.77");
    assertRefused(request(10), "behind the last release", "v1-k8s.10", "release 11");
    assertRefused(request(3), "v1-k8s.10", "release 11");
    assertThat(release(request(11)).look().refusals()).isEmpty();
  }

  @Test
  void aCloneThatNeedNotHaveTheTagsIsRefused() throws Exception {
    project.series(project.pick("clean"));
    released.commit();
    Path shallow = folder.resolve("shallow");
    Git.cloneRepository()
        .setURI(folder.toUri().toString())
        .setDirectory(shallow.toFile())
        .setDepth(1)
        .call()
        .close();
    ReleaseRequest request =
        ReleasedProject.request(
            new Workspace(shallow.resolve("patches/series.yaml"), shallow.resolve("own/druid.git")),
            shallow,
            1,
            new ImageName("a/base"),
            Map.of());
    assertRefused(request, "without its history", "git fetch --unshallow --tags");
  }

  @Test
  void aVersionOfAnotherBaseIsRefused() throws IOException {
    ReleaseRequest right = request(1);
    assertRefused(
        new ReleaseRequest(
            right.workspace(),
            right.project(),
            new ReleaseVersion("v2", 1),
            right.output(),
            right.previous(),
            right.upstream(),
            right.tools(),
            right.imageBase(),
            right.push(),
            right.cluster(),
            right.without(),
            right.toolVersion()),
        "v2-k8s.1",
        "another base",
        "release --version v1-k8s.1");
  }

  @Test
  void aPartialSeriesIsRefused() throws Exception {
    Path server = folder.resolve("patches/local/0002.patch");
    project.sourceJar("x/A.java");
    project.patch(
        server.getFileName().toString(),
        """
        diff --git a/server/src/main/java/x/A.java b/server/src/main/java/x/A.java
        --- a/server/src/main/java/x/A.java
        +++ b/server/src/main/java/x/A.java
        @@ -1,1 +1,1 @@
        -class A {}
        +class A { }
        """);
    project.series(project.pick("clean"), project.local("0002.patch"));
    project.centralInPlaceOfGit();
    released.commit();
    ApplyRequest central =
        new ApplyRequest(
            SourceChoice.CENTRAL,
            Optional.empty(),
            Optional.of(project.central()),
            Optional.empty());
    assertThat(SeriesFixture.apply(project.workspace(), central).isPartial()).isTrue();
    assertRefused(
        ExitCode.PARTIAL,
        from(Optional.of(project.upstream.toString())),
        "partial/v1",
        "left out: clean",
        "apply --whole");
    // Where the part was made, the upstream cannot be asked either.
    MakeRelease.Report report = release(from(Optional.empty())).look();
    assertThat(report.refusals()).hasSize(2);
    assertThat(report.code()).isEqualTo(ExitCode.PARTIAL);
    assertFails(ExitCode.PARTIAL, from(Optional.empty()), "partial/v1", "cannot be reached");
  }

  /** The first release, with another upstream. */
  private ReleaseRequest from(Optional<String> upstream) {
    ReleaseRequest one = request(1);
    return new ReleaseRequest(
        one.workspace(),
        one.project(),
        one.version(),
        one.output(),
        one.previous(),
        upstream,
        one.tools(),
        one.imageBase(),
        one.push(),
        one.cluster(),
        one.without(),
        one.toolVersion());
  }

  @Test
  void aStalePageIsRefused() throws Exception {
    project.commit("back", "Revert \"Change two\"", "a/text", SeriesFixture.TEXT);
    assertRefused(request(1), "was reverted upstream", "reverted-by: ");
    project.series(
        project.pick("clean") + "    reverted-by: " + project.commits.get("back").name() + "\n",
        project.local("0001.patch"));
    released.git.add().setUpdate(true).addFilepattern("patches").call();
    released.git.commit().setSign(false).setCommitter("A", "a@b").setMessage("m").call();
    assertRefused(request(1), "UPSTREAM.md:", "stale", "upstream status --write");
    released.commit();
    assertThat(release(request(1)).look().refusals()).isEmpty();
  }

  @Test
  void aBundleHasNoLaterHistoryAndWhatCameBeforeCounts() throws Exception {
    SeriesFixture.apply(project.workspace(), ApplyRequest.DEFAULT);
    Path bundle = folder.resolve("series.bundle");
    new WriteBundle(project.workspace(), Progress.SILENT).run(bundle);
    Optional<String> upstream = Optional.of(bundle.toString());
    assertRefused(from(upstream), "no earlier run brought the history", "upstream status");
    assertThat(release(request(1)).look().refusals()).isEmpty();
    assertThat(release(from(upstream)).look().refusals()).isEmpty();
  }

  @Test
  void aSeriesIsReleasedOnEachOfItsBases() throws Exception {
    project.branchOff("second", "v1", "a/text", SeriesFixture.TEXT.replace("six", "sechs"));
    project.base("v2", "second");
    project.notOn("0001.patch", "v2", "it has that");
    released.commit();
    released.tag("v1-k8s.7");
    released.tag("v2-k8s.1");
    Workspace second = project.workspace().on("v2");
    try (ProjectRepository repository = ProjectRepository.open(folder)) {
      LastRelease last =
          LastRelease.find(
                  Optional.empty(), new ReleaseVersion("v2", 2), second.seriesFile(), repository)
              .orElseThrow();
      assertThat(last.name()).isEqualTo("v2-k8s.1");
      assertThat(last.entries()).extracting(EntryNote::id).containsExactly("clean");
      assertThat(last.series()).isEqualTo(Inputs.digest(second.series()));
    }
    ReleaseRequest one = from(Optional.empty());
    ReleaseRequest there =
        new ReleaseRequest(
            second,
            one.project(),
            new ReleaseVersion("v2", 1),
            one.output(),
            one.previous(),
            one.upstream(),
            one.tools(),
            one.imageBase(),
            one.push(),
            one.cluster(),
            one.without(),
            one.toolVersion());
    assertThat(release(there).look().refusals())
        .singleElement()
        .extracting(Failure::getMessage)
        .asString()
        .contains("v2-k8s.1", "release 2 --base v2");
  }

  @Test
  void aWorktreeWithMoreThanTheSeriesIsRefused() throws Exception {
    Path tree = folder.resolve("tree");
    SeriesFixture.apply(
        project.workspace(),
        new ApplyRequest(SourceChoice.GIT, Optional.empty(), Optional.empty(), Optional.of(tree)));
    assertThat(release(request(1)).look().refusals()).isEmpty();
    Files.writeString(tree.resolve("a/text"), "edited");
    assertRefused(request(1), "changes that are not committed", "a/text");
    Path repository = project.workspace().repository();
    try (Repository linked =
            new FileRepositoryBuilder()
                .setGitDir(repository.resolve("worktrees/work-v1").toFile())
                .setGitCommonDir(repository.toFile())
                .setWorkTree(tree.toFile())
                .build();
        Git git = new Git(linked)) {
      git.commit().setAll(true).setSign(false).setCommitter("A", "a@b").setMessage("m").call();
    }
    assertRefused(request(1), "commits that the series does not have", "refresh");
  }

  @Test
  void everyRefusalIsToldAtOnce() throws Exception {
    released.tag("v1-k8s.1");
    Files.writeString(folder.resolve("patches/local/0002.patch"), "x");
    assertThat(release(request(1)).look().refusals()).hasSize(2);
    assertFails(ExitCode.REFUSED, request(1), "not committed", "behind the last release");
  }

  @Test
  void aFolderThatIsInNoRepositoryIsRefused() throws IOException {
    released.close();
    io.druidpatch.storage.AtomicFile.delete(folder.resolve(".git"));
    assertFails(ExitCode.REFUSED, request(1), "no git repository", "git clone");
  }

  @Test
  void theReleaseBeforeIsATagOrAFolder() throws Exception {
    released.tag("before");
    Path series = folder.resolve("patches/series.yaml");
    try (ProjectRepository repository = ProjectRepository.open(folder)) {
      ReleaseVersion second = new ReleaseVersion("v1", 2);
      assertThat(LastRelease.find(Optional.empty(), second, series, repository)).isEmpty();
      LastRelease tagged =
          LastRelease.find(Optional.of("before"), second, series, repository).orElseThrow();
      assertThat(tagged.entries()).extracting(EntryNote::id).containsExactly("clean", "0001");
      Layout layout = new Layout();
      layout.putFile("series.yaml", series, false);
      layout.putFolder("local", folder.resolve("patches/local"), false);
      Path there = Files.createDirectories(folder.resolve("release"));
      Tarball.write(layout, "top", Instant.EPOCH, there.resolve("v1-k8s.1" + LastRelease.SERIES));
      LastRelease kept =
          LastRelease.find(Optional.of(there.toString()), second, series, repository).orElseThrow();
      assertThat(kept).isEqualTo(new LastRelease("v1-k8s.1", tagged.series(), tagged.entries()));
      released.tag("v1-k8s.1");
      released.tag("v1-k8s.3");
      assertThat(LastRelease.find(Optional.empty(), second, series, repository))
          .get()
          .extracting(LastRelease::name)
          .isEqualTo("v1-k8s.1");
      assertThatThrownBy(() -> LastRelease.find(Optional.of("nothing"), second, series, repository))
          .isInstanceOfSatisfying(
              Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE))
          .hasMessageContaining("--previous nothing");
    }
  }

  @Test
  void anImageBaseThatIsNotThereIsFoundBeforeAnything() {
    ReleaseRequest request =
        ReleasedProject.request(
            project.workspace(),
            folder,
            1,
            new ImageName("tar://" + folder.resolve("none.tar")),
            Map.of());
    assertFails(ExitCode.USAGE, request, "--image-base", "none.tar");
  }

  @Test
  void anotherRunOfTheSameReleaseIsLeftAlone() throws IOException {
    PartialRelease workplace = new PartialRelease(request(1).folder());
    ProcessLock other = workplace.lock();
    try {
      assertFails(ExitCode.BUSY, request(1), workplace.folder().toString());
    } finally {
      other.close();
    }
  }

  @Test
  void aFolderOfSomebodyElseIsRefused() throws IOException {
    Files.createDirectories(request(1).folder());
    assertRefused(request(1), "no release that this command made", "--output DIR");
  }

  @Test
  void aReleaseThatIsThereIsCheckedToTheLastFile() throws IOException {
    Path there = Files.createDirectories(request(1).folder().resolve("report")).getParent();
    ReleaseVersion version = request(1).version();
    Files.writeString(
        ProvenanceStep.file(there, version),
        "{\"predicate\":{\"buildDefinition\":{\"externalParameters\":{\"release\":{\"a\":\"1\"}}}}}");
    Files.writeString(there.resolve("x"), "x");
    Files.writeString(there.resolve("report/y"), "y");
    TreeMap<String, String> made = new TreeMap<>();
    for (String path : List.of("x", version + ".intoto.json", "report/y")) {
      made.put(path, "");
    }
    StepContext stage =
        new StepContext(
            there,
            there,
            there,
            Map.of("s", new StepRecord(new TreeMap<>(), made, new TreeMap<>())),
            Progress.SILENT);
    new ChecksumsStep(List.of()).run(stage);

    Finished finished = new Finished(there, version, project.workspace().series());
    assertThat(finished.other(new Inputs(new TreeMap<>(Map.of("a", "1"))))).isEmpty();
    assertThat(finished.other(new Inputs(new TreeMap<>(Map.of("a", "2")))))
        .get()
        .extracting(Failure::getMessage)
        .asString()
        .contains("a is 2 and was 1", "release 2");
    assertThat(finished.check().keySet()).isEqualTo(made.keySet());
    assertThat(Files.readAllLines(there.resolve("SHA256SUMS")))
        .hasSize(2)
        .noneMatch(line -> line.contains("report"));

    Files.writeString(there.resolve("more"), "");
    assertDamaged(finished, "more");
    Files.delete(there.resolve("more"));
    Files.writeString(there.resolve("report/y"), "z");
    assertDamaged(finished, "report/y");
    Files.writeString(there.resolve("report/y"), "y");
    Files.delete(there.resolve("x"));
    assertDamaged(finished, "no such file");
    Files.writeString(there.resolve("x"), "x");
    Files.delete(there.resolve("SHA512SUMS"));
    assertDamaged(finished, "SHA512SUMS");
  }

  private static void assertDamaged(Finished finished, String says) {
    assertThatThrownBy(finished::check)
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.DAMAGED))
        .hasMessageContainingAll(says, "remove ");
  }

  @Test
  void aTestOfUpstreamThatNewlyFailsStopsIt() throws IOException {
    project.base("v2", "between");
    Series second = project.workspace().on("v2").series();
    assertThat(TestStep.take(tests(Verdict.FLAKY), second, folder))
        .containsEntry("modules", "m, n");
    assertThat(folder.resolve("report/tests.json"))
        .content()
        .contains("\"flaky\" : 1", "\"verdict\" : \"flaky\"");
    assertThatThrownBy(() -> TestStep.take(tests(Verdict.NEWLY_FAILING), second, folder))
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.TESTS))
        .hasMessageContainingAll("some.Test#it", "test-upstream --base v2");
  }

  private static TestUpstream.Report tests(Verdict verdict) {
    return new TestUpstream.Report(
        "tip",
        "base",
        List.of("m", "n"),
        List.of(
            new TestUpstream.TestComparison(
                "some.Test#it", verdict, Optional.empty(), Optional.empty())));
  }

  @Test
  void aStepIsLeftOutWithAReasonOnly() {
    assertThat(Main.run("release", "1", "--without", "verify")).isEqualTo(ExitCode.USAGE.number());
    assertThat(Main.run("release", "1", "--without", "verify", "--reason", " "))
        .isEqualTo(ExitCode.USAGE.number());
    assertThat(Main.run("release", "1", "--without", "build", "--reason", "r"))
        .isEqualTo(ExitCode.USAGE.number());
    assertThat(Main.run("release", "--without", "verify", "--reason", "r"))
        .isEqualTo(ExitCode.USAGE.number());
    assertThat(Main.run("release", "0")).isEqualTo(ExitCode.USAGE.number());
  }
}
