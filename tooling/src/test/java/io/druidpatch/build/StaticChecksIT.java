package io.druidpatch.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.apply.Apply;
import io.druidpatch.apply.ApplyRequest;
import io.druidpatch.apply.SourceChoice;
import io.druidpatch.apply.Workspace;
import io.druidpatch.build.StaticCheckReport.CheckResult;
import io.druidpatch.build.StaticCheckReport.Verdict;
import io.druidpatch.modules.StaticCheck;
import io.druidpatch.progress.Progress;
import io.druidpatch.testing.Requirement;
import io.druidpatch.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Druid's own static checks of the project's own series, as Druid's CI would make them. */
@Requires(Requirement.UPSTREAM)
class StaticChecksIT {
  private static final Path HOME =
      Path.of(System.getProperty("druidpatch.home", "..")).toAbsolutePath().normalize();

  @TempDir private Path folder;

  @Test
  void theSeriesPassesThem() throws IOException {
    StaticCheckReport report = run(EnumSet.allOf(StaticCheck.class), false);
    assertThat(report.results())
        .hasSize(StaticCheck.values().length)
        .allSatisfy(
            result ->
                assertThat(result.verdict())
                    .as(result.toString())
                    .isIn(
                        result.check().equals(StaticCheck.SPOTBUGS.word())
                            ? Set.of(Verdict.PASSES, Verdict.NOT_RUN)
                            : Set.of(Verdict.PASSES)));
  }

  @Test
  @Requires(Requirement.NPM)
  void theSpellingOfItsDocumentationIsRight() throws IOException {
    assertThat(run(EnumSet.noneOf(StaticCheck.class), true).results())
        .singleElement()
        .extracting(CheckResult::verdict)
        .isEqualTo(Verdict.PASSES);
  }

  private StaticCheckReport run(Set<StaticCheck> checks, boolean spelling) throws IOException {
    Workspace workspace =
        new Workspace(HOME.resolve("patches/series.yaml"), folder.resolve("druid.git"));
    // What is downloaded to build it serves the tool itself too, and the next run.
    Files.createSymbolicLink(
        folder.resolve("m2"), Files.createDirectories(HOME.resolve(".druidpatch/m2")));
    ApplyRequest git =
        new ApplyRequest(SourceChoice.GIT, Optional.empty(), Optional.empty(), Optional.empty());
    new Apply(workspace, git, Progress.SILENT).run(step -> {});
    return new StaticChecks(
            workspace,
            new BuildEnvironment(Optional.empty(), true),
            checks,
            spelling,
            Optional.empty(),
            Progress.SILENT)
        .run();
  }
}
