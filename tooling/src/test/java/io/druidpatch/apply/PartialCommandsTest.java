package io.druidpatch.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.build.BuildEnvironment;
import io.druidpatch.build.ImageRequest;
import io.druidpatch.build.MakeImage;
import io.druidpatch.cli.Main;
import io.druidpatch.distribution.Layout;
import io.druidpatch.distribution.Tarball;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.image.ImageName;
import io.druidpatch.progress.Progress;
import io.druidpatch.provenance.Provenance;
import io.druidpatch.suite.ClusterOptions;
import io.druidpatch.suite.KubernetesRunOptions;
import io.druidpatch.suite.ScenarioOptions;
import io.druidpatch.verify.Verify;
import io.druidpatch.verify.VerifyRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where no git host answers: what {@code apply} says, and what the other commands do then. */
class PartialCommandsTest {
  private static final String CHANGE =
      """
      diff --git a/server/src/main/java/x/A.java b/server/src/main/java/x/A.java
      --- a/server/src/main/java/x/A.java
      +++ b/server/src/main/java/x/A.java
      @@ -1,1 +1,1 @@
      -class A {}
      +final class A {}
      diff --git a/docs/a.md b/docs/a.md
      new file mode 100644
      --- /dev/null
      +++ b/docs/a.md
      @@ -0,0 +1,1 @@
      +A
      """;

  @TempDir Path folder;
  private SeriesFixture project;

  @BeforeEach
  void aProjectWithoutAGitHost() throws IOException {
    project = new SeriesFixture(folder);
    project.sourceJar("x/A.java");
    project.patch("0001.patch", CHANGE);
    project.series(project.pick("clean"), project.local("0001.patch"));
    project.centralInPlaceOfGit();
  }

