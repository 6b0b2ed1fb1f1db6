package io.druidpatch.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.cli.Call;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.progress.Progress;
import io.druidpatch.upstream.HistoryQuery;
import io.druidpatch.upstream.UpstreamReport;
import io.druidpatch.upstream.UpstreamStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.transport.TagOpt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upstream under several URLs. */
class UpstreamUrlsTest {
  private static final String AWAY = "http://127.0.0.1:1/first.git";
  private static final String AWAY_TOO = "http://127.0.0.1:1/second.git";

  @TempDir Path folder;
  private SeriesFixture project;
  private String there;
  private final List<String> lines = new ArrayList<>();

  @BeforeEach
  void aProject() throws IOException {
    project = new SeriesFixture(folder);
    there = project.upstream.toUri().toString();
  }

  /** A repository with the same base and none of the later commits. */
  private String withoutPicks() throws Exception {
    Path old = folder.resolve("old.git");
    try (Git git = Git.init().setBare(true).setDirectory(old.toFile()).call()) {
      git.fetch()
          .setRemote(there)
          .setRefSpecs("refs/tags/v1:refs/tags/v1")
          .setTagOpt(TagOpt.NO_TAGS)
          .call();
    }
    return old.toUri().toString();
  }

  private AppliedSeries apply() throws IOException {
    return new Apply(project.workspace(), ApplyRequest.DEFAULT, heard()).run(step -> {});
  }

  private Progress heard() {
    return new Progress() {
      @Override
      public void line(String text) {
        lines.add(text);
      }

      @Override
      public ProgressMonitor transfer() {
        return NullProgressMonitor.INSTANCE;
      }
    };
  }

  private String run(String words, String... arguments) {
    Call call = Call.on(project, words, arguments);
    assertThat(call.code()).as(call.err()).isZero();
    return call.out();
  }

  @Test
  void theSecondIsAskedWhereTheFirstCannotBeReached() throws IOException {
    ObjectId alone = project.apply().tip();
    Workspace elsewhere = project.workspace("elsewhere");
    project.upstreams(AWAY, there);

    AppliedSeries applied = new Apply(elsewhere, ApplyRequest.DEFAULT, heard()).run(step -> {});

    assertThat(applied.tip()).isEqualTo(alone);
    assertThat(applied.source()).isEqualTo("git " + there);
    assertThat(lines)
        .containsSubsequence(
            "asking git " + AWAY + " (1 of 2)",
            "asking git " + there + " (2 of 2)",
            "source: git " + there);
  }

  @Test
  void theOneThatAnsweredIsInEveryOutput() throws IOException {
    project.upstreams(AWAY, there);
    JsonNode json = new ObjectMapper().readTree(run("apply", "--json"));
    assertThat(json.get("source").textValue()).isEqualTo("git " + there);
    assertThat(run("apply")).contains("\nfrom what an earlier run fetched from git " + there);
    assertThat(run("status")).contains("\nfrom what an earlier run fetched from git " + there);
    json = new ObjectMapper().readTree(run("status", "--json"));
    assertThat(json.get("source").textValue()).endsWith(" from git " + there);
    json = new ObjectMapper().readTree(run("onto", "v1", "--json"));
    assertThat(json.at("/0/source").textValue()).endsWith(" from git " + there);
    lines.clear();
    new WriteBundle(project.workspace(), heard()).run(folder.resolve("v1.bundle"));
    assertThat(lines).contains("source: what an earlier run fetched from git " + there);
    json = new ObjectMapper().readTree(run("upstream status --json"));
    assertThat(json.get("upstream").textValue()).isEqualTo(AWAY);
    // What is published names no folder of this machine.
    assertThat(json.get("answered").textValue()).isEqualTo("local:upstream.git");
    assertThat(run("upstream status")).contains("\nanswered by local:upstream.git");
  }

  @Test
  void allAwayIsOneFailureThatNamesThemAll() throws IOException {
    project.upstreams(AWAY, AWAY_TOO);
    fails(ExitCode.UNREACHABLE, this::apply, AWAY, AWAY_TOO);
    assertThat(project.tip()).isNull();
  }

  @Test
  void thatAllAreAwayIsWhatCentralIsTriedFor() throws IOException {
    project.series(project.pick("clean"));
    project.centralInPlaceOfGit();
    project.upstreams(AWAY, AWAY_TOO);
    project.sourceJar("x/A.java");
    AppliedSeries applied =
        SeriesFixture.apply(
            project.workspace(),
            new ApplyRequest(
                SourceChoice.AUTO,
                Optional.empty(),
                Optional.of(project.central()),
                Optional.empty()));
    assertThat(applied.isPartial()).isTrue();
  }

  @Test
  void oneThatLacksACommitIsPassedOver() throws Exception {
    project.upstreams(withoutPicks(), there);
    assertThat(apply().source()).isEqualTo("git " + there);
    assertThat(project.tip()).isNotNull();
  }

  @Test
  void whereNoneHasACommitThatIsTheFailure() throws Exception {
    String old = withoutPicks();
    project.centralInPlaceOfGit();
    project.upstreams(old, AWAY);
    fails(ExitCode.MISSING, this::apply, "old.git", AWAY, project.commits.get("clean").name());
    project.upstreams(AWAY, old);
    fails(ExitCode.MISSING, this::apply, "old.git", AWAY);
  }

  /** Another one that has it where it was must not hide it. */
  @Test
  void aMovedTagIsAFailureAtOnce() throws IOException {
    SeriesFixture other = new SeriesFixture(folder.resolve("other"));
    other.moveTag("drift");
    project.upstreams(other.upstream.toUri().toString(), there);
    fails(ExitCode.MOVED_TAG, this::apply, "other");
    assertThat(project.tip()).isNull();
  }

  @Test
  void ontoAsksTheSecondForATag() throws IOException {
    project.tag("v2", "between");
    project.upstreams(AWAY, there);
    Onto.Trial trial =
        new Onto(project.workspace(), Optional.empty(), heard()).run(List.of("v2")).get(0);
    assertThat(trial.commit()).isEqualTo(project.commits.get("between"));
    assertThat(trial.source()).isEqualTo("git " + there);
    project.upstreams(AWAY, AWAY_TOO);
    fails(
        ExitCode.UNREACHABLE,
        () ->
            new Onto(project.workspace("elsewhere"), Optional.empty(), heard()).run(List.of("v2")),
        AWAY_TOO);
  }

  @Test
  void theHistoryIsTheSameOneWhicheverAnswers() throws IOException {
    project.upstreams(AWAY, there);
    UpstreamStatus status = new UpstreamReport(project.workspace(), look(false), heard()).status();
    assertThat(status.url()).isEqualTo(AWAY);
    assertThat(status.answered()).contains("local:upstream.git");
    assertThat(lines).contains("source: git local:upstream.git");
    UpstreamStatus offline = new UpstreamReport(project.workspace(), look(true), heard()).status();
    assertThat(offline.answered()).isEmpty();
    assertThat(offline.head()).isEqualTo(status.head());
    project.upstreams(AWAY, AWAY_TOO);
    fails(
        ExitCode.UNREACHABLE,
        () -> new UpstreamReport(project.workspace(), look(false), heard()).status(),
        AWAY,
        AWAY_TOO);
  }

  private static HistoryQuery look(boolean offline) {
    return new HistoryQuery(Optional.empty(), "master", offline);
  }

  private interface Job {
    void run() throws IOException;
  }

  private static void fails(ExitCode code, Job job, String... says) {
    assertThatThrownBy(job::run)
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
        .hasMessageContainingAll(says);
  }
}
