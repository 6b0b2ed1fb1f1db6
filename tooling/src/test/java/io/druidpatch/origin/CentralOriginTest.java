package io.druidpatch.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.apply.AppliedEntry;
import io.druidpatch.apply.AppliedSeries;
import io.druidpatch.apply.ApplyRequest;
import io.druidpatch.apply.EntryState;
import io.druidpatch.apply.Export;
import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.apply.SourceChoice;
import io.druidpatch.apply.Status;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.patch.PartialBase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Maven repository in a folder stands for Central. */
class CentralOriginTest {
  private static final String IN_THE_JAR =
      """
      diff --git a/server/src/main/java/x/A.java b/server/src/main/java/x/A.java
      --- a/server/src/main/java/x/A.java
      +++ b/server/src/main/java/x/A.java
      @@ -1,1 +1,1 @@
      -class A {}
      +final class A {}
      """;

  @TempDir Path folder;
  private SeriesFixture project;
  private Path jar;

  @BeforeEach
  void makeRepository() throws Exception {
    project = new SeriesFixture(folder);
    project.patch("0001-in.patch", IN_THE_JAR);
    project.patch("0002-out.patch", IN_THE_JAR.replace("server/", "elsewhere/"));
    project.series(
        project.pick("clean"), project.local("0001-in.patch"), project.local("0002-out.patch"));
    project.centralInPlaceOfGit();
    jar = project.sourceJar("x/A.java");
  }

  private AppliedSeries apply(SourceChoice source) throws IOException {
    return SeriesFixture.apply(
        project.workspace(),
        new ApplyRequest(
            source, Optional.empty(), Optional.of(project.central()), Optional.empty()));
  }

  @Test
  void withoutAGitHostTheResultIsPartialAndSaysSo() throws IOException {
    AppliedSeries applied = apply(SourceChoice.AUTO);

    assertThat(applied.isPartial()).isTrue();
    assertThat(applied.source()).contains("source jars");
    assertThat(applied.steps())
        .extracting(AppliedEntry::state)
        .containsExactly(EntryState.LEFT_OUT, EntryState.CLEAN, EntryState.LEFT_OUT);
    assertThat(applied.steps().get(2).note()).isEqualTo("the source jars have none of its files");
    assertThat(applied.steps().get(2).leftOut())
        .extracting(PartialBase.LeftOut::path)
        .containsExactly("elsewhere/src/main/java/x/A.java");
    assertThat(project.tip()).isNull();
    try (Repository repository = SeriesFixture.open(project.workspace())) {
      ObjectId file = repository.resolve("refs/heads/partial/v1:server/src/main/java/x/A.java");
      assertThat(repository.open(file).getBytes())
          .isEqualTo("final class A {}\n".getBytes(StandardCharsets.UTF_8));
      assertThat(
              repository.resolve("refs/heads/partial/v1:server/src/main/resources/x/a.properties"))
          .isNotNull();
      assertThat(repository.resolve("refs/heads/partial/v1:server/src/main/resources/META-INF"))
          .isNull();
    }
    Status.Report report = new Status(project.workspace()).run();
    assertThat(report.partial()).isTrue();
    assertThat(report.upToDate()).isTrue();
    assertThat(report.branch()).contains("partial/v1");
  }

  @Test
  void aPartialResultIsNotExportedByAccident() throws IOException {
    apply(SourceChoice.CENTRAL);
    Export export = new Export(project.workspace());
    assertThatThrownBy(() -> export.run(folder.resolve("out"), false))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.PARTIAL));
    assertThat(export.run(folder.resolve("out"), true)).hasSize(1);
  }

  @Test
  void theSameJarsGiveTheSameTip() throws IOException {
    ObjectId first = apply(SourceChoice.CENTRAL).tip();
    assertThat(apply(SourceChoice.CENTRAL).tip()).isEqualTo(first);
  }

  @Test
  void gitAloneDoesNotFallBack() {
    assertThatThrownBy(() -> apply(SourceChoice.GIT))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.UNREACHABLE));
  }

  @Test
  void neitherReachableIsAFailure() throws IOException {
    Files.delete(jar);
    assertThatThrownBy(() -> apply(SourceChoice.AUTO))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.UNREACHABLE))
        .hasMessageContaining("org.x:server:1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../x/A.java",
        "x/../../A.java",
        "/x/A.java",
        "x//A.java",
        "./A.java",
        ".git/hooks/A.java",
        "x\\..\\A.java",
        "C:/A.java",
        "x/aux.java"
      })
  void anEntryThatCannotBeCheckedOutIsRefused(String name) throws Exception {
    project.sourceJar(name);
    assertThatThrownBy(() -> apply(SourceChoice.CENTRAL))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.DAMAGED))
        .hasMessageContaining(jar.getFileName().toString())
        .hasMessageContaining(name);
    assertThat(project.tip()).isNull();
  }

  @Test
  void aJarWithAnotherChecksumIsRefused() throws IOException {
    Files.writeString(jar.resolveSibling(jar.getFileName() + ".sha1"), "0".repeat(40));
    assertThatThrownBy(() -> apply(SourceChoice.CENTRAL)).isInstanceOf(Failure.class);
  }
}
