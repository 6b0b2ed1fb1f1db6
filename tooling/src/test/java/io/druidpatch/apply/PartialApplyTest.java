package io.druidpatch.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.build.PatchedSources;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.patch.PartialBase;
import io.druidpatch.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a series can be applied to the main sources of one module, {@code server}. */
class PartialApplyTest {
  private static final String MAIN = "server/src/main/java/x/";
  private static final String TESTS = "server/src/test/java/x/";

  @TempDir Path folder;
  private SeriesFixture project;

  @BeforeEach
  void aProjectWithoutAGitHost() throws IOException {
    project = new SeriesFixture(folder);
    project.sourceJar("x/A.java");
  }

  private static String change(String path, String from, String to) {
    return "diff --git a/%1$s b/%1$s\n--- a/%1$s\n+++ b/%1$s\n@@ -1,1 +1,1 @@\n-%2$s\n+%3$s\n"
        .formatted(path, from, to);
  }

  private static String add(String path, String line) {
    return """
        diff --git a/%1$s b/%1$s
        new file mode 100644
        --- /dev/null
        +++ b/%1$s
        @@ -0,0 +1,1 @@
        +%2$s
        """
        .formatted(path, line);
  }

  private static String rename(String from, String to) {
    return """
        diff --git a/%1$s b/%2$s
        similarity index 100%%
        rename from %1$s
        rename to %2$s
        """
        .formatted(from, to);
  }

  /** Writes a series of one patch for each diff, named 1, 2 and so on. */
  private void patches(String... diffs) throws IOException {
    StringBuilder entries = new StringBuilder();
    for (int i = 0; i < diffs.length; i++) {
      project.patch((i + 1) + ".patch", diffs[i]);
      entries.append(project.local((i + 1) + ".patch"));
    }
    project.series(entries.toString());
    project.centralInPlaceOfGit();
  }

  private AppliedSeries apply() throws IOException {
    return SeriesFixture.apply(
        project.workspace(),
        new ApplyRequest(
            SourceChoice.AUTO, Optional.empty(), Optional.of(project.central()), Optional.empty()));
  }

  private static Map<String, String> leftOut(AppliedSeries applied, int step) {
    return applied.steps().get(step).leftOut().stream()
        .collect(Collectors.toMap(PartialBase.LeftOut::path, PartialBase.LeftOut::why));
  }

