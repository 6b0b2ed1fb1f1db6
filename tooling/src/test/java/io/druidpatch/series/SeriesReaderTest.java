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
      bases:
        - tag: v1
          commit: 1111111111111111111111111111111111111111
          central:
            - module: server
              artifact: org.example:server:1
        - tag: v2
          commit: 7777777777777777777777777777777777777777
          central: []
      committer:
        name: Someone
        email: someone@example.org
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
              bases: [v1, v2]
              take: base
              reason: a reason
        # second
        - local: 0001-two.patch
          id: two
          adapts: one
          variants:
            v2: 0001-two-v2.patch
        - local: 0003-three.patch
          id: three
          not-on:
            v2: it has that
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
    for (String name : new String[] {"0001-two", "0001-two-v2", "0003-three"}) {
      Files.writeString(folder.resolve("local/" + name + ".patch"), "");
    }
  }

  @Test
  void readsAll() throws IOException {
    Series series = read(GOOD);
    assertThat(series.branch()).isEqualTo("patched/v1");
    assertThat(series.entries()).extracting(Entry::id).containsExactly("one", "two", "three");
    assertThat(series.entries()).extracting(Entry::line).containsExactly(16, 29, 34);
    assertThat(series.picks().get(0).resolutions().get(0).choice()).isEqualTo(Resolution.Take.BASE);
    assertThat(((LocalPatch) series.entries().get(1)).adapts()).contains("one");
    assertThat(series.picks().get(0).revertedBy()).contains(ObjectId.fromString("4".repeat(40)));
    assertThat(series.topics().get(0).matcher("In Kubernetes").find()).isTrue();
    assertThat(series.considered())
        .containsExactly(new Considered(ObjectId.fromString("5".repeat(40)), "a reason", 41));
    assertThat(series.central())
        .containsExactly(new Series.SourceJar("server", "org.example:server:1"));
  }

  @Test
  void readsOneUpstreamOrSeveral() throws IOException {
    assertThat(read(GOOD).upstreams()).containsExactly("https://example.org/druid.git");
    String several = "upstream:\n  - https://example.org/a.git\n  - https://example.org/b.git";
    Series series = read(GOOD.replace("upstream: https://example.org/druid.git", several));
    assertThat(series.upstreams())
        .containsExactly("https://example.org/a.git", "https://example.org/b.git");
    assertThat(series.upstream()).isEqualTo("https://example.org/a.git");
  }

  @Test
  void readsASecondBase() throws IOException {
    Series series = read(GOOD).on("v2");
    assertThat(series.branch()).isEqualTo("patched/v2");
    assertThat(series.entries()).extracting(Entry::id).containsExactly("one", "two");
    assertThat(((LocalPatch) series.entries().get(1)).file())
        .isEqualTo(folder.resolve("local/0001-two-v2.patch"));
    assertThat(series.whyNot(series.listed().get(2))).contains("it has that");
    assertThat(series.central()).isEmpty();
  }

  /** Replaces the first text by the second, and expects an error at the line with the third. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          tag: v1               | tga: v1                                  | 3  | unknown key `tga`
          tag: v1               | central: []                              | 5  | `central` once
          name: Someone         | name: Someone#  nick: S                  | 13 | unknown key `nick`
          name: Someone         | name: Someone#  name: S                  | 13 | `name` once
          name: Someone         | name:                                    | 12 | text for `name`
          1111111111111111111111111111111111111111 | 1111111             | 4  | a full commit id
          2222222222222222222222222222222222222222 | 2222222             | 16 | a full commit id
          id: two               | id: one                                  | 30 | the id one once
          id: two               | id: Two!                                 | 30 | an id of small letters
          adapts: one           | adapts: one#    cves: [CVE-1]            | 32 | such as CVE-2024-12345
          adapts: one           | adapts: one#    cves: [CVE-2024-12345, CVE-2024-12345] | 32 | once
          0001-two.patch        | 0002-gone.patch                          | 29 | no such file
          v2: it has that       | v2: it has that#    only-on:#      v2: why | 37 | on one of the bases
          adapts: one           | adapts: one#    only-on: {}              | 32 | the tag of a base
          0001-two.patch        | ../local/0001-two.patch                  | 29 | the name of a file
          adapts: one           | adapts: none                             | 31 | the id of a pick above
          take: base            | take: ours                               | 26 | base or upstream
          take: base            | take: base#        lines: x              | 23 | both
          hunk: 33              | hunk: xx                                 | 24 | a SHA-256
          why: a reason         | why: ''                                  | 19 | text for `why`
          local: 0001           | file: 0001                               | 29 | unknown key `file`
          local: 0003-three.patch | adapts: one                            | 34 | `pick` or `local`
          org.example:server:1  | server                                   | 7  | groupId:artifactId:version
          44444                 | x4444                                    | 21 | a full commit id
          kube(rnetes)?         | kube(rnetes                              | 39 | a regular expression
          kube(rnetes)?         | ''                                       | 39 | a word or a regular
          55555555              | abc                                      | 41 | a full commit id
          5555555555555555555555555555555555555555 | 2222222222222222222222222222222222222222 | 41 | the pick of line 16
          entries:              | entires:                                 | 14 | unknown key `entires`
          take: base            | tkae: base                               | 26 | unknown key `tkae`
          - commit: 5555555555555555555555555555555555555555 | - comit: x   | 41 | unknown key `comit`
          tag: v2               | tag: v1                                  | 8  | the base v1 once
          bases: [v1, v2]       | bases: [v1, v3]                          | 25 | the tag of a base: v1, v2
          bases: [v1, v2]       | bases: []                                | 25 | a list with nothing in it
          v2: 0001-two-v2.patch | v2: 0001-gone.patch                      | 33 | no such file
          v2: 0001-two-v2.patch | v2: 0001-two.patch                       | 33 | it is on line 29 already
          v2: 0001-two-v2.patch | v3: 0001-two-v2.patch                    | 33 | the tag of a base: v1, v2
          v2: it has that       | v3: it has that                          | 37 | the tag of a base: v1, v2
          v2: it has that       | v2: ''                                   | 37 | text for `v2`
          upstream: https://example.org/druid.git | upstream: []          | 1  | a list with nothing in it
          upstream: https://example.org/druid.git | upstream: {a: b}      | 1  | text for `upstream`
          upstream: https://example.org/druid.git | upstream: [a, '']     | 1  | text for `upstream`
          upstream: https://example.org/druid.git | upstream: [a, a]      | 1  | the upstream a once
          v2: it has that       | v2: it has that#      v1: so has it      | 37 | one that is on none
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
    assertThatThrownBy(() -> read(twice)).hasMessageContaining("it is on line 16 already");
  }

  @Test
  void aCommitIsConsideredOnceAndWithAReason() {
    String commit = "    - commit: 5555555555555555555555555555555555555555\n";
    assertThatThrownBy(() -> read(GOOD + commit.replace("    -", "  -")))
        .hasMessageContaining("series.yaml:43:")
        .hasMessageContaining("on line 41 already");
    String other = "  - commit: 6666666666666666666666666666666666666666\n";
    assertThatThrownBy(() -> read(GOOD + other))
        .hasMessageContaining("series.yaml:43:")
        .hasMessageContaining("the key `reason` in a considered commit");
    assertThatThrownBy(() -> read(GOOD + other + "    reason: r\n    by: me\n"))
        .hasMessageContaining("series.yaml:45:")
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
                List.of("v2"),
                new Resolution.Lines("\n  indented\n\n\"quoted\" \\ # no comment\n"),
                "because: of \"that\"",
                0));
    Resolution added = read(text).picks().get(0).resolutions().get(1);
    assertThat(added.path()).isEqualTo("c d/e");
    assertThat(added.bases()).containsExactly("v2");
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
    Files.writeString(folder.resolve("local/0004-new.patch"), "");
    String text =
        SeriesEditor.arrange(
            GOOD, List.of("new", "one", "three", "two"), java.util.Map.of("new", "0004-new.patch"));
    Series series = read(text);
    assertThat(series.entries())
        .extracting(Entry::id)
        .containsExactly("new", "one", "three", "two");
    assertThat(((LocalPatch) series.entries().get(0)).adapts()).isEqualTo(Optional.empty());
    assertThat(text).contains("  # first\n  - pick").contains("  # second\n  - local");
  }

  @Test
  void aBaseIsAddedToWhatIsWrittenInOneLine() throws IOException {
    String flow = GOOD.replace("not-on:\n      v2: it has that", "not-on: {v2: it has that}");
    assertThat(flow).isNotEqualTo(GOOD);
    assertThat(
            SeriesEditor.addNotOn(
                flow.replace("{v2: it has that}", "{v1: so}"), "three", "v2", "a: b"))
        .contains("    not-on: {v1: so, v2: \"a: b\"}\n");
    assertThat(SeriesEditor.addNotOn(flow.replace("{v2: it has that}", "{}"), "three", "v2", "why"))
        .contains("    not-on: {v2: why}\n");
  }

  private Series read(String text) throws IOException {
    Path file = folder.resolve("series.yaml");
    Files.writeString(file, text);
    return SeriesReader.read(file);
  }
}
