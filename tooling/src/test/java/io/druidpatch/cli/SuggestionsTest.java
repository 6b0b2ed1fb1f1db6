package io.druidpatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.failure.Invocation;
import io.druidpatch.failure.ShellWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command suggests works when it is pasted. */
class SuggestionsTest {
  private static final String LINES = "same\nx\na\nb\nc\nd\ne\nf\ng\nh\n";

  @TempDir Path folder;

  @AfterEach
  void startedByMavenAgain() {
    System.clearProperty(Invocation.PROGRAM_PROPERTY);
  }

  /** Five conflicts, of which two are the same, in files whose names a shell takes apart. */
  @ParameterizedTest
  @ValueSource(strings = {"", "druidpatch", "/with a space/it's $HOME"})
  void theLinesOfAConflictCanBePastedOneByOne(String program) throws IOException {
    if (!program.isEmpty()) {
      System.setProperty(Invocation.PROGRAM_PROPERTY, program);
    }
    String twice = "same\nx\n1\n2\n3\n4\n5\n6\nsame\nx\n";
    Map<String, String> more =
        Map.of("a b/it's", twice, "$HOME/`x`", twice, "c d", "one\n", "plain", "one\n");
    SeriesFixture project = new SeriesFixture(folder.resolve("it's a folder"), more);
    more.keySet().forEach(path -> project.files().put(path, drifted(more.get(path), "d")));
    project.commit("drifted", "Drift");
    more.keySet().forEach(path -> project.files().put(path, drifted(more.get(path), "e")));
    project.commit("pick", "Pick", "c/added", "so that the pick changes something in any case\n");
    project.series(project.pick("pick"));

    ToolRun conflict = run(project, "apply");
    assertThat(conflict.code()).as(conflict.all()).isEqualTo(7);
    List<String> lines = suggested(conflict, "resolve");
    assertThat(lines).hasSize(4);
    assertThat(conflict.err()).contains("(conflict 1 of 6)").contains("(conflict 6 of 6)");
    for (String line : lines) {
      ToolRun run = paste(line);
      assertThat(run.code()).as(line + "\n" + run.all()).isZero();
    }
    ToolRun again = paste(lines.get(0));
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("already");
    ToolRun last = run(project, "apply");
    assertThat(last.code()).as(last.all()).isZero();
  }

  private static String drifted(String text, String to) {
    return text.replace("x\n", to + "\n").replace("one\n", to + "\n");
  }

  @Test
  void aConflictThatIsNotThereIsNotDecided() throws IOException {
    SeriesFixture project = new SeriesFixture(folder);
    project.series(project.pick("conflicting"));
    String before = Files.readString(project.seriesFile());
    String[] decision = {"--take", "base", "--reason", "so"};
    String hash = "0123456789abcdef".repeat(4);

    ToolRun first = run(project, "resolve", "conflicting", "a/text", hash, decision);
    assertThat(first.code()).as(first.all()).isEqualTo(13);
    assertThat(first.err()).contains("apply");

    ToolRun conflict = run(project, "apply");
    assertThat(ShellWords.of(arguments(suggested(conflict, "resolve").get(0))).get(3))
        .matches("[0-9a-f]{64}");
    for (String[] wrong : new String[][] {{"a/text", hash}, {"no/such", hash}}) {
      ToolRun run = run(project, "resolve", "conflicting", wrong[0], wrong[1], decision);
      assertThat(run.code()).as(run.all()).isEqualTo(2);
      assertThat(run.err()).contains("nothing was recorded").contains("a/text ");
    }
    assertThat(Files.readString(project.seriesFile())).isEqualTo(before);
  }

  @Test
  void aFileThatUpstreamHasMovedIsFoundUnderItsOldName() throws IOException {
    SeriesFixture project = new SeriesFixture(folder, Map.of("old/Name.java", LINES));
    project.files().remove("old/Name.java");
    project.commit("moved", "Move", "new/Name.java", LINES.replace("same", "other"));
    project.commit("pick", "Pick", "new/Name.java", LINES.replace("same", "mine"));
    project.series(project.pick("pick"));
    ToolRun conflict = run(project, "apply");
    assertThat(conflict.code()).isEqualTo(7);
    assertThat(conflict.err())
        .containsPattern("old/Name\\.java:\\d+ \\(conflict 1 of 1\\)")
        .doesNotContain("no such file");
    assertThat(suggested(conflict, "resolve").get(0)).contains(" new/Name.java ");
    assertThat(paste(suggested(conflict, "resolve").get(0)).code()).isZero();
  }

  @Test
  void aBundlesAdviceNamesTheBase() throws IOException {
    SeriesFixture project = new SeriesFixture(folder);
    project.base("v2", "between");
    project.series(project.pick("clean"));
    project.base("v2", "between");
    assertThat(run(project, "apply", "--base", "v2").code()).isZero();
    Path bundle = folder.resolve("with a space.bundle");
    ToolRun written = run(project, "bundle", bundle.toString(), "--base", "v2");
    assertThat(written.code()).as(written.all()).isZero();
    String advice = written.out().substring(written.out().indexOf("use it with ") + 12).strip();
    assertThat(advice).contains("--base v2");
    assertThat(paste(advice).code()).isZero();

    Path ofFirst = folder.resolve("first.bundle");
    assertThat(run(project, "bundle", ofFirst.toString()).code()).isZero();
    ToolRun other = run(project, "apply", "--upstream", ofFirst.toString(), "--base", "v2");
    assertThat(other.code()).isEqualTo(5);
    assertThat(other.err()).contains("bundle FILE.bundle --base v2");
  }

  /** What stands behind the program's name, or in Maven's property. */
  private static String arguments(String line) {
    List<String> words = ShellWords.of(line);
    if (words.get(0).equals("mvn")) {
      return words.get(words.size() - 1).substring("-Dexec.args=".length());
    }
    return line.substring(Invocation.quoted(words.get(0)).length() + 1);
  }

  private static ToolRun paste(String line) {
    return ToolRun.of(ShellWords.of(arguments(line)).toArray(String[]::new));
  }

  private static List<String> suggested(ToolRun run, String command) {
    return run.err()
        .lines()
        .map(String::strip)
        .filter(line -> line.matches("(mvn|druidpatch|'/with).*[ \"]" + command + " .*"))
        .toList();
  }

  private static ToolRun run(
      SeriesFixture project,
      String command,
      String entry,
      String path,
      String hunk,
      String[] decision) {
    return run(
        project,
        Stream.concat(Stream.of(command, entry, path, hunk), Stream.of(decision))
            .toArray(String[]::new));
  }

  private static ToolRun run(SeriesFixture project, String... arguments) {
    return ToolRun.of(
        Stream.concat(
                Stream.of(arguments),
                Stream.of(
                    "--series",
                    project.seriesFile().toString(),
                    "--repository",
                    project.workspace().repository().toString()))
            .toArray(String[]::new));
  }
}
