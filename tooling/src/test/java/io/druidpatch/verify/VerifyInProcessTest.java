package io.druidpatch.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.progress.Progress;
import io.druidpatch.suite.ClusterKind;
import io.druidpatch.suite.ScenarioOptions;
import io.druidpatch.suite.SuitePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done before the suite measures in process, with a fake one. */
class VerifyInProcessTest {
  private static final String CHANGE =
      """
      diff --git a/indexing-service/src/main/java/x/A.java b/indexing-service/src/main/java/x/A.java
      --- a/indexing-service/src/main/java/x/A.java
      +++ b/indexing-service/src/main/java/x/A.java
      @@ -1,1 +1,1 @@
      -class A {}
      +final class A {}
      """;

  @TempDir Path folder;
  private SeriesFixture project;
  private Path served;
  private final List<String> said = new ArrayList<>();
  private final List<String> prepared = new ArrayList<>();

  @BeforeEach
  void aProject() throws IOException {
    project = new SeriesFixture(folder);
    project.patch("in.patch", CHANGE);
    project.sourceJar("x/A.java");
    served = folder.resolve("verification/in-process/target/served");
    series(project.local("in.patch"));
  }

  /** The source jar that the project has stands for that of the Overlord's module. */
  private void series(String... entries) throws IOException {
    project.series(entries);
    project.centralInPlaceOfGit();
    Path file = project.workspace().seriesFile();
    Files.writeString(
        file, Files.readString(file).replace("module: server", "module: indexing-service"));
  }

  private void verify(String... subjects) throws IOException {
    verifyFrom(project.central(), subjects);
  }

  private void verifyFrom(String central, String... subjects) throws IOException {
    Progress progress =
        new Progress() {
          @Override
          public void line(String text) {
            said.add(text);
          }

          @Override
          public org.eclipse.jgit.lib.ProgressMonitor transfer() {
            return Progress.SILENT.transfer();
          }
        };
    new VerifyInProcess(
            project.workspace(),
            new InProcessRequest(
                folder,
                List.of(subjects),
                folder.resolve("report"),
                ScenarioOptions.quick(List.of()),
                Optional.of(central)),
            progress)
        .run(
            (druid, patched) -> {
              prepared.add(druid + " " + patched.map(Path::toString).orElse("-"));
              return FakeSuite.at(folder);
            });
  }

  private SuitePlan told() throws IOException {
    return FakeSuite.told(folder);
  }

  @Test
  void theSuiteGetsTheSubjectsAndTheOptions() throws IOException {
    verify();
    assertThat(prepared).containsExactly("1 " + served);
    assertThat(told().cluster()).isEqualTo(ClusterKind.IN_PROCESS);
    assertThat(told().subjects()).containsExactly("stock", "watch-log", "ours");
    assertThat(told().sources()).isEqualTo(Map.of("ours", served));
    assertThat(told().report()).isEqualTo(folder.resolve("report"));
    assertThat(told().scenarios().quick()).isTrue();
    assertThat(served.resolve("java/x/A.java")).hasContent("final class A {}\n");
    assertThat(said).contains("  in: 1 file of indexing-service");
  }

  @Test
  void forStockNothingIsPatchedAndCentralNotAsked() throws IOException {
    verifyFrom("file:///nowhere", "stock");
    assertThat(prepared).containsExactly("1 -");
    assertThat(told().subjects()).containsExactly("stock");
    assertThat(told().sources()).isEmpty();
  }

  @Test
  void aSubjectThatNeedsTheHistoryIsRefused() {
    assertFails(ExitCode.USAGE, () -> verify("picks"), "git history");
    assertFails(ExitCode.USAGE, () -> verify("nope"), "stock, watch-log, ours");
    assertThat(prepared).isEmpty();
  }

  @Test
  void aSeriesThatChangesNothingHereLeavesOursOut() throws IOException {
    series(project.pick("clean"));
    verify();
    assertThat(said).anyMatch(line -> line.startsWith("ours is left out"));
    assertThat(told().subjects()).containsExactly("stock", "watch-log");
    assertFails(ExitCode.USAGE, () -> verify("ours"), "nothing is left");
  }

  @Test
  void aBaseWhoseResourceIsNotOnCentralIsRefused() throws IOException {
    Path file = project.workspace().seriesFile();
    Files.writeString(
        file, Files.readString(file).replace("module: indexing-service", "module: server"));
    assertFails(ExitCode.USAGE, () -> verify(), "a source jar of indexing-service");
  }

  @Test
  void whereCentralIsAwayNothingIsCompiled() {
    assertFails(ExitCode.UNREACHABLE, () -> verifyFrom("file:///nowhere"), "sources");
    assertThat(prepared).isEmpty();
  }

  @Test
  void aPartialBranchAloneIsAllThereIs() throws IOException {
    assertThat(VerifyInProcess.isAllThereIs(project.workspace())).isFalse();
    String partial = project.workspace().series().partialBranch();
    String whole = project.workspace().series().branch();
    branch(partial);
    assertThat(VerifyInProcess.isAllThereIs(project.workspace())).isTrue();
    branch(whole);
    assertThat(VerifyInProcess.isAllThereIs(project.workspace())).isFalse();
  }

  private void branch(String name) throws IOException {
    try (PatchRepository repository = project.workspace().openForWriting();
        var inserter = repository.newPackInserter()) {
      ObjectId tree = inserter.insert(new org.eclipse.jgit.lib.TreeFormatter());
      var commit = new org.eclipse.jgit.lib.CommitBuilder();
      commit.setTreeId(tree);
      commit.setAuthor(new org.eclipse.jgit.lib.PersonIdent("a", "a@example"));
      commit.setCommitter(commit.getAuthor());
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      repository.move("refs/heads/" + name, Optional.empty(), id, "test");
    }
  }

  private static void assertFails(
      ExitCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String says) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(says);
  }
}
