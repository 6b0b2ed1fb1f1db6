package io.druidpatch.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.druidpatch.cli.Main;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What killed runs leave, the next run of a command that works there removes. */
class KilledTest {
  /**
   * The empty file and the link by which JGit finds out, once a process, whether there are symbolic
   * links (FS.detectSymlinkSupport). They have no mark of the tool's, so it does not remove them.
   */
  private static final Pattern JGIT_PROBE = Pattern.compile("tempsymlinktarget\\d+(-tempsymlink)?");

  @TempDir Path folder;
  private SeriesFixture project;
  private Path tree;
  private Path temporary;

  @BeforeEach
  void make() throws IOException {
    project = new SeriesFixture(folder.resolve("project"));
    project.patch("0001-four.patch", SeriesFixture.CHANGE_FOUR);
    project.series(project.pick("clean"), project.local("0001-four.patch"));
    tree = folder.resolve("tree");
    temporary = Files.createDirectories(folder.resolve("tmp"));
  }

  @Test
  void atAnyMoment() throws Exception {
    // From before the repository is there to after the last step, on fast and on slow machines.
    for (int wait : new int[] {20, 150, 300, 450, 700, 1000}) {
      Process run = start();
      assertThat(run.inputReader().read()).isEqualTo('r');
      Thread.sleep(wait);
      // SIGKILL: no hook runs.
      run.destroyForcibly().waitFor();
      commitOnce();
    }
    Process last = start();
    String error = new String(last.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(last.waitFor()).as(error).isZero();
    commitOnce();
    last = start();
    error = new String(last.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(last.waitFor()).as(error).isZero();
    assertThat(leftovers()).isEmpty();
    assertThat(folder.resolve("project/patches/local").toFile().list())
        .containsExactlyInAnyOrder("0001-four.patch", "0002-Mine.patch");
    assertThat(project.file("d/mine")).isEqualTo("mine\n");
    assertThat(new Status(project.workspace()).run().upToDate()).isTrue();
  }

  /** A kill in the middle of a ref's update leaves git's own lock file, at which commits stop. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "refs/heads/work/v1",
        "refs/druidpatch/work/v1",
        "refs/druidpatch/checking-out/work/v1"
      })
  void aNewWorktreeIsThereOnlyOnceCommitsCanBeMadeInIt(String ref) throws Exception {
    project.apply();
    Path repository = project.workspace().repository();
    Path lock = repository.resolve(ref + ".lock");
    Files.createDirectories(lock.getParent());
    Files.createFile(lock);
    assertThat(run()).isEqualTo(ExitCode.STORAGE.number());
    commitOnce();
    assertThat(tree).doesNotExist();
    Files.writeString(repository.resolve("druidpatch-lock"), "4711\n");
    assertThat(run()).isZero();
    commitOnce();
    assertThat(run()).isZero();
    assertThat(project.file("d/mine")).isEqualTo("mine\n");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void theNextRunsRemoveWhatADeadProcessLeft() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    String part = ".part-" + ended.pid();
    Path local = project.seriesFile().resolveSibling("local");
    for (Path left :
        List.of(
            folder.resolve(".tree" + part),
            project.seriesFile().resolveSibling(".series.yaml" + part),
            local.resolve(".0002-Mine.patch" + part),
            project.workspace().repository().resolveSibling(".druid.git" + part))) {
      Files.createDirectories(left.getParent());
      Files.writeString(left, "half");
      Files.writeString(
          left.resolveSibling(left.getFileName() + ".lock"),
          "druidpatch, process " + ended.pid() + "\n");
    }
    assertThat(run()).isZero();
    assertThat(run()).isZero();
    assertThat(leftovers()).isEmpty();
  }

  /** Between runs, a lock in the repository is that of somebody's own git. */
  @Test
  void theLockOfSomebodysGitStaysUnlessARunOfOursWasKilled() throws Exception {
    assertThat(run()).isZero();
    Path lock = project.workspace().repository().resolve("worktrees/work-v1/index.lock");
    Files.createFile(lock);
    project.apply();
    assertThat(lock).exists();
    Files.writeString(project.workspace().repository().resolve("druidpatch-lock"), "4711\n");
    project.apply();
    assertThat(lock).doesNotExist();
    Files.createFile(lock);
    project.apply();
    assertThat(lock).exists();
  }

  @Test
  void whatAKilledCheckoutLeftIsNotTakenForAPersonsChange() throws Exception {
    assertThat(run()).isZero();
    project.patch("0002-theirs.patch", SeriesFixture.ADD_DELTA);
    project.series(
        project.pick("clean"),
        project.local("0001-four.patch"),
        project.local("0002-theirs.patch"));
    project.apply();
    // As a checkout begins: it says so, and changes one file after the other.
    sh(
        "git --git-dir="
            + project.workspace().repository()
            + " update-ref refs/druidpatch/checking-out/work/v1 patched/v1");
    Files.writeString(tree.resolve("b/other"), "alpha\nbeta\ngamma\ndelta\n");
    Files.writeString(tree.resolve("mine"), "mine");
    Failure failure =
        catchThrowableOfType(
            Failure.class, () -> new Refresh(project.workspace()).run(RefreshRequest.DEFAULT));
    assertThat(failure).hasMessageContaining("broke off while it checked out here");
    sh(failure.getMessage().replaceAll("(?s).*fix: (.*), which keeps.*", "$1"));
    assertThat(new Refresh(project.workspace()).run(RefreshRequest.DEFAULT).removed()).isEmpty();
    assertThat(tree.resolve("b/other")).content().contains("delta");
    sh("git -C " + tree + " checkout 'stash@{0}^3' -- mine");
    assertThat(tree.resolve("mine")).hasContent("mine");
  }

  private static void sh(String line) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", line).redirectErrorStream(true);
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    for (String who : List.of("AUTHOR", "COMMITTER")) {
      builder.environment().put("GIT_" + who + "_NAME", "Me");
      builder.environment().put("GIT_" + who + "_EMAIL", "me@example");
    }
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(line + ": " + said).isZero();
  }

  private List<String> leftovers() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(
              file ->
                  file.toString().contains(".part-")
                      || file.toString().endsWith(".lock")
                      || (file.startsWith(temporary) && !file.equals(temporary)))
          .filter(file -> !JGIT_PROBE.matcher(file.getFileName().toString()).matches())
          .map(Path::toString)
          .toList();
    }
  }

  /** The person's part: a commit in the worktree, once it is there. */
  private void commitOnce() throws Exception {
    Path mine = tree.resolve("d/mine");
    if (!Files.exists(tree.resolve(".git")) || Files.exists(mine)) {
      return;
    }
    Files.createDirectories(mine.getParent());
    Files.writeString(mine, "mine\n");
    Path repository = project.workspace().repository();
    try (Repository linked =
            new FileRepositoryBuilder()
                .setGitDir(repository.resolve("worktrees/work-v1").toFile())
                .setGitCommonDir(repository.toFile())
                .setWorkTree(tree.toFile())
                .build();
        Git git = new Git(linked)) {
      git.add().addFilepattern(".").call();
      git.commit()
          .setMessage("Mine")
          .setAuthor("Me", "me@example")
          .setCommitter("Me", "me@example")
          .setSign(false)
          .call();
    }
  }

  private int run() {
    return Other.run(
        project.seriesFile().toString(),
        project.workspace().repository().toString(),
        tree.toString());
  }

  private Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElse("java"),
            "-Djava.io.tmpdir=" + temporary,
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Other.class.getName(),
            project.seriesFile().toString(),
            project.workspace().repository().toString(),
            tree.toString());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder.start();
  }

  /** A run of the commands that work on a worktree. */
  static final class Other {
    private Other() {}

    public static void main(String[] arguments) {
      System.out.print('r');
      System.out.flush();
      System.exit(run(arguments));
    }

    static int run(String... arguments) {
      List<String> where = List.of("--series", arguments[0], "--repository", arguments[1]);
      List<String> apply = new ArrayList<>(List.of("apply"));
      apply.addAll(where);
      boolean there = Files.exists(Path.of(arguments[2]));
      if (!there) {
        apply.addAll(List.of("--worktree", arguments[2]));
      }
      int code = Main.run(apply.toArray(String[]::new));
      List<String> refresh = new ArrayList<>(List.of("refresh"));
      refresh.addAll(where);
      return code == 0 && there ? Main.run(refresh.toArray(String[]::new)) : code;
    }
  }
}
