package io.druidpatch.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong, how it is told, and that the branch is where it was. */
class FaultTest {
  private static final String UNKNOWN = "1234567890123456789012345678901234567890";

  @TempDir Path folder;
  private SeriesFixture project;
  private ObjectId before;

  /** Every fault hits a project that has a branch already, and a changed series to apply. */
  @BeforeEach
  void applyOnce() throws IOException {
    project = new SeriesFixture(folder);
    before = project.apply().tip();
    change();
  }

  private void change() throws IOException {
    project.series(project.pick("clean"), project.pick("drift"));
  }

  @Test
  void movedTag() throws IOException {
    project.moveTag("before");
    fails(ExitCode.MOVED_TAG, "has moved", project.commits.get("before").name());
  }

  @Test
  void missingTag() throws IOException {
    Files.writeString(
        project.seriesFile(), Files.readString(project.seriesFile()).replace("tag: v1", "tag: v9"));
    fails(ExitCode.MISSING, "has no tag v9");
  }

  @Test
  void unknownCommit() throws IOException {
    project.series(project.pick("clean"), project.pick("other", UNKNOWN));
    fails(ExitCode.MISSING, UNKNOWN);
  }

  @Test
  void upstreamAway() throws IOException {
    Files.move(project.upstream, folder.resolve("gone.git"));
    fails(ExitCode.UNREACHABLE, "cannot be reached", "upstream.git", "--upstream FILE.bundle");
  }

  @Test
  void nobodyListens() throws IOException {
    Files.writeString(
        project.seriesFile(),
        Files.readString(project.seriesFile())
            .replace(project.upstream.toUri().toString(), "http://127.0.0.1:1/druid.git"));
    fails(ExitCode.UNREACHABLE, "http://127.0.0.1:1/druid.git");
  }

