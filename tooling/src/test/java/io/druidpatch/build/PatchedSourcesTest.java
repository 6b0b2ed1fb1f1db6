package io.druidpatch.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.progress.Progress;
import io.druidpatch.storage.OwnFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Maven repository in a folder stands for Central; there is no git host. */
class PatchedSourcesTest {
  private static final String IN_THE_JAR =
      """
      diff --git a/server/src/main/java/x/A.java b/server/src/main/java/x/A.java
      --- a/server/src/main/java/x/A.java
      +++ b/server/src/main/java/x/A.java
      @@ -1,1 +1,1 @@
      -class A {}
      +final class A {}
      diff --git a/server/src/main/resources/x/b.properties b/server/src/main/resources/x/b.properties
      new file mode 100644
      --- /dev/null
      +++ b/server/src/main/resources/x/b.properties
      @@ -0,0 +1,1 @@
      +b=1
      """;

  private static final String AFTER_IT =
      """
      diff --git a/server/src/main/java/x/A.java b/server/src/main/java/x/A.java
      --- a/server/src/main/java/x/A.java
      +++ b/server/src/main/java/x/A.java
      @@ -1,1 +1,1 @@
      -final class A {}
      +public final class A {}
      """;

  private static final String ELSEWHERE =
      """
      diff --git a/server/src/test/java/x/ATest.java b/server/src/test/java/x/ATest.java
      --- a/server/src/test/java/x/ATest.java
      +++ b/server/src/test/java/x/ATest.java
      @@ -1,1 +1,1 @@
      -class ATest {}
      +final class ATest {}
      """;

  @TempDir Path folder;
  private SeriesFixture project;
  private Path target;

  @BeforeEach
  void aProject() throws IOException {
    project = new SeriesFixture(folder);
    project.patch("in.patch", IN_THE_JAR);
    project.patch("part.patch", AFTER_IT + ELSEWHERE);
    project.patch("out.patch", ELSEWHERE);
    project.sourceJar("x/A.java");
    target = folder.resolve("target/patched");
  }

  private List<String> run(String... entries) throws IOException {
    project.series(entries);
    project.centralInPlaceOfGit();
    return new PatchedSources(project.workspace(), Optional.of(project.central()), Progress.SILENT)
        .run(target);
  }

  @Test
  void thePartThatIsOnCentralIsTakenAndNamedAsSuch() throws IOException {
    assertThat(
            run(project.local("in.patch"), project.local("out.patch"), project.local("part.patch")))
        .containsExactly(
            "in: 2 files of server",
            "part: 1 file of server; in part, without server/src/test/java/x/ATest.java");
    assertThat(target.resolve("java/x/A.java")).hasContent("public final class A {}\n");
    assertThat(target.resolve("classes/x/b.properties")).hasContent("b=1\n");
    try (var files = Files.walk(target)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(4);
    }
    assertThat(project.workspace().repository()).doesNotExist();
  }

  @Test
  void whereNothingConcernsTheModulesCentralIsNotAsked() throws IOException {
    run(project.local("in.patch"));
    Files.delete(project.sourceJar("x/A.java"));
    assertThat(run(project.pick("clean"), project.local("out.patch")))
        .containsExactly("no local patch concerns server");
    assertThat(target.toFile().list())
        .containsExactlyInAnyOrder(PatchedSources.NOTE, OwnFolder.MARK);
  }

  @Test
  void whatAdaptsAPickIsLeftOutWithIt() throws IOException {
    assertThat(
            run(
                project.pick("clean"),
                project.local("in.patch") + "    adapts: clean\n",
                project.local("out.patch")))
        .containsExactly("in: left out, it adapts clean, which is left out");
    assertThat(target.resolve("java")).doesNotExist();
  }

  @Test
  void aPartThatDoesNotApplyIsNamed() throws IOException {
    assertFails(ExitCode.BAD_PATCH, () -> run(project.local("part.patch")), "part.patch:");
    assertThat(target).doesNotExist();
  }

  @Test
  void somebodyElsesFolderIsLeftAlone() throws IOException {
    Files.createDirectories(target);
    Files.writeString(target.resolve("mine"), "");
    // A file of that name is not yet the tool's mark.
    Files.writeString(target.resolve(PatchedSources.NOTE), "");
    assertFails(ExitCode.FOREIGN, () -> run(project.local("in.patch")), "mine");
    assertThat(target.resolve("mine")).exists();
  }

  private static void assertFails(
      ExitCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String says) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(says);
  }
}
