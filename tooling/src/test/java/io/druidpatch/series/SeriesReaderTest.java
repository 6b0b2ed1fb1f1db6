package io.druidpatch.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesReaderTest {
  private static final String GOOD =
      """
      upstream: https://example.org/druid.git
      base:
        tag: v1
        commit: 1111111111111111111111111111111111111111
      committer:
        name: Someone
        email: someone@example.org
      central:
        - module: server
          artifact: org.example:server:1
      entries:
        # first
        - pick: 2222222222222222222222222222222222222222
          id: one
          pull-request: https://example.org/1
          why: a reason
          fate: unknown
          reverted-by: 4444444444444444444444444444444444444444
          resolutions:
            - path: a/b
              hunk: 3333333333333333333333333333333333333333333333333333333333333333
              take: base
              reason: a reason
        # second
        - local: 0001-two.patch
          id: two
          adapts: one
      topics:
        - kube(rnetes)?
      considered:
        - commit: 5555555555555555555555555555555555555555
          reason: a reason
      """;

  @TempDir Path folder;

  @BeforeEach
  void makePatch() throws IOException {
    Files.createDirectories(folder.resolve("local"));
    Files.writeString(folder.resolve("local/0001-two.patch"), "");
  }

  @Test
  void readsAll() throws IOException {
    Series series = read(GOOD);
    assertThat(series.branch()).isEqualTo("patched/v1");
    assertThat(series.entries()).extracting(Entry::id).containsExactly("one", "two");
    assertThat(series.entries()).extracting(Entry::line).containsExactly(13, 25);
    assertThat(series.picks().get(0).resolutions().get(0).choice()).isEqualTo(Resolution.Take.BASE);
    assertThat(((LocalPatch) series.entries().get(1)).adapts()).contains("one");
    assertThat(series.picks().get(0).revertedBy()).contains(ObjectId.fromString("4".repeat(40)));
    assertThat(series.topics().get(0).matcher("In Kubernetes").find()).isTrue();
    assertThat(series.considered())
        .containsExactly(new Considered(ObjectId.fromString("5".repeat(40)), "a reason", 31));
  }

  /** Replaces the first text by the second, and expects an error at the line with the third. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          tag: v1               | tga: v1                                  | 3  | the key `tag`
          name: Someone         | name: Someone#  nick: S                  | 7  | unknown key `nick`
          name: Someone         | name: Someone#  name: S                  | 7  | `name` once
          name: Someone         | name:                                    | 6  | text for `name`
          1111111111111111111111111111111111111111 | 1111111             | 4  | a full commit id
          2222222222222222222222222222222222222222 | 2222222             | 13 | a full commit id
          id: two               | id: one                                  | 26 | the id one once
          id: two               | id: Two!                                 | 26 | an id of small letters
          0001-two.patch        | 0002-gone.patch                          | 25 | no such file
          0001-two.patch        | ../local/0001-two.patch                  | 25 | the name of a file
          adapts: one           | adapts: none                             | 27 | the id of a pick above
          take: base            | take: ours                               | 22 | base or upstream
          take: base            | take: base#        lines: x              | 20 | both
          hunk: 33              | hunk: xx                                 | 21 | a SHA-256
          why: a reason         | why: ''                                  | 16 | text for `why`
          local: 0001           | file: 0001                               | 25 | `pick` or `local`
          org.example:server:1  | server                                   | 10 | groupId:artifactId:version
          44444                 | x4444                                    | 18 | a full commit id
          kube(rnetes)?         | kube(rnetes                              | 29 | a regular expression
          kube(rnetes)?         | ''                                       | 29 | a word or a regular
          55555555              | abc                                      | 31 | a full commit id
          5555555555555555555555555555555555555555 | 2222222222222222222222222222222222222222 | 31 | the pick of line 13
          entries:              | entry:                                   | 1  | the key `entries`
          """)
  void namesTheLine(String from, String to, int line, String message) {
    assertThat(GOOD).contains(from);
    assertThatThrownBy(() -> read(GOOD.replace(from, to.replace("#", "\n"))))
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.SERIES))
        .hasMessageContaining("series.yaml:" + line + ":")
        .hasMessageContaining(message);
  }

  @Test
  void aSecondPickOfOneCommitIsAnError() {
    String twice =
        GOOD.replace(
            "  # second\n",
            """
              - pick: 2222222222222222222222222222222222222222
                id: again
                pull-request: https://example.org/1
                why: a reason
                fate: unknown
            """);
    assertThatThrownBy(() -> read(twice)).hasMessageContaining("it is on line 13 already");
  }

  @Test
  void aCommitIsConsideredOnceAndWithAReason() {
    String commit = "    - commit: 5555555555555555555555555555555555555555\n";
    assertThatThrownBy(() -> read(GOOD + commit.replace("    -", "  -")))
        .hasMessageContaining("series.yaml:33:")
        .hasMessageContaining("on line 31 already");
    String other = "  - commit: 6666666666666666666666666666666666666666\n";
    assertThatThrownBy(() -> read(GOOD + other))
        .hasMessageContaining("series.yaml:33:")
        .hasMessageContaining("the key `reason` in a considered commit");
    assertThatThrownBy(() -> read(GOOD + other + "    reason: r\n    by: me\n"))
        .hasMessageContaining("series.yaml:35:")
        .hasMessageContaining("unknown key `by`");
  }

  @Test
  void aDecisionIsAdded() throws IOException {
    ObjectId commit = ObjectId.fromString("6".repeat(40));
    String without = GOOD.substring(0, GOOD.indexOf("topics:"));
    for (String text : new String[] {GOOD, without, without + "considered: []\n"}) {
      Considered one = new Considered(commit, "it is: \"other\" code", 0);
      String edited = SeriesEditor.addConsidered(text, one);
      List<Considered> considered = read(edited).considered();
      Considered last = considered.get(considered.size() - 1);
      assertThat(last.commit()).isEqualTo(commit);
      assertThat(last.reason()).isEqualTo(one.reason());
      assertThat(edited).startsWith(without);
    }
  }

  @Test
  void aMissingFileIsAnError() {
    assertThatThrownBy(() -> SeriesReader.read(folder.resolve("nothing.yaml")))
        .hasMessageContaining("there is no such file");
  }

  @Test
  void editsKeepWhatPeopleWrote() throws IOException {
    String text =
        SeriesEditor.addResolution(
            GOOD,
            "one",
            new Resolution(
                "c d/e",
                "4".repeat(64),
                new Resolution.Lines("\n  indented\n\n\"quoted\" \\ # no comment\n"),
                "because: of \"that\"",
                0));
    Resolution added = read(text).picks().get(0).resolutions().get(1);
    assertThat(added.path()).isEqualTo("c d/e");
    assertThat(added.reason()).isEqualTo("because: of \"that\"");
    assertThat(added.choice())
        .isEqualTo(new Resolution.Lines("\n  indented\n\n\"quoted\" \\ # no comment\n"));
    assertThat(text.lines().toList()).containsSubsequence(GOOD.lines().toList());
    assertThat(text).contains("  # first\n  - pick").contains("  # second\n  - local");
  }

  @Test
  void linesComeBackAsTheyWere() throws IOException {
    for (String lines :
        new String[] {"", "x", "x\n", "x\n\n", "\tx\n", " \n", "ü\r\n", "- a: b\n"}) {
      String text =
          SeriesEditor.addResolution(
              GOOD,
              "one",
              new Resolution("f", "4".repeat(64), new Resolution.Lines(lines), "r", 0));
      assertThat(read(text).picks().get(0).resolutions().get(1).choice())
          .as(text)
          .isEqualTo(new Resolution.Lines(lines));
    }
  }

  @Test
  void entriesAreRearranged() throws IOException {
    Files.writeString(folder.resolve("local/0002-new.patch"), "");
    String text =
        SeriesEditor.arrange(
            GOOD, List.of("new", "one", "two"), java.util.Map.of("new", "0002-new.patch"));
    Series series = read(text);
    assertThat(series.entries()).extracting(Entry::id).containsExactly("new", "one", "two");
    assertThat(((LocalPatch) series.entries().get(0)).adapts()).isEqualTo(Optional.empty());
    assertThat(text).contains("  # first\n  - pick").contains("  # second\n  - local");
  }

  private Series read(String text) throws IOException {
    Path file = folder.resolve("series.yaml");
    Files.writeString(file, text);
    return SeriesReader.read(file);
  }
}
