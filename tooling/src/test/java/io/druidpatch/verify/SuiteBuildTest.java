package io.druidpatch.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keeps the suite from being compiled is told apart. */
class SuiteBuildTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"dependency", "plugin"})
  void aLibraryOrAPluginThatCannotBeHadIsUnreachable(String what) throws IOException {
    String repositories =
        """
          <repositories>
            <repository><id>central</id><url>file:///nowhere</url></repository>
          </repositories>
          <pluginRepositories>
            <pluginRepository><id>central</id><url>file:///nowhere</url></pluginRepository>
          </pluginRepositories>
        """;
    String pom =
        """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <groupId>x</groupId>
          <artifactId>%s</artifactId>
          <version>1</version>
          <packaging>pom</packaging>
          %s
        </project>
        """;
    String missing = "<groupId>x.nowhere</groupId><artifactId>a</artifactId><version>1</version>";
    String module =
        what.equals("plugin")
            ? "<build><plugins><plugin>"
                + missing
                + "<executions><execution><id>a</id>"
                + "<phase>compile</phase><goals><goal>a</goal></goals></execution></executions>"
                + "</plugin></plugins></build>"
            : "<dependencies><dependency>" + missing + "</dependency></dependencies>";
    Files.writeString(
        folder.resolve("pom.xml"),
        pom.formatted(
            "all",
            repositories
                + "<modules><module>verification/supervisor</module>"
                + "<module>verification</module></modules>"));
    Files.createDirectories(folder.resolve("verification/supervisor"));
    Files.writeString(
        folder.resolve("verification/supervisor/pom.xml"), pom.formatted("supervisor", ""));
    Files.writeString(
        folder.resolve("verification/pom.xml"), pom.formatted("one", repositories + module));
    assertThatThrownBy(() -> SuiteBuild.prepare(folder, Progress.SILENT))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.UNREACHABLE))
        .hasMessageContaining("cannot be downloaded")
        .hasMessageContaining("suite.log");
    assertThat(folder.resolve("verification/target/suite.log")).content().contains("x.nowhere:a");
  }
}