  private record Outcome(int code, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  private Outcome run(String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--series", project.seriesFile().toString()));
    all.addAll(List.of("--repository", project.workspace().repository().toString()));
    all.addAll(List.of(arguments));
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream toOut = new ByteArrayOutputStream();
    ByteArrayOutputStream toErr = new ByteArrayOutputStream();
    System.setOut(new PrintStream(toOut, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(toErr, true, StandardCharsets.UTF_8));
    try {
      int code = Main.run(all.toArray(String[]::new));
      return new Outcome(
          code, toOut.toString(StandardCharsets.UTF_8), toErr.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private Outcome apply(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--central", project.central()));
    all.addAll(List.of(arguments));
    return run("apply", all.toArray(String[]::new));
  }

  private ObjectId part() throws IOException {
    try (Repository repository = SeriesFixture.open(project.workspace())) {
      return repository.resolve("refs/heads/partial/v1");
    }
  }

  @Test
  void applyFallsBackWithZeroAndSaysSoFirstAndLast() throws IOException {
    Outcome apply = apply();

    assertThat(apply.code()).isZero();
    assertThat(apply.err()).startsWith("PARTIAL: no git host answers");
    String inShort = "0 entries are there as a whole, 1 in part, and 1 left out";
    assertThat(apply.lines().get(0)).startsWith("PARTIAL: ").contains(inShort);
    String last = apply.out().substring(apply.out().lastIndexOf("PARTIAL: "));
    assertThat(last)
        .contains(inShort)
        .contains("  in part: 0001\n", "  left out: clean\n")
        .contains("exit code 9")
        .contains("apply --whole --upstream URL")
        .contains("bundle v1.bundle")
        .contains("apply --whole --upstream v1.bundle");
    assertThat(apply.out())
        .contains("0001 is there in part, without\n  docs/a.md: the source jars do not have it\n");
    assertThat(part()).isNotNull();
    Outcome status = run("status");
    assertThat(status.code()).isEqualTo(9);
    assertThat(status.out()).isEqualTo(apply.out());
  }

  @Test
  void jsonHasTheSameFacts() throws IOException {
    for (Outcome outcome : List.of(apply("--json"), run("status", "--json"))) {
      JsonNode json = new ObjectMapper().readTree(outcome.out());
      assertThat(json.get("partial").booleanValue()).isTrue();
      assertThat(json.get("branch").textValue()).isEqualTo("partial/v1");
      assertThat(json.get("source").textValue()).contains("source jars");
      assertThat(json.at("/entries/0/state").textValue()).isEqualTo("left-out");
      assertThat(json.at("/entries/0/note").textValue()).contains("git history");
      assertThat(json.at("/entries/1/state").textValue()).isEqualTo("in-part");
      assertThat(json.at("/entries/1/leftOut/0/path").textValue()).isEqualTo("docs/a.md");
      assertThat(json.at("/toTheWhole/0/command").textValue()).contains("--upstream URL");
      assertThat(json.get("toTheWhole").size()).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "central"})
  void wholeMakesItAFailureAndMovesNothing(String source) throws IOException {
    Outcome apply = apply("--whole", "--source", source);
    assertThat(apply.code()).isEqualTo(9);
    assertThat(apply.err())
        .contains("no branch was moved")
        .contains("apply --whole --upstream URL")
        .doesNotContain("taking server");
    assertThat(apply.out()).isEmpty();
    assertThat(part()).isNull();
    apply();
    ObjectId before = part();
    project.series(project.local("0001.patch"));
    project.centralInPlaceOfGit();
    assertThat(apply("--whole", "--source", source).code()).isEqualTo(9);
    assertThat(part()).isEqualTo(before);
  }

  @Test
  void wholeIsNoHindranceToTheWhole() throws IOException {
    project.patch("0001.patch", SeriesFixture.CHANGE_FOUR);
    Outcome apply = apply("--whole", "--upstream", project.upstream.toString());
    assertThat(apply.code()).isZero();
    assertThat(apply.out()).doesNotContain("PARTIAL");
    assertThat(project.tip()).isNotNull();
    // What was fetched is there the next time, too.
    assertThat(apply("--whole").code()).isZero();
  }

  @Test
  void theOtherCommandsRefuseIt() throws IOException {
    apply();
    Path out = folder.resolve("out");
    for (Outcome outcome :
        List.of(
            run("build", "--output", out.toString()),
            run("build", "--output", out.toString(), "--up-to", "base"),
            run("test-upstream"),
            run("export", out.toString()),
            run("bundle", out.toString()))) {
      assertThat(outcome.code()).as(outcome.err()).isEqualTo(9);
      assertThat(outcome.err()).contains("partial/v1").contains("apply --whole --upstream URL");
      assertThat(out).doesNotExist();
    }
    assertThat(run("export", out.toString(), "--allow-partial").code()).isZero();
    assertThat(out.toFile().list()).hasSize(1);
  }

  @Test
  void subjectsToMeasureAreNotMadeOfIt() throws IOException {
    apply();
    Verify verify =
        new Verify(
            project.workspace(),
            new VerifyRequest(
                folder,
                List.of("stock"),
                Map.of(),
                new BuildEnvironment(Optional.empty(), true),
                folder.resolve("out"),
                new ImageName("base"),
                Optional.empty(),
                folder.resolve("report"),
                new ClusterOptions(),
                new ScenarioOptions(),
                new KubernetesRunOptions(),
                "1"),
            Progress.SILENT);
    fails(verify::subjects);
  }

  @Test
  void noImageIsMadeOfADistributionOnAPartOfTheBase() throws IOException {
    apply();
    Path tarball = distribution("0".repeat(40), part().name());
    fails(() -> image(tarball));
    assertThat(folder.resolve("image.tar")).doesNotExist();
  }

  /** The start scripts come from the tree that the distribution was built from. */
  @Test
  void aRepositoryOfAPartHasNoScriptsForAnImage() throws IOException {
    apply();
    Path tarball = distribution(project.commits.get("v1").name(), "1".repeat(40));
    fails(() -> image(tarball));
  }

  private void image(Path tarball) throws IOException {
    new MakeImage(project.workspace())
        .run(
            new ImageRequest(
                tarball,
                new ImageName("base"),
                new ImageName("tar://" + folder.resolve("image.tar")),
                Optional.empty(),
                Optional.of(false)));
  }

  private Path distribution(String base, String tip) throws IOException {
    Path tarball = folder.resolve("x.tar.gz");
    Layout layout = new Layout();
    layout.putText(
        Provenance.FILE,
        new Provenance(
                "lean",
                new Provenance.Base("u", "v1", base),
                tip,
                "2024-01-01T00:00:00Z",
                List.of(),
                List.of(),
                Map.of(),
                new Provenance.Jdk("17", "a"),
                Map.of(),
                List.of())
            .json());
    Tarball.write(layout, "x", Instant.EPOCH, tarball);
    return tarball;
  }

  @Test
  void aWorktreeOfTheWholeIsNotMadeOneOfThePart() throws IOException {
    Path tree = folder.resolve("tree");
    project.patch("0001.patch", SeriesFixture.CHANGE_FOUR);
    assertThat(
            apply("--upstream", project.upstream.toString(), "--worktree", tree.toString()).code())
        .isZero();
    project.patch("0001.patch", CHANGE);
    project.series(project.pick("late"), project.local("0001.patch"));
    project.centralInPlaceOfGit();

    Outcome apply = apply("--worktree", tree.toString());

    assertThat(apply.code()).as(apply.err()).isEqualTo(9);
    assertThat(tree.resolve("a/text")).exists();
    assertThat(part()).isNull();
  }

  @Test
  void aPartCanBeCheckedOutWhereThereIsNothing() throws IOException {
    Path tree = folder.resolve("tree");
    assertThat(apply("--worktree", tree.toString()).code()).isZero();
    assertThat(tree.resolve("server/src/main/java/x/A.java")).hasContent("final class A {}\n");
    assertThat(apply("--worktree", tree.toString()).code()).isZero();
    assertThat(run("refresh").code()).isEqualTo(9);
  }

  private interface Job {
    void run() throws IOException;
  }

  private static void fails(Job job) {
    assertThatThrownBy(job::run)
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(ExitCode.PARTIAL))
        .hasMessageContaining("apply --whole --upstream URL");
  }
}
