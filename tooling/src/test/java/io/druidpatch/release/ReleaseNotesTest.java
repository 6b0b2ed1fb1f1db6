package io.druidpatch.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.provenance.Provenance;
import io.druidpatch.series.SeriesReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseNotesTest {
  private static final String DOCUMENTATION =
      """
      diff --git a/docs/x.md b/docs/x.md
      --- a/docs/x.md
      +++ b/docs/x.md
      @@ -1,2 +1,4 @@
       |Property|Values|Description|Default|
      -|`druid.old`| `Integer` | As it was before. | `1` |
      +|`druid.old`| `Integer` | Said in another way. | `1` |
      +|`druid.new.one`| `Duration` | How long it may take. | `PT1M` |
      +|`druid.new.two`| `Integer` | How many there are. | `2` |
      """;

  @TempDir Path folder;
  private SeriesFixture project;

  @BeforeEach
  void aSeries() throws IOException {
    project = new SeriesFixture(folder);
    project.patch("0001.patch", SeriesFixture.CHANGE_FOUR);
    project.patch("0002.patch", DOCUMENTATION);
  }

  private List<EntryNote> entries(String... entries) throws IOException {
    project.series(entries);
    return EntryNote.of(
        SeriesReader.read(project.seriesFile()), Map.of("clean", "Change two", "drift", "Drift"));
  }

  private static String notes(
      List<EntryNote> now, Optional<List<EntryNote>> before, Map<String, String> without) {
    return new ReleaseNotes(
            new ReleaseVersion("1", 2),
            new Provenance(
                "lean",
                new Provenance.Base("u", "v1", "b"),
                "tip",
                "2024-01-01T00:00:00Z",
                List.of(),
                List.of(),
                Map.of(),
                new Provenance.Jdk("17", "v"),
                Map.of(),
                List.of("the console")),
            "project-commit",
            now,
            before.map(entries -> new LastRelease("1-k8s.1", "digest", entries)),
            List.of("It was."),
            without)
        .text();
  }

  @Test
  void theFirstReleaseTellsAllOfTheSeries() throws IOException {
    assertThat(
            notes(
                entries(project.pick("clean"), project.local("0002.patch")),
                Optional.empty(),
                Map.of("verify", "no cluster here")))
        .isEqualTo(
            """
            # 1-k8s.2

            Apache Druid 1 with the patches of this series, at its commit tip (the project's commit is project-commit). Not made or endorsed by the Apache Software Foundation.

            This is the first release.

            ## Added

            ### clean: Change two

            From upstream's commit %s, https://example.org/pull/1.

            a reason

            unknown

            ### 0002: A change of ours

            From our own patch 0002.patch.

            Why it is.

            Forwarded to upstream: no

            ## New properties

            - `druid.new.one`: How long it may take. (docs/x.md)
            - `druid.new.two`: How many there are. (docs/x.md)

            ## Tested

            - It was.

            ## Left out of the making of this release

            - verify: no cluster here

            ## Not in the distribution

            - the console
            """
                .formatted(project.commits.get("clean").name()));
  }

  @Test
  void alaterReleaseTellsTheDifference() throws IOException {
    List<EntryNote> before =
        entries(
            project.pick("clean"),
            project.pick("late"),
            project.local("0001.patch"),
            project.local("0002.patch"));
    project.patch("0001.patch", SeriesFixture.CHANGE_FOUR.replace("FOUR", "4"));
    String text =
        notes(
            entries(
                project.pick("clean"),
                project.pick("drift"),
                project.local("0001.patch"),
                project.local("0002.patch")),
            Optional.of(before),
            Map.of());
    assertThat(text)
        .contains("What follows is the difference to 1-k8s.1.\n")
        .contains("## Added\n\n### drift: Drift\n")
        .contains("## Changed\n\n### 0001: A change of ours\n")
        .contains("## Removed\n\n### late\n")
        .contains("## As before\n\n- clean, 0002\n")
        .doesNotContain("New properties", "Left out of");
  }

  @Test
  void wordsAloneDoNotChangeAnEntry() throws IOException {
    List<EntryNote> before = entries(project.pick("clean"));
    List<EntryNote> now = entries(project.pick("clean").replace("a reason", "a better one"));
    assertThat(notes(now, Optional.of(before), Map.of()))
        .contains("## As before\n\n- clean\n")
        .doesNotContain("## Changed");
  }
}
