package io.druidpatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.apply.WriteBundle;
import io.druidpatch.failure.Redaction;
import io.druidpatch.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A login that comes in by a URL does not leave the process, by whatever it says or writes. */
class SecretsTest {
  private static final String SECRET = "s3cr3t";
  private static final String GIT = "https://user:" + SECRET + "@127.0.0.1:1/x.git";
  private static final String HTTP =
      "http://user:" + SECRET + "@127.0.0.1:1/x?access_token=" + SECRET;

  @TempDir Path folder;
  private SeriesFixture project;

  @BeforeEach
  void makeProject() throws IOException {
    project = new SeriesFixture(folder);
    project.sourceJar("x/A.java");
    Files.writeString(folder.resolve("P.md"), "<!-- upstream: begin -->\n<!-- upstream: end -->\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "apply --source git --upstream GIT",
        "apply --upstream GIT",
        "apply --json --upstream GIT",
        "apply --source central --central HTTP",
        "onto v2 --upstream GIT",
        "onto v2 --json --upstream GIT",
        "upstream status --upstream GIT",
        "upstream status --offline --upstream GIT",
        "upstream check --json --upstream GIT",
        "patched-sources FOLDER/out --central HTTP",
        "build --kind overlay --release HTTP",
        "build --kind overlay --release /none --sha512 HTTP",
        "image FOLDER/none.tar.gz --from user:s3cr3t@127.0.0.1:1/x --to tar://FOLDER/i.tar",
        "image FOLDER/none.tar.gz --from registry://user:s3cr3t@127.0.0.1:1/x --to tar://FOLDER/i",
        "image FOLDER/none.tar.gz --from tar://none --to docker://user:s3cr3t@127.0.0.1:1/x",
        "release 1 --dry-run --upstream GIT --image-base user:s3cr3t@127.0.0.1:1/x",
        "release 1 --dry-run --json --upstream GIT",
        "verify --image-base user:s3cr3t@127.0.0.1:1/x --build-only",
        "apply --nope --upstream GIT",
        "apply --source GIT"
      })
  void noCommandTellsWhatAnOptionHas(String line) throws IOException {
    project.series(project.pick("clean"), project.pick("late"));
    if (line.contains("central")) {
      project.centralInPlaceOfGit();
      project.patch(
          "0001-x.patch",
          """
          diff --git a/server/src/main/java/x/A.java b/server/src/main/java/x/A.java
          --- a/server/src/main/java/x/A.java
          +++ b/server/src/main/java/x/A.java
          @@ -1,1 +1,1 @@
          -class A {}
          +final class A {}
          """);
      Files.writeString(
          project.seriesFile(),
          Files.readString(project.seriesFile()) + project.local("0001-x.patch").indent(0));
    } else if (line.startsWith("build")) {
      project.apply();
    }
    ToolRun run = run(line);
    assertThat(run.code()).as(run.all()).isNotZero();
    assertNothingTold(run, Path.of("/none"));
  }

  @Test
  void noCommandTellsWhatTheSeriesHas() throws IOException {
    project.apply();
    Path bundle = folder.resolve("b.bundle");
    new WriteBundle(project.workspace(), Progress.SILENT).run(bundle);
    Files.writeString(
        project.seriesFile(),
        Files.readString(project.seriesFile()).replace(project.upstream.toUri().toString(), GIT));
    for (String line :
        List.of(
            "status --json",
            "status",
            "apply",
            "export FOLDER/out",
            "upstream status",
            "onto v9",
            "release 1 --dry-run --json")) {
      assertNothingTold(run(line), project.seriesFile());
    }
    // A repository that a bundle fills notes the upstream.
    ToolRun fresh = run("apply --upstream FOLDER/b.bundle --repository FOLDER/fresh/druid.git");
    assertThat(fresh.code()).as(fresh.all()).isZero();
    assertNothingTold(fresh, project.seriesFile());
  }

