package io.druidpatch.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.apply.AppliedSeries;
import io.druidpatch.apply.ApplyRequest;
import io.druidpatch.apply.Onto;
import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.progress.Progress;
import io.druidpatch.testing.Requirement;
import io.druidpatch.testing.Requires;
import io.druidpatch.upstream.HistoryQuery;
import io.druidpatch.upstream.UpstreamReport;
import io.druidpatch.upstream.UpstreamStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Git's own server on the loopback, with and without what large hosts allow. */
@Requires(Requirement.GIT)
class GitOriginTest {
  @TempDir Path folder;
  private SeriesFixture project;
  private Process daemon;
  private String url;

  @BeforeEach
  void serve() throws Exception {
    project = new SeriesFixture(folder);
    project.series(project.pick("clean"), project.pick("late"));
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    daemon =
        new ProcessBuilder(
                "git",
                "daemon",
                "--listen=127.0.0.1",
                "--port=" + port,
                "--base-path=" + folder,
                "--export-all")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("daemon.log").toFile())
            .start();
    url = "git://127.0.0.1:" + port + "/upstream.git";
    for (int tries = 0; tries < 100; tries++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(socket.isConnected()).isTrue();
        return;
      } catch (IOException e) {
        Thread.sleep(50);
      }
    }
    assertThat(Files.readString(folder.resolve("daemon.log"))).isEqualTo("a running daemon");
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (daemon != null) {
      // `git daemon` starts the real server as a child.
      List<ProcessHandle> all =
          Stream.concat(daemon.descendants(), Stream.of(daemon.toHandle())).toList();
      all.forEach(ProcessHandle::destroy);
      daemon.waitFor();
    }
  }

  private void allow(String key) throws IOException {
    try (Repository repository = bare(project.upstream)) {
      StoredConfig config = repository.getConfig();
      config.setBoolean("uploadpack", null, key, true);
      config.save();
    }
  }

  @Test
  void aServerThatFiltersSendsOnlyTheChangedFiles() throws IOException {
    allow("allowFilter");
    allow("allowAnySHA1InWant");
    Workspace workspace = project.workspace("filtered");
    AppliedSeries applied = SeriesFixture.apply(workspace, SeriesFixture.upstream(url));
    assertThat(applied.tip()).isEqualTo(project.apply().tip());
    try (Repository repository = SeriesFixture.open(workspace)) {
      assertThat(repository.resolve("patched/v1:b/other")).isNotNull();
    }
    try (Stream<Path> packs = Files.list(workspace.repository().resolve("objects/pack"))) {
      assertThat(packs).anyMatch(file -> file.toString().endsWith(".promisor"));
    }
    Files.move(project.upstream, folder.resolve("gone.git"));
    assertThat(SeriesFixture.apply(workspace, ApplyRequest.DEFAULT).tip()).isEqualTo(applied.tip());
  }

  @Test
  void aServerThatCannotFilterWillDo() throws IOException {
    allow("allowAnySHA1InWant");
    AppliedSeries applied =
        SeriesFixture.apply(project.workspace("plain"), SeriesFixture.upstream(url));
    assertThat(applied.tip()).isEqualTo(project.apply().tip());
  }

  @Test
  void aServerThatBeganToFilterLaterWillDo() throws IOException {
    allow("allowAnySHA1InWant");
    Workspace workspace = project.workspace("mixed");
    project.series(project.pick("clean"));
    SeriesFixture.apply(workspace, SeriesFixture.upstream(url));
    allow("allowFilter");
    project.series(project.pick("clean"), project.pick("late"));
    assertThat(SeriesFixture.apply(workspace, SeriesFixture.upstream(url)).tip())
        .isEqualTo(project.apply().tip());
  }

  /** The second base is a pick's parent, of which the filter kept files back. */
  @Test
  void aBaseThatIsFetchedAfterPicksIsWhole() throws IOException {
    allow("allowFilter");
    allow("allowAnySHA1InWant");
    Workspace workspace = project.workspace("bases");
    project.series(project.pick("late"));
    SeriesFixture.apply(workspace, SeriesFixture.upstream(url));
    project.base("v2", "conflicting");
    SeriesFixture.apply(workspace.on("v2"), SeriesFixture.upstream(url));
    try (Repository repository = SeriesFixture.open(workspace)) {
      ObjectId file = repository.resolve("patched/v2:a/text");
      assertThat(new String(repository.open(file).getBytes(), StandardCharsets.UTF_8))
          .isEqualTo(
              SeriesFixture.TEXT.replace("two", "TWO").replace("nine", "drifted and changed"));
    }
  }

  @Test
  void theHistoryOfATagIsAskedWithoutItsTrees() throws IOException {
    allow("allowAnySHA1InWant");
    Workspace workspace = project.workspace("history");
    project.branchOff("else", "late", "a/text", SeriesFixture.TEXT.replace("two", "zwei"));
    project.tag("v2", "else");
    project.series(project.pick("clean"));
    Onto onto = new Onto(workspace, Optional.of(url), Progress.SILENT);
    assertThat(onto.run(List.of("v2")).get(0).lines().get(0))
        .satisfies(
            line -> {
              assertThat(line.state()).isEqualTo(Onto.State.CONFLICT);
              assertThat(line.note()).contains("could not be asked");
            });
    allow("allowFilter");
    assertThat(onto.run(List.of("v2")).get(0).lines().get(0).state())
        .isEqualTo(Onto.State.CONTAINED);
  }

  @Test
  void insteadOfIsHonoured() throws IOException {
    Workspace workspace = project.workspace("mirror");
    SeriesFixture.apply(workspace, ApplyRequest.DEFAULT);
    try (Repository repository = SeriesFixture.open(workspace)) {
      StoredConfig config = repository.getConfig();
      config.setString(
          "url", project.upstream.toUri().toString(), "insteadOf", "https://no.invalid/x.git");
      config.save();
    }
    project.series(project.pick("clean"), project.pick("late"));
    assertThat(
            SeriesFixture.apply(workspace, SeriesFixture.upstream("https://no.invalid/x.git"))
                .tip())
        .isEqualTo(project.apply().tip());
  }

  @Test
  void aHistoryComesWithoutFilesAndGoesOnFromWhereItWas() throws IOException {
    allow("allowFilter");
    allow("allowAnySHA1InWant");
    project.series(project.pick("clean"));
    Workspace workspace = project.workspace("history");
    Path history = workspace.repository().resolveSibling("history.git");
    assertThat(status(workspace, false).picks().get(0).left()).isEqualTo(2);
    ObjectId uncarried = blob("b/other");
    ObjectId carried = blob("a/text");
    try (Repository repository = bare(history)) {
      assertThat(repository.getObjectDatabase().has(uncarried)).isFalse();
      assertThat(repository.getObjectDatabase().has(carried)).isTrue();
    }
    project.commit("more", "More", "a/text", "1\n" + project.files().get("a/text"));
    project.tag("druid-2.0.0", "more");
    UpstreamStatus status = status(workspace, false);
    assertThat(status.head().id()).isEqualTo(project.commits.get("more"));
    assertThat(status.picks().get(0).releases()).containsExactly("druid-2.0.0");
    assertThat(status.picks().get(0).left()).isEqualTo(2);
    try (Repository repository = bare(history)) {
      assertThat(repository.getObjectDatabase().has(uncarried)).isFalse();
    }

    Files.move(project.upstream, folder.resolve("gone.git"));
    assertThat(status(workspace, true))
        .usingRecursiveComparison()
        .ignoringFields("answered")
        .isEqualTo(status);
    assertThatThrownBy(() -> status(workspace, false))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.UNREACHABLE));
  }

  @Test
  void aHistoryComesWithFilesFromAServerThatCannotFilter() throws IOException {
    Workspace workspace = project.workspace("history");
    project.series(project.pick("clean"));
    project.tag("druid-2.0.0", "late");
    assertThat(status(workspace, false).picks().get(0).releases()).containsExactly("druid-2.0.0");
    try (Repository repository = bare(workspace.repository().resolveSibling("history.git"))) {
      assertThat(repository.getObjectDatabase().has(blob("b/other"))).isTrue();
    }
  }

  private UpstreamStatus status(Workspace workspace, boolean offline) throws IOException {
    return new UpstreamReport(
            workspace, new HistoryQuery(Optional.of(url), "master", offline), Progress.SILENT)
        .status();
  }

  /** The id of a file at the upstream's head. */
  private ObjectId blob(String path) throws IOException {
    try (Repository repository = bare(project.upstream)) {
      return repository.resolve("master:" + path);
    }
  }

  private static Repository bare(Path folder) throws IOException {
    return new FileRepositoryBuilder().setBare().setGitDir(folder.toFile()).build();
  }
}
