package io.druidpatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.apply.Status;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** How commands look on a terminal, to a shell's completion, and to what reads their JSON. */
class TerminalUseTest {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  @TempDir Path folder;
  private SeriesFixture project;

  @BeforeEach
  void makeProject() throws IOException {
    project = new SeriesFixture(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nope",
        "apply --nope",
        "apply --source nope",
        "build --kind nope",
        "build --kind overlay",
        "image x --from y --to z --layer nope",
        "resolve a b c --take nope --reason r",
        "resolve a b c",
        "release",
        "release 1 --without nope --reason r",
        "release 1 --without verify",
        "verify --cluster nope",
        "upstream decide x",
        "upstream candidates"
      })
  void aUsageErrorIsSeenOnAScreen(String line) {
    ToolRun run = ToolRun.of(line.isEmpty() ? new String[] {"--nope"} : line.split(" ", -1));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines().toList())
        .as(run.err())
        .hasSizeLessThan(8)
        .first()
        .asString()
        .startsWith("error: ");
    assertThat(run.err()).contains("see: mvn ").contains("--help");
  }

  @Test
  void theWordsOfAnOptionAreThereForAShell() {
    List<String> without = new ArrayList<>();
    Set<String> seen = new TreeSet<>();
    CommandLine line = new CommandLine(new Main());
    HelpTest.leaves()
        .forEach(
            (name, command) -> {
              for (OptionSpec option : command.getCommandSpec().options()) {
                List<String> words = new ArrayList<>();
                if (option.completionCandidates() != null) {
                  option.completionCandidates().forEach(words::add);
                }
                List<String> labels =
                    Stream.of(option.paramLabel().split("\\|", -1))
                        .filter(label -> label.matches("[a-z][a-z0-9-]*"))
                        .filter(
                            label -> !label.equals("base") || option.longestName().equals("--take"))
                        .toList();
                if (!labels.isEmpty()) {
                  seen.add(option.longestName());
                  if (!words.containsAll(labels)) {
                    without.add(name + " " + option.longestName() + ": " + words);
                  }
                }
                if (Set.of("TAG", "SCENARIO", "STEP").contains(option.paramLabel())
                    && words.isEmpty()) {
                  without.add(name + " " + option.longestName() + ": nothing");
                }
              }
            });
    assertThat(without).isEmpty();
    assertThat(seen)
        .containsExactlyInAnyOrder("--cluster", "--kind", "--layer", "--s3", "--source", "--take");
    assertThat(AutoComplete.bash("druidpatch", line))
        .contains("\"lean\" \"overlay\" \"full\"")
        .contains("\"druid-30.0.0\" \"druid-30.0.1\"");
  }

  @Test
  void theTableFitsTheTerminal() throws IOException {
    project.patch(
        "store-a-task-s-log-as-a-file-under-the-name-it-is-re.patch", SeriesFixture.CHANGE_FOUR);
    project.series(
        project.pick("clean"),
        project.local("store-a-task-s-log-as-a-file-under-the-name-it-is-re.patch"));
    project.base("v2", "between");
    project.notOn(
        "clean", "v2", "it has been there for a long time, in other words than upstream's own");
    project.apply();
    Status.Report report = new Status(project.workspace()).run();
    Status.Report second = new Status(project.workspace().on("v2")).run();
    for (int width : new int[] {80, 60, 130}) {
      for (Status.Report one : List.of(report, second)) {
        String table = table(one, OptionalInt.of(width));
        assertThat(table.lines().takeWhile(line -> !line.isEmpty()))
            .as(table)
            .allMatch(line -> line.length() <= width);
        assertThat(table.replaceAll("\\s+", "")).contains("log-as-a-file-under-the-name-it-is-re");
      }
    }
    String tip = report.tip().orElseThrow().name();
    String row = "  local  " + tip + "      1  clean";
    assertThat(table(report, OptionalInt.of(130))).contains(row);
    assertThat(table(report, OptionalInt.empty())).contains(row);
    assertThat(table(report, OptionalInt.of(80)))
        .contains("local  " + tip.substring(0, 10) + "      1  store-a-task");
  }

  private static String table(Status.Report report, OptionalInt width) {
    StringWriter text = new StringWriter();
    ReportPrinter.table(report, new PrintWriter(text), width);
    return text.toString();
  }

  @Test
  void whatDoesNotMoveIsNotMoved() throws IOException {
    assertThat(run("apply").err()).contains("moving patched/v1 to ");
    assertThat(run("apply").err())
        .contains("patched/v1 is at " + project.tip().name() + " already")
        .doesNotContain("moving");
  }

  @Test
  void onStandardOutputThereIsNothingButJson() throws IOException {
    project.tag("v2", "between");
    for (String line :
        List.of(
            "status --json",
            "apply --json",
            "status --json",
            "onto v1 v2 --json",
            "export FOLDER/out --json",
            "apply --worktree FOLDER/tree --json",
            "refresh --json",
            "upstream status --json",
            "upstream candidates " + project.commits.get("clean").name() + " --json",
            "upstream status --offline --json")) {
      assertJson(run(line), line);
    }
    project.series(project.pick("conflicting"));
    ToolRun conflict = run("apply --json");
    assertThat(conflict.code()).isEqualTo(7);
    assertThat(conflict.out()).isEmpty();
    ToolRun status = run("status --json");
    assertThat(status.code()).isEqualTo(7);
    assertJson(status, "status --json");
  }

  /** Jansi, of the Maven that runs the tool, would end every output with a reset of colours. */
  @Test
  void mavenAddsNothing() throws IOException {
    assertThat(RepositoryOptions.home().resolve(".mvn/jvm.config"))
        .content()
        .contains("-Djansi.noreset=true");
  }

  private static void assertJson(ToolRun run, String line) throws IOException {
    assertThat(run.out()).as(line + run.err()).isNotEmpty();
    assertThat(JSON.readTree(run.out()).isContainerNode()).as(line).isTrue();
  }

  private ToolRun run(String line) {
    return ToolRun.of(
        Stream.concat(
                Stream.of(line.replace("FOLDER", folder.toString()).split(" ", -1)),
                Stream.of(
                    "--series",
                    project.seriesFile().toString(),
                    "--repository",
                    project.workspace().repository().toString()))
            .toArray(String[]::new));
  }
}