  @Test
  void truncatedBundle() throws IOException {
    project.series(project.pick("clean"));
    Path bundle = folder.resolve("all.bundle");
    new WriteBundle(project.workspace(), Progress.SILENT).run(bundle);
    byte[] whole = Files.readAllBytes(bundle);
    Workspace fresh = project.workspace("fresh");
    for (int length : new int[] {10, 40, whole.length / 2, whole.length - 1}) {
      Path cut = folder.resolve("cut.bundle");
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SeriesFixture.apply(fresh, SeriesFixture.upstream(cut.toString())))
          .as("cut at %d of %d", length, whole.length)
          .isInstanceOfSatisfying(
              Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.DAMAGED));
      assertThat(SeriesFixture.tip(fresh)).isNull();
    }
    SeriesFixture.apply(fresh, SeriesFixture.upstream(bundle.toString()));
    assertThat(SeriesFixture.tip(fresh)).isEqualTo(before);
  }

  @Test
  void bundleOfAnotherSeries() throws IOException {
    project.series(project.pick("clean"));
    Path bundle = folder.resolve("all.bundle");
    new WriteBundle(project.workspace(), Progress.SILENT).run(bundle);
    change();
    Workspace fresh = project.workspace("fresh");
    assertThatThrownBy(() -> SeriesFixture.apply(fresh, SeriesFixture.upstream(bundle.toString())))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.MISSING))
        .hasMessageContaining("the pick drift");
  }

  @Test
  void malformedYaml() throws IOException {
    Files.writeString(project.seriesFile(), "entries: [\n  unclosed", StandardCharsets.UTF_8);
    fails(ExitCode.SERIES, "series.yaml:2");
  }

  @Test
  void emptySeries() throws IOException {
    Files.writeString(project.seriesFile(), project.header() + "entries: []\n");
    fails(ExitCode.SERIES, "series.yaml:9", "a list with nothing in it");
  }

  @Test
  void badPatch() throws IOException {
    project.patch("0001-bad.patch", SeriesFixture.CHANGE_FOUR.replace("-four", "-fore"));
    project.series(project.pick("clean"), project.local("0001-bad.patch"));
    fails(ExitCode.BAD_PATCH, "0001-bad.patch:17", "`fore`", "`four` at line 4");
  }

  @Test
  void cutPatch() throws IOException {
    project.patch("0001-cut.patch", "diff --git a/a/text b/a/text\n@@ -3,3 +3,3 @@\n three\n");
    project.series(project.local("0001-cut.patch"));
    fails(ExitCode.SERIES, "0001-cut.patch:");
  }

  @Test
  void patchWithoutItsFields() throws IOException {
    project.patch("0001-x.patch", "");
    Path file = folder.resolve("patches/local/0001-x.patch");
    Files.writeString(file, Files.readString(file).replace("Forwarded: no\n", ""));
    project.series(project.local("0001-x.patch"));
    fails(ExitCode.SERIES, "0001-x.patch:9", "Forwarded");
  }

  @Test
  void twoRunsAtOnce() throws IOException {
    try (PatchRepository held = PatchRepository.openForWriting(project.workspace().repository())) {
      assertThat(held.folder()).exists();
      fails(ExitCode.BUSY, "another run");
    }
    project.apply();
    assertThat(project.tip()).isNotEqualTo(before);
  }

  @Test
  void twoProcessesAtOnce() throws Exception {
    Process holder = start(List.of(), "hold");
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("held");
      fails(ExitCode.BUSY, "another run");
    } finally {
      holder.destroyForcibly().waitFor();
    }
    project.apply();
    assertThat(project.tip()).isNotEqualTo(before);
  }

  @Test
  void killedInTheLastStep() throws Exception {
    Process killed = start(List.of(), "die-before-moving");
    assertThat(killed.waitFor()).isEqualTo(137);
    assertThat(project.tip()).isEqualTo(before);
    // What a kill in the middle of the ref's update itself leaves: git's own lock file.
    Path lock = project.workspace().repository().resolve("refs/heads/patched/v1.lock");
    Files.createFile(lock);
    project.apply();
    assertThat(project.tip()).isNotEqualTo(before);
    assertThat(lock).doesNotExist();
  }

  @Test
  void killedWhileItMakesTheRepository() throws Exception {
    // It is made beside its place, where the next test leaves it, and here is nothing or an empty
    // folder.
    Files.createDirectories(project.workspace("fresh").repository());
    assertThat(SeriesFixture.apply(project.workspace("fresh"), ApplyRequest.DEFAULT).tip())
        .isNotNull();
  }

  @Test
  void noSpaceLeft() throws Exception {
    StringBuilder noise = new StringBuilder();
    java.util.Random random = new java.util.Random(1);
    for (int i = 0; i < 20_000; i++) {
      noise.append('+').append(Long.toHexString(random.nextLong())).append('\n');
    }
    project.patch(
        "0001-big.patch",
        "diff --git a/big b/big\nnew file mode 100644\n--- /dev/null\n+++ b/big\n@@ -0,0 +1,20000 @@\n"
            + noise);
    project.series(project.pick("clean"), project.local("0001-big.patch"));
    // A limit on the size of files is the full disk that a test can have; 64 blocks of 1 KiB.
    Process full = start(List.of("bash", "-c", "ulimit -f 64; exec \"$@\"", "bash"), "apply");
    String error = new String(full.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(full.waitFor()).as(error).isEqualTo(ExitCode.STORAGE.number());
    assertThat(project.tip()).isEqualTo(before);
    project.apply();
    assertThat(project.tip()).isNotEqualTo(before);
  }

  @Test
  void noPermission() throws IOException {
    // Root may write anywhere, but not below a file.
    Files.writeString(folder.resolve("file"), "");
    Workspace workspace = project.workspace("file");
    assertThatThrownBy(() -> SeriesFixture.apply(workspace, ApplyRequest.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.resolve("file").toString());
  }

  private void fails(ExitCode code, String... parts) throws IOException {
    assertThatThrownBy(project::apply)
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    assertThat(project.tip()).isEqualTo(before);
  }

  private Process start(List<String> before, String what) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(
            ProcessHandle.current().info().command().orElse("java"),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Other.class.getName(),
            what,
            project.seriesFile().toString(),
            project.workspace().repository().toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.remove("JAVA_TOOL_OPTIONS");
    return builder.start();
  }

  /** Another process on the same repository. */
  static final class Other {
    private Other() {}

    public static void main(String[] arguments) throws Exception {
      Workspace workspace = new Workspace(Path.of(arguments[1]), Path.of(arguments[2]));
      switch (arguments[0]) {
        case "hold" -> {
          try (PatchRepository held = PatchRepository.openForWriting(workspace.repository())) {
            System.out.println(held.folder().toFile().exists() ? "held" : "gone");
            System.out.flush();
            Thread.sleep(60_000);
          }
        }
        case "die-before-moving" ->
            new Apply(workspace, ApplyRequest.DEFAULT, new Deadly()).run(step -> {});
        default ->
            System.exit(
                io.druidpatch.cli.Main.run(
                    "apply", "--series", arguments[1], "--repository", arguments[2]));
      }
    }
  }

  /** Ends the process, as a kill does, when the branch is about to move. */
  private static final class Deadly implements Progress {
    @Override
    public void line(String text) {
      if (text.startsWith("moving ")) {
        Runtime.getRuntime().halt(137);
      }
    }

    @Override
    public ProgressMonitor transfer() {
      return NullProgressMonitor.INSTANCE;
    }
  }
}