  /** Git's configuration is said to be used where it is, and the login in it is not told. */
  @Test
  void noCommandTellsWhatGitsConfigurationHas() throws IOException {
    project.apply();
    Path config = insteadOf(GIT, project.upstream.toUri().toString());
    project.series(project.pick("clean"), project.pick("late"));
    ToolRun run = run("apply --source git");
    assertThat(run.code()).isEqualTo(4);
    assertThat(run.err()).contains("is taken from https://").contains("(git's insteadOf)");
    assertNothingTold(run, config);

    ToolRun direct = run("apply --source git --upstream " + GIT.replace("x.git", "y.git"));
    assertThat(direct.code()).isEqualTo(4);
    assertThat(direct.err()).doesNotContain("insteadOf");
    assertNothingTold(direct, config);
  }

  /** What is published of an upstream that answers: no login, and no folder of this machine. */
  @Test
  void whatIsPublishedNamesAnAddressForOthers() throws IOException {
    Path page = folder.resolve("P.md");
    ToolRun local =
        run("upstream status --write --page FOLDER/P.md --upstream " + project.upstream);
    assertThat(local.code()).as(local.all()).isZero();
    assertThat(page)
        .content()
        .contains(" of local:upstream.git, ")
        .doesNotContain(folder.toString());
    assertThat(run("upstream status --json").out())
        .contains("\"upstream\" : \"local:upstream.git\"");

    Path config =
        insteadOf(
            "history.git", project.upstream.toUri().toString(), GIT + "?access_token=" + SECRET);
    ToolRun remote =
        run(
            "upstream status --write --page FOLDER/P.md --upstream "
                + GIT
                + "?access_token="
                + SECRET);
    assertThat(remote.code()).as(remote.all()).isZero();
    assertThat(page).content().contains(" of https://127.0.0.1:1/x.git");
    assertNothingTold(remote, config);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "at https://u:p@h/x and http://t@h | at https://***@h/x and http://***@h",
        "https://u:a@b#?c@h/x | https://***@h/x",
        "ssh://git@h/x ssh://git:p@h/x git@h:x | ssh://git@h/x ssh://git@h/x git@h:x",
        "http://h/x?a=1&private_token=p&b=2 | http://h/x?a=1&private_token=***&b=2",
        "http://h/x?X-Amz-Signature=p then | http://h/x?X-Amz-Signature=*** then",
        "docker://n:17@sha256:ab | docker://n:17@sha256:ab",
        "[\"http://h\",\"a@b\"] | [\"http://h\",\"a@b\"]",
        "http://h/x and me@h | http://h/x and me@h"
      })
  void aLoginIsHiddenAndNothingElse(String text, String shown) {
    assertThat(Redaction.of(text)).isEqualTo(shown);
  }

  private Path insteadOf(String to, String from) throws IOException {
    return insteadOf("druid.git", to, from);
  }

  private Path insteadOf(String repository, String to, String from) throws IOException {
    Path git = project.workspace().repository().resolveSibling(repository);
    try (Repository own =
        new org.eclipse.jgit.storage.file.FileRepositoryBuilder()
            .setBare()
            .setGitDir(git.toFile())
            .build()) {
      StoredConfig config = own.getConfig();
      config.setString("url", to, "insteadOf", from);
      config.save();
    }
    return git.resolve("config");
  }

  private ToolRun run(String line) {
    List<String> words = new ArrayList<>();
    for (String word : line.split(" ", -1)) {
      words.add(
          word.replace("GIT", GIT).replace("HTTP", HTTP).replace("FOLDER", folder.toString()));
    }
    boolean named = words.contains("--repository");
    words.addAll(List.of("--series", project.seriesFile().toString()));
    if (!named) {
      words.addAll(List.of("--repository", project.workspace().repository().toString()));
    }
    return ToolRun.of(words.toArray(String[]::new));
  }

  private void assertNothingTold(ToolRun run, Path except) throws IOException {
    assertThat(run.all()).doesNotContain(SECRET);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.equals(except)) {
          assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
              .as(file.toString())
              .doesNotContain(SECRET);
        }
      }
    }
  }
}