  /** A file's content on the branch for parts, or null. */
  private String file(String path) throws IOException {
    try (Repository repository = SeriesFixture.open(project.workspace())) {
      ObjectId blob = repository.resolve("refs/heads/partial/v1:" + path);
      return blob == null
          ? null
          : new String(repository.open(blob).getBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theFilesThatAreThereAreChangedAndTheOthersLeftOutByName() throws IOException {
    patches(
        change(MAIN + "A.java", "class A {}", "final class A {}")
            + add(MAIN + "B.java", "class B {}")
            + add("server/src/main/resources/x/b", "b=1")
            + change(TESTS + "ATest.java", "class ATest {}", "final class ATest {}")
            + add(TESTS + "BTest.java", "class BTest {}")
            + change("docs/a.md", "A", "B"));

    AppliedSeries applied = apply();

    assertThat(applied.isPartial()).isTrue();
    assertThat(applied.steps()).extracting(AppliedEntry::state).containsExactly(EntryState.IN_PART);
    assertThat(applied.steps().get(0).files()).isEqualTo(3);
    assertThat(leftOut(applied, 0))
        .containsOnlyKeys(TESTS + "ATest.java", TESTS + "BTest.java", "docs/a.md");
    assertThat(leftOut(applied, 0).values()).containsOnly("the source jars do not have it");
    assertThat(file(MAIN + "A.java")).isEqualTo("final class A {}\n");
    assertThat(file(MAIN + "B.java")).isEqualTo("class B {}\n");
    assertThat(file("server/src/main/resources/x/b")).isEqualTo("b=1\n");
    assertThat(file(TESTS + "BTest.java")).isNull();
    try (Repository repository = SeriesFixture.open(project.workspace());
        RevWalk walk = new RevWalk(repository)) {
      assertThat(walk.parseCommit(applied.tip()).getFullMessage())
          .endsWith(
              "Left-Out: "
                  + TESTS
                  + "ATest.java\nLeft-Out: "
                  + TESTS
                  + "BTest.java\nLeft-Out: docs/a.md\nSeries-Entry: 1\n");
    }
    assertThat(apply().tip()).isEqualTo(applied.tip());
  }

  @Test
  void laterPatchesAreMadeOnWhatIsThereOfTheEarlierOnes() throws IOException {
    patches(
        add(MAIN + "B.java", "class B {}") + add(TESTS + "BTest.java", "class BTest {}"),
        change(MAIN + "B.java", "class B {}", "final class B {}")
            + change(TESTS + "BTest.java", "class BTest {}", "final class BTest {}"),
        rename(MAIN + "B.java", MAIN + "C.java"),
        change(MAIN + "C.java", "final class B {}", "final class C {}"));

    AppliedSeries applied = apply();

    assertThat(applied.steps())
        .extracting(AppliedEntry::state)
        .containsExactly(
            EntryState.IN_PART, EntryState.IN_PART, EntryState.CLEAN, EntryState.CLEAN);
    assertThat(leftOut(applied, 1)).containsOnlyKeys(TESTS + "BTest.java");
    assertThat(file(MAIN + "C.java")).isEqualTo("final class C {}\n");
  }

  @Test
  void whatAnEntryThatIsLeftOutChangesIsLeftAloneByThoseBehindIt() throws IOException {
    String a = MAIN + "A.java";
    project.patch("fits.patch", change(a, "class A {}", "final class A {}"));
    project.patch(
        "behind.patch",
        change(a, "final class A {}", "public class A {}") + add(MAIN + "D.java", "class D {}"));
    project.series(
        project.pick("clean"),
        project.local("fits.patch") + "    adapts: clean\n",
        project.local("behind.patch"));
    project.centralInPlaceOfGit();

    AppliedSeries applied = apply();

    assertThat(applied.steps())
        .extracting(AppliedEntry::state)
        .containsExactly(EntryState.LEFT_OUT, EntryState.LEFT_OUT, EntryState.IN_PART);
    assertThat(applied.steps().get(1).note()).isEqualTo("it adapts clean, which is left out");
    assertThat(leftOut(applied, 2))
        .containsOnly(Map.entry(a, "fits changes it before, and that is left out"));
    assertThat(file(a)).isEqualTo("class A {}\n");
    assertThat(file(MAIN + "D.java")).isNotNull();
  }

  @Test
  void aFileThatGoesElsewhereStaysAsItIs() throws IOException {
    patches(
        rename(MAIN + "A.java", "elsewhere/A.java"),
        change("elsewhere/A.java", "class A {}", "final class A {}"),
        add(MAIN + "A.java", "class Another {}"));

    AppliedSeries applied = apply();

    assertThat(applied.steps()).extracting(AppliedEntry::state).containsOnly(EntryState.LEFT_OUT);
    assertThat(leftOut(applied, 2))
        .containsOnly(Map.entry(MAIN + "A.java", "1 changes it before, and that is left out"));
    assertThat(file(MAIN + "A.java")).isEqualTo("class A {}\n");
  }

  @Test
  void aHunkThatDoesNotFitAFileThatIsThereIsAFailure() throws IOException {
    String wrong = change(MAIN + "A.java", "class Z {}", "final class Z {}");
    patches(wrong + change(TESTS + "ATest.java", "class ATest {}", "final class ATest {}"));
    fails(ExitCode.BAD_PATCH, "1.patch:");
    fails(ExitCode.BAD_PATCH, MAIN + "A.java");
    try (Repository repository = SeriesFixture.open(project.workspace())) {
      assertThat(repository.resolve("refs/heads/partial/v1")).isNull();
    }
    project.series(project.pick("clean"), project.local("1.patch"));
    project.centralInPlaceOfGit();
    fails(ExitCode.BAD_PATCH, "without the picks before it, clean");
  }

  @Test
  void aNewFileThatIsThereAlreadyIsAFailure() throws IOException {
    patches(add(MAIN + "A.java", "class Another {}"));
    fails(ExitCode.BAD_PATCH, "no file " + MAIN + "A.java");
  }

  @Test
  void patchesThatAreThereAsAWholeDoNotMakeTheBaseWhole() throws IOException {
    patches(change(MAIN + "A.java", "class A {}", "final class A {}"));
    AppliedSeries applied = apply();
    assertThat(applied.steps()).extracting(AppliedEntry::state).containsExactly(EntryState.CLEAN);
    assertThat(applied.isPartial()).isTrue();
    assertThat(project.tip()).isNull();
    assertThat(new Status(project.workspace()).run().partial()).isTrue();
  }

  @Test
  void aWholeResultFromBeforeIsNotTakenForThePart() throws IOException {
    project.series(project.pick("clean"));
    ObjectId before = project.apply().tip();
    project.patch("1.patch", change(MAIN + "A.java", "class A {}", "final class A {}"));
    project.series(project.pick("late"), project.local("1.patch"));
    project.centralInPlaceOfGit();

    AppliedSeries applied = apply();

    assertThat(project.tip()).isEqualTo(before);
    Status.Report report = new Status(project.workspace()).run();
    assertThat(report.branch()).contains("partial/v1");
    assertThat(report.tip()).contains(applied.tip());
    assertThat(report.upToDate()).isTrue();
    assertThat(report.toTheWhole()).isNotEmpty();
  }

  @Test
  void anotherBaseHasItsOwnJars() throws IOException {
    project.patch("1.patch", change(MAIN + "A.java", "class A {}", "final class A {}"));
    project.series(project.local("1.patch"));
    project.base("v2", "between");
    project.centralInPlaceOfGit();
    String text = Files.readString(project.seriesFile());
    int second = text.indexOf("- tag: v2");
    Files.writeString(
        project.seriesFile(),
        text.substring(0, second)
            + text.substring(second).replace("module: server", "module: another"));
    Workspace v2 = project.workspace().on("v2");
    assertThat(apply().steps()).extracting(AppliedEntry::state).containsExactly(EntryState.CLEAN);
    AppliedSeries applied =
        SeriesFixture.apply(
            v2,
            new ApplyRequest(
                SourceChoice.CENTRAL,
                Optional.empty(),
                Optional.of(project.central()),
                Optional.empty()));
    assertThat(applied.steps())
        .extracting(AppliedEntry::state)
        .containsExactly(EntryState.LEFT_OUT);
    assertThat(new Status(v2).run().branch()).contains("partial/v2");
  }

  /** The command that compiles the result in front of the released jars has the same part. */
  @Test
  void patchedSourcesHaveTheSamePart() throws IOException {
    patches(
        add(MAIN + "B.java", "class B {}") + add(TESTS + "BTest.java", "class BTest {}"),
        rename(MAIN + "A.java", "elsewhere/A.java"),
        add(MAIN + "A.java", "class Another {}"));
    apply();
    Path target = folder.resolve("sources");
    List<String> lines =
        new PatchedSources(project.workspace(), Optional.of(project.central()), Progress.SILENT)
            .run(target);
    assertThat(lines)
        .containsExactly(
            "1: 1 file of server; in part, without " + TESTS + "BTest.java",
            "3: left out, its files are not in the source jars, or an entry that is left out changes"
                + " them before");
    assertThat(target.resolve("java/x/B.java")).hasContent(file(MAIN + "B.java"));
    assertThat(target.resolve("java/x/A.java")).doesNotExist();
  }

  private void fails(ExitCode code, String says) {
    assertThatThrownBy(this::apply)
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
        .hasMessageContaining(says);
  }
}
