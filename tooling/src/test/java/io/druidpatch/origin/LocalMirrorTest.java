package io.druidpatch.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.cli.Call;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.storage.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way in which a repository on this machine can lack what the series needs. */
class LocalMirrorTest {
  @TempDir Path folder;
  private SeriesFixture project;

  @BeforeEach
  void makeProject() throws IOException {
    project = new SeriesFixture(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "shallow | MISSING | is shallow | fetch --unshallow",
        "shallow, no origin | MISSING | is shallow | git clone --mirror",
        "partial | MISSING | is a partial clone | fetch --refetch --no-filter",
        "partial, no origin | MISSING | is a partial clone | git clone --mirror",
        "no tag | MISSING | has no tag v1 | git fetch --tags",
        "no commit | MISSING | does not give the commit | --upstream URL",
        "no blob of the base | DAMAGED | is damaged | fsck",
        "no tree of the base | DAMAGED | is damaged | fsck",
        "no blob of the pick | DAMAGED | is damaged | fsck",
        "garbled blob | DAMAGED | is damaged | fsck",
        "garbled configuration | DAMAGED | configuration is malformed | git config --file",
        "empty | MISSING | is empty | git clone --mirror",
        "sha256 | MISSING | named by SHA256 | git clone --mirror",
        "no repository | UNREACHABLE | is no git repository | git clone --mirror",
        "file | UNREACHABLE | is no git bundle | git clone --mirror",
        "nothing | UNREACHABLE | no such file or folder | --upstream PATH",
      })
  void itIsNamedWithWhatFixesIt(String how, ExitCode code, String says, String fix)
      throws IOException {
    spoil(how);
    Call call =
        Call.of(
            "apply",
            "--source",
            "git",
            "--upstream",
            project.upstream.toString(),
            "--series",
            project.seriesFile().toString(),
            "--repository",
            project.workspace().repository().toString());
    assertThat(call.code()).as(call.err()).isEqualTo(code.number());
    assertThat(call.err()).contains(says).contains(fix).doesNotContain("\tat ");
    assertThat(call.err()).contains(project.upstream.getFileName().toString());
  }

  private void spoil(String how) throws IOException {
    try (Repository git =
        new FileRepositoryBuilder().setBare().setGitDir(project.upstream.toFile()).build()) {
      StoredConfig config = git.getConfig();
      if (!how.endsWith("no origin")) {
        config.setString("remote", "origin", "url", "https://example.org/druid.git");
      }
      switch (how) {
        case "shallow", "shallow, no origin" ->
            Files.writeString(
                project.upstream.resolve("shallow"), project.commits.get("clean").name() + "\n");
        case "partial", "partial, no origin" -> {
          config.setInt("core", null, "repositoryformatversion", 1);
          config.setString("extensions", null, "partialClone", "origin");
          Files.delete(object(git, "v1:a/text"));
        }
        case "no tag" -> Files.delete(project.upstream.resolve("refs/tags/v1"));
        case "no commit" -> Files.delete(object(git, project.commits.get("clean").name()));
        case "no blob of the base" -> Files.delete(object(git, "v1:a/text"));
        case "no tree of the base" -> Files.delete(object(git, "v1:a"));
        case "no blob of the pick" ->
            Files.delete(object(git, project.commits.get("clean").name() + ":c/new"));
        case "garbled blob" -> {
          Path object = object(git, "v1:a/text");
          Files.delete(object);
          Files.writeString(object, "garbage");
        }
        case "empty" -> {
          AtomicFile.delete(project.upstream.resolve("refs"));
          Files.createDirectories(project.upstream.resolve("refs"));
        }
        case "sha256" -> {
          config.setInt("core", null, "repositoryformatversion", 1);
          config.setString("extensions", null, "objectFormat", "sha256");
        }
        default -> {}
      }
      config.save();
    }
    Path all = project.upstream;
    switch (how) {
      case "garbled configuration" -> Files.writeString(all.resolve("config"), "[core\nx");
      case "no repository" -> {
        AtomicFile.delete(all);
        Files.createDirectories(all);
        Files.write(all.resolve("something"), List.of("else"));
      }
      case "file" -> {
        AtomicFile.delete(all);
        Files.writeString(all, "text\n");
      }
      case "nothing" -> AtomicFile.delete(all);
      default -> {}
    }
  }

  private Path object(Repository git, String expression) throws IOException {
    ObjectId id = git.resolve(expression);
    return project
        .upstream
        .resolve("objects")
        .resolve(id.name().substring(0, 2))
        .resolve(id.name().substring(2));
  }
}
