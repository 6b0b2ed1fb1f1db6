package io.druidpatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.progress.Progress;
import io.druidpatch.testing.Requirement;
import io.druidpatch.testing.Requires;
import io.druidpatch.upstream.HistoryQuery;
import io.druidpatch.upstream.LocalPatchStatus;
import io.druidpatch.upstream.PickStatus;
import io.druidpatch.upstream.Revert.Evidence;
import io.druidpatch.upstream.UpstreamCommit;
import io.druidpatch.upstream.UpstreamReport;
import io.druidpatch.upstream.UpstreamStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has become of the project's own series in the real upstream's later history. */
@Requires(Requirement.UPSTREAM)
class RealHistoryIT {
  private static final Path HOME =
      Path.of(System.getProperty("druidpatch.home", "..")).toAbsolutePath().normalize();

  @TempDir static Path folder;
  private static UpstreamReport watch;
  private static UpstreamStatus status;

  /** The series as it is, without what it says of reverts and of commits that were looked at. */
  @BeforeAll
  static void look() throws IOException {
    Path patches = Files.createDirectories(folder.resolve("patches/local"));
    try (var files = Files.list(HOME.resolve("patches/local"))) {
      for (Path file : files.toList()) {
        Files.copy(file, patches.resolve(file.getFileName()));
      }
    }
    String text =
        Files.readString(HOME.resolve("patches/series.yaml"))
            .replaceAll("(?m)^    reverted-by: .*\n", "")
            .replaceAll("(?s)\nconsidered:.*", "\n");
    Path series = Files.writeString(folder.resolve("patches/series.yaml"), text);
    watch =
        new UpstreamReport(
            new Workspace(series, folder.resolve("druid.git")),
            HistoryQuery.DEFAULT,
            Progress.SILENT);
    status = watch.status();
  }

  @Test
  void onePickIsRevertedAndAnotherStands() {
    PickStatus first = pick("k8s-communication-failures");
    assertThat(shortId(first.revert().orElseThrow().commit())).isEqualTo("b20de6924e");
    assertThat(first.revert().orElseThrow().evidence()).containsOnly(Evidence.values());
    assertThat(first.left()).isZero();
    PickStatus second = pick("k8s-wait-for-running");
    assertThat(second.revert()).isEmpty();
    assertThat(second.left()).isBetween(200, second.added());
    assertThat(second.touching())
        .extracting(RealHistoryIT::shortId)
        .contains("90be6827f8", "1b220b2504");
  }

  /** Most of them are of the time after the extension was moved to another folder. */
  @Test
  void laterCommitsToTheSameFilesAreFound() throws IOException {
    List<String> found =
        watch.since(status.picks().get(0).pick().commit().name()).stream()
            .map(it -> shortId(it.commit()))
            .toList();
    assertThat(found).contains("2316d219c8", "90be6827f8", "1b220b2504", "9106cb0496");
    assertThat(found).doesNotContain("8850023811", "5764183d4e");
    assertThat(watch.since("druid-30.0.0"))
        .extracting(it -> shortId(it.commit()))
        .containsAll(found)
        .contains("62a53ab41b", "f2a95fa673");
  }

  /** It changes no file that the series changes, and its subject is about no topic of it. */
  @Test
  void whatUsersReportedOnTheBaseIsFound() throws IOException {
    assertThat(watch.since("druid-30.0.0"))
        .filteredOn(it -> shortId(it.commit()).equals("c5127ba92f"))
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.files()).isEmpty();
              assertThat(it.topics()).isEmpty();
              assertThat(it.reports()).singleElement().asString().contains("report");
            });
  }

  @Test
  void aLocalPatchIsToldOfWhatUpstreamDidInItsPlace() {
    LocalPatchStatus saving =
        status.locals().stream()
            .filter(it -> it.patch().id().equals("log-save-timeout"))
            .findFirst()
            .orElseThrow();
    assertThat(saving.touches())
        .extracting(touch -> shortId(touch.commit()))
        .contains("90be6827f8");
  }

  /** The project's own page, but as it would be now: when upstream goes on is not ours to say. */
  @Test
  void aFreshPageIsNotStaleAndAsksForTheRevert() throws IOException {
    Path page = Files.copy(HOME.resolve("UPSTREAM.md"), folder.resolve("UPSTREAM.md"));
    watch.write(page);
    assertThatThrownBy(() -> watch.check(page))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.STALE_UPSTREAM))
        .hasMessageContaining("reverted-by: b20de6924e");
    UpstreamReport own =
        new UpstreamReport(
            new Workspace(HOME.resolve("patches/series.yaml"), folder.resolve("druid.git")),
            HistoryQuery.DEFAULT,
            Progress.SILENT);
    own.write(page);
    assertThat(own.check(page).picks()).hasSameSizeAs(status.picks());
  }

  private static PickStatus pick(String id) {
    return status.picks().stream()
        .filter(it -> it.pick().id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static String shortId(UpstreamCommit commit) {
    return commit.shortId();
  }
}
