package io.druidpatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.storage.OwnFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not the tool's own is refused by its path, and is afterwards as it was before. */
class ForeignFolderTest {
  @TempDir Path folder;
  private SeriesFixture project;
  private Path theirs;

  @BeforeEach
  void make() throws IOException {
    project = new SeriesFixture(folder.resolve("project"));
    theirs = Files.createDirectories(folder.resolve("theirs"));
  }

  /** The result of a command: its exit code and what it said on standard error. */
  private record Said(int code, String error) {}

  private Said run(Path repository, String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(
        1, List.of("--series", project.seriesFile().toString(), "--repository", "" + repository));
    return tool(arguments);
  }

  private static Said tool(List<String> arguments) {
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(error, true, StandardCharsets.UTF_8));
    try {
      int code = Main.run(arguments.toArray(String[]::new));
      return new Said(code, error.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }

  private static void assertRefused(Said said, Path named) {
    assertThat(said.code()).as(said.error()).isEqualTo(ExitCode.FOREIGN.number());
    assertThat(said.error()).contains(named.toString(), "found: ", "fix: ");
  }

  /** Every file below, with its content or the link's target. */
  private static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.toList()) {
        String content = "";
        if (Files.isSymbolicLink(file)) {
          content = "to " + Files.readSymbolicLink(file);
        } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          content = Files.readString(file, StandardCharsets.ISO_8859_1);
        }
        files.put(folder.relativize(file).toString(), content);
      }
    }
    return files;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "apply",
        "apply --source central",
        "status",
        "onto v1",
        "refresh",
        "export out",
        "bundle out.bundle",
        "build",
        "test-upstream"
      })
  void aFolderWithFilesIsNoRepository(String command) throws IOException {
    Files.writeString(theirs.resolve("keep.txt"), "mine");
    Map<String, String> before = files(folder);
    Said said = run(theirs, command.split(" "));
    assertRefused(said, theirs);
    assertThat(said.error()).contains("keep.txt");
    assertThat(files(folder)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"apply", "status", "onto v1", "refresh", "export out", "build"})
  void aBareRepositoryOfSomebodyElseIsNotTaken(String command) throws IOException {
    try (Repository made = bare(theirs)) {
      made.create(true);
    }
    Files.writeString(theirs.resolve("packed-refs.lock"), "a gc of theirs is under way");
    Files.writeString(theirs.resolve("objects/pack/incoming_1.pack"), "and a fetch");
    Map<String, String> before = files(folder);
    Said said = run(theirs, command.split(" "));
    assertRefused(said, theirs);
    assertThat(said.error()).contains("a git repository without that\n").doesNotContain("config ");
    assertThat(files(folder)).isEqualTo(before);
  }

  private static Repository bare(Path folder) throws IOException {
    return new FileRepositoryBuilder().setBare().setGitDir(folder.toFile()).build();
  }

  @Test
  void whatAnOlderBuildMadeIsTakenOnceItIsMarkedAsToldTo() throws Exception {
    Path own = folder.resolve("own/druid.git");
    assertThat(run(own, "apply").code()).isZero();
    Path config = own.resolve("config");
    Files.writeString(config, Files.readString(config).replaceAll("(?s)\\[druidpatch].*", ""));
    Said said = run(own, "apply");
    assertRefused(said, own);
    String mark = said.error().replaceAll("(?s).*fix: (git [^;]*);.*", "$1");
    Process git = new ProcessBuilder("sh", "-c", mark).inheritIO().start();
    assertThat(git.waitFor()).as(mark).isZero();
    assertThat(run(own, "apply").code()).isZero();
  }

  @Test
  void theUsersConfigurationMarksNothing() throws IOException {
    try (Repository made = bare(theirs)) {
      made.create(true);
    }
    Path config = theirs.resolve("config");
    Path other = Files.writeString(folder.resolve("other"), "[druidpatch]\n\trepository = 1\n");
    Files.writeString(config, Files.readString(config) + "[include]\n\tpath = " + other + "\n");
    assertRefused(run(theirs, "apply"), theirs);
  }

  @Test
  void theOthersBesideTheRepositoryAreLookedAtToo() throws IOException {
    Path own = folder.resolve("own/druid.git");
    assertThat(run(own, "apply").code()).isZero();
    for (Map.Entry<String, List<String>> one :
        Map.of(
                "history.git", List.of("upstream", "status"),
                "build", List.of("build", "--kind", "lean"),
                "m2", List.of("apply", "--source", "central"),
                "image", List.of("image", "x.tar.gz", "--from", "a", "--to", "b"))
            .entrySet()) {
      Path beside = folder.resolve("own").resolve(one.getKey());
      Files.createDirectories(beside.resolve("jars"));
      Files.writeString(beside.resolve("jars/mine.jar"), "mine");
      Map<String, String> before = files(beside);
      List<String> command = new ArrayList<>(one.getValue());
      command.addAll(
          List.of("--series", project.seriesFile().toString(), "--repository", own.toString()));
      assertRefused(tool(command), beside);
      assertThat(files(beside)).isEqualTo(before);
      assertThat(folder.resolve("own").toFile().list()).doesNotContain(one.getKey() + ".lock");
    }
  }

  @Test
  void anEmptyFolderAndALinkToOneBecomeTheRepository() throws IOException {
    assertThat(run(theirs, "apply").code()).isZero();
    Path real = Files.createDirectories(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    assertThat(run(link, "apply").code()).isZero();
    assertThat(link).isSymbolicLink();
    assertThat(real.resolve("HEAD")).exists();
    assertThat(run(link, "status").code()).isZero();
    assertThat(run(real, "apply", "--worktree", folder.resolve("tree").toString()).code()).isZero();
    assertThat(run(link, "apply", "--worktree", folder.resolve("tree").toString()).code()).isZero();
  }

  @Test
  void aLinkToNothingIsRefused() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
    assertRefused(run(link, "apply"), link);
    Path own = folder.resolve("own/druid.git");
    assertRefused(run(own, "apply", "--worktree", link.toString()), link);
    assertThat(link).isSymbolicLink();
    assertThat(folder.resolve("nowhere")).doesNotExist();
  }

  @Test
  void nothingIsMadeByACommandThatNeedsWhatApplyMakes() throws IOException {
    Path none = folder.resolve("none/druid.git");
    for (String command :
        List.of("refresh", "export out", "bundle out.bundle", "build", "status")) {
      Said said = run(none, command.split(" "));
      assertThat(said.code()).as(command).isIn(0, ExitCode.STALE.number());
      assertThat(folder.resolve("none")).as(command).doesNotExist();
    }
  }

  @Test
  void aWorktreeGoesWhereNothingIs() throws IOException {
    Path own = folder.resolve("own/druid.git");
    Files.writeString(theirs.resolve("keep.txt"), "mine");
    Path file = Files.writeString(folder.resolve("file"), "mine");
    for (Path there : List.of(theirs, file)) {
      assertRefused(run(own, "apply", "--worktree", there.toString()), there);
    }
    assertThat(theirs.toFile().list()).containsExactly("keep.txt");
    assertThat(file).hasContent("mine");
    Path real = Files.createDirectories(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    assertThat(run(own, "apply", "--worktree", link.toString()).code()).isZero();
    assertThat(link).isSymbolicLink();
    assertThat(real.resolve("c/new")).exists();
  }

  @Test
  void filesOfAnotherKindAreNotReplaced() throws IOException {
    Path own = folder.resolve("own/druid.git");
    assertThat(run(own, "apply").code()).isZero();
    Path file = Files.writeString(folder.resolve("mine"), "mine");
    assertRefused(run(own, "bundle", file.toString()), file);
    assertRefused(run(own, "export", file.toString()), file);
    Files.writeString(theirs.resolve("keep.txt"), "mine");
    assertRefused(run(own, "export", theirs.toString()), theirs);
    assertRefused(run(own, "bundle", theirs.toString()), theirs);
    assertRefused(run(own, "image", "x.tar.gz", "--from", "a", "--to", "tar://" + file), file);
    assertThat(file).hasContent("mine");
    assertThat(theirs.toFile().list()).containsExactly("keep.txt");
    // Its own it does replace.
    Path bundle = folder.resolve("a.bundle");
    assertThat(run(own, "bundle", bundle.toString()).code()).isZero();
    assertThat(run(own, "bundle", bundle.toString()).code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"index.html", "report.md", "report.json"})
  void aReportReplacesNoPageOfSomebodyElse(String name) throws IOException {
    Path file = Files.writeString(theirs.resolve(name), "mine");
    assertRefused(
        run(folder.resolve("own/druid.git"), "verify", "--report", theirs.toString()), theirs);
    assertThat(file).hasContent("mine");
  }

  @Test
  void patchedSourcesReplacesWhatItMarkedItself() throws IOException {
    Path own = folder.resolve("own/druid.git");
    assertThat(run(own, "patched-sources", theirs.toString()).code()).isZero();
    assertThat(theirs.resolve(OwnFolder.MARK)).exists();
    Path link = Files.createSymbolicLink(folder.resolve("link"), theirs);
    assertThat(run(own, "patched-sources", link.toString()).code()).isZero();
    Files.delete(theirs.resolve(OwnFolder.MARK));
    Map<String, String> before = files(theirs);
    assertRefused(run(own, "patched-sources", theirs.toString()), theirs);
    assertThat(files(theirs)).isEqualTo(before);
  }
}
