package io.druidpatch.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.apply.AppliedSeries;
import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.distribution.Difference;
import io.druidpatch.distribution.Layout;
import io.druidpatch.distribution.Tarball;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.image.ImageName;
import io.druidpatch.image.SmallBase;
import io.druidpatch.modules.SmallTree;
import io.druidpatch.progress.Progress;
import io.druidpatch.provenance.Provenance;
import io.druidpatch.storage.Digests;
import io.druidpatch.testing.Requirement;
import io.druidpatch.testing.Requires;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Builds a small tree that is laid out as Druid's, by a real Maven, with plugins from Central.
 *
 * <p>Longer than 350 lines: all cases share one repository that Maven fills once.
 */
@Requires(Requirement.BUILDS)
class BuildIT {
  private static final Path HOME =
      Path.of(System.getProperty("druidpatch.home", "..")).toAbsolutePath().normalize();
  private static final String JAR = "druid-kubernetes-overlord-extensions-1.0.0.jar";

  @TempDir Path folder;
  private SeriesFixture project;

  @BeforeEach
  void aPatchedTree() throws IOException {
    project = new SeriesFixture(folder, SmallTree.files());
    project.patch("0001.patch", SmallTree.change("    return 5;"));
    project.series(project.pick("clean"), project.local("0001.patch"));
    // What Maven downloads for one test serves the others, and the tool itself.
    Path kept = Files.createDirectories(HOME.resolve(".druidpatch/m2"));
    Files.createDirectories(project.workspace().repository().getParent());
    Files.createSymbolicLink(project.workspace().repository().resolveSibling("m2"), kept);
  }

  @Test
  void aLeanDistributionIsTheSameTwiceAndHasWhatItSays() throws IOException {
    project.apply();
    Build.Result result = build(lean(true));
    assertThat(result.verified()).isTrue();
    Map<String, String> files = read(result.tarball());
    assertThat(files.keySet())
        .containsExactlyInAnyOrder(
            "LICENSE",
            "NOTICE",
            "PATCHES.json",
            "bin/run-druid",
            "conf/_common/x.properties",
            "extensions/druid-kubernetes-overlord-extensions/" + JAR,
            "extensions/druid-multi-stage-query/druid-multi-stage-query-1.0.0.jar",
            "extensions/druid-s3-extensions/druid-s3-extensions-1.0.0.jar",
            "lib/druid-server-1.0.0.jar",
            "lib/druid-services-1.0.0.jar",
            "licenses.yaml",
            "licenses/x");
    Provenance provenance = Provenance.read(files.get("PATCHES.json"));
    assertThat(provenance).isEqualTo(result.provenance());
    assertThat(provenance.patched().keySet())
        .containsExactly("extensions/druid-kubernetes-overlord-extensions/" + JAR);
    assertThat(provenance.entries())
        .extracting(Provenance.Entry::kind)
        .containsExactly("pick", "local");

    String name = result.tarball().getFileName().toString().replace(".tar.gz", "");
    assertThat(name).startsWith("v1-patched-").endsWith("-lean");
    Path beside = result.tarball().getParent();
    assertThat(Files.readString(beside.resolve(name + ".tar.gz.sha512")))
        .isEqualTo(Digests.of(result.tarball(), "SHA-512") + "  " + name + ".tar.gz\n");
    assertThat(Files.readString(beside.resolve(name + ".cdx.json")))
        .contains("pkg:maven/org.example.smalldruid/druid-server@1.0.0");
    assertThat(Files.readString(beside.resolve(name + ".intoto.json")))
        .contains("https://slsa.dev/provenance/v1")
        .contains(Digests.of(result.tarball(), "SHA-256"))
        .contains(project.commits.get("clean").name());
    assertThat(beside.toFile().list()).hasSize(4);
  }

  @Test
  void anotherLineOfCodeIsFoundAndNamed() throws IOException {
    project.apply();
    Path first = build(lean(false)).tarball();
    project.patch("0001.patch", SmallTree.change("    return 6;"));
    project.apply();
    Path second = build(lean(false)).tarball();
    // The top folder and PATCHES.json say the commit; below them is the class itself.
    assertThat(second).isNotEqualTo(first);
    assertThat(Difference.between(first, second)).get().asString().startsWith("the top folder");
    assertThat(Difference.between(renamed(first), renamed(second)))
        .get()
        .asString()
        .startsWith(
            "extensions/druid-kubernetes-overlord-extensions/"
                + JAR
                + " > META-INF/MANIFEST.MF: line ");
  }

  @Test
  void lessOrMoreOfTheSeriesIsBuiltByTheSameMeans() throws IOException {
    project.apply();
    project.patch("extra.patch", SmallTree.change("    return 8;").replace("return 4", "return 5"));
    Path extra = folder.resolve("patches/local/extra.patch");
    Build.Result stock = build(variant(Optional.of("base"), Optional.empty()));
    Build.Result picks = build(variant(Optional.of("clean"), Optional.empty()));
    Build.Result more = build(variant(Optional.empty(), Optional.of(extra)));
    assertThat(stock.tarball().getFileName().toString()).startsWith("v1-stock-");
    assertThat(stock.provenance().tip()).isEqualTo(project.commits.get("v1").name());
    assertThat(stock.provenance().patched()).isEmpty();
    assertThat(picks.provenance().entries())
        .extracting(Provenance.Entry::id)
        .containsExactly("clean");
    assertThat(more.provenance().entries())
        .extracting(Provenance.Entry::id)
        .containsExactly("clean", "0001", "extra");
    assertThat(project.tip().name()).isNotEqualTo(more.provenance().tip());
    assertFails(
        ExitCode.USAGE,
        () -> build(variant(Optional.of("nope"), Optional.empty())),
        "base, clean, 0001");
  }

  @Test
  void anOverlayReplacesTheTouchedJarsOfARelease() throws IOException {
    project.patch(
        "0002.patch",
        SmallTree.change("    return 7;")
            .replace(SmallTree.THING, "server/src/main/java/small/server/Thing.java"));
    project.series(project.local("0001.patch"), project.local("0002.patch"));
    project.apply();
    Path release =
        release("lib/druid-server-1.0.0.jar", "stock", "lib/other-1.jar", "other", "bin/run", "x");
    Build.Result result = build(overlay(release, Digests.of(release, "SHA-512")));
    Map<String, String> files = read(result.tarball());
    assertThat(files.keySet())
        .containsExactlyInAnyOrder(
            "PATCHES.json",
            "bin/run",
            "extensions/druid-kubernetes-overlord-extensions/" + JAR,
            "lib/druid-server-1.0.0.jar",
            "lib/other-1.jar");
    assertThat(files.get("lib/other-1.jar")).isEqualTo("other");
    assertThat(files.get("lib/druid-server-1.0.0.jar")).isNotEqualTo("stock");
    assertThat(result.provenance().patched().keySet())
        .containsExactly(
            "extensions/druid-kubernetes-overlord-extensions/" + JAR, "lib/druid-server-1.0.0.jar");
  }

  @Test
  void aReleaseOfAnotherChecksumOrBaseIsRefused() throws IOException {
    project.apply();
    Path release = release("lib/druid-server-0.9.jar", "stock");
    assertFails(ExitCode.DAMAGED, () -> build(overlay(release, "0".repeat(128))), "SHA-512");
    assertFails(
        ExitCode.DAMAGED,
        () -> build(overlay(release, Digests.of(release, "SHA-512"))),
        "lib/druid-server-1.0.0.jar");
  }

  @Test
  void aLineThatDoesNotCompileIsShownWithItsEntry() throws IOException {
    project.patch("0001.patch", SmallTree.change("    return five;"));
    project.apply();
    assertFails(
        ExitCode.BUILD,
        () -> build(lean(false)),
        SmallTree.THING + ":5: the patched tree does not compile",
        "cannot find symbol",
        "the line came with the entry 0001");
  }

  @Test
  void aBranchThatSomebodyMovedIsNotBuilt() throws IOException {
    AppliedSeries applied = project.apply();
    try (Repository repository = SeriesFixture.open(project.workspace())) {
      RefUpdate update = repository.updateRef("refs/heads/patched/v1");
      update.setNewObjectId(applied.base());
      update.forceUpdate();
    }
    assertFails(ExitCode.STALE, () -> build(lean(false)), applied.base().name(), "apply");
  }

  @Test
  void anUnsupportedJdkIsRefusedBeforeAnything() throws IOException {
    project.apply();
    Path jdk = Files.createDirectories(folder.resolve("jdk/bin")).getParent();
    Files.createFile(jdk.resolve("bin/javac"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"21.0.1\"\n");
    assertFails(
        ExitCode.TOOLCHAIN,
        () -> build(lean(Optional.of(jdk), List.of(), Optional.empty(), Optional.empty(), false)),
        "Java [8, 11, 17]",
        "Java 21.0.1");
  }

  @Test
  void anUnknownExtensionIsRefusedWithThoseThereAre() throws IOException {
    project.apply();
    assertFails(
        ExitCode.USAGE,
        () ->
            build(
                lean(Optional.empty(), List.of("nope"), Optional.empty(), Optional.empty(), false)),
        "--extension nope",
        "druid-s3-extensions");
  }

  @Test
  void anImageHasTheDistributionAndStartsAsDruidsDoes() throws Exception {
    project.apply();
    Path distribution = build(lean(false)).tarball();
    Path base = SmallBase.write(folder);
    MakeImage.Result whole = image(distribution, base, "whole.tar", false);
    MakeImage.Result again = image(distribution, base, "again.tar", false);
    assertThat(again.image()).isEqualTo(whole.image());
    assertThat(folder.resolve("again.tar")).hasSameBinaryContentAs(folder.resolve("whole.tar"));
    Map<String, String> parts = parts(folder.resolve("whole.tar"));
    assertThat(parts.get("manifest.json"))
        .contains(
            "\"RepoTags\":[\"druid-patched:v1-" + project.tip().abbreviate(12).name() + "\"]");
    assertThat(parts.get("config.json"))
        .contains("\"Entrypoint\":[\"/druid.sh\"]")
        .contains("\"User\":\"1000:1000\"")
        .contains("\"WorkingDir\":\"/opt/druid\"")
        .contains("JAVA_HOME=/jre")
        .contains(project.tip().name());
    // PATCHES.json and the one jar that the series changes.
    assertThat(image(distribution, base, "patched.tar", true).files()).isEqualTo(2);
    assertFails(
        ExitCode.UNREACHABLE,
        () ->
            image(
                distribution, Files.writeString(folder.resolve("junk.tar"), "x"), "no.tar", false),
        "cannot be made");
    assertThat(folder.resolve("no.tar")).doesNotExist();
  }

  private MakeImage.Result image(Path distribution, Path base, String to, boolean patchedOnly)
      throws IOException {
    return new MakeImage(project.workspace())
        .run(
            new ImageRequest(
                distribution,
                new ImageName("tar://" + base),
                new ImageName("tar://" + folder.resolve(to)),
                Optional.empty(),
                Optional.of(patchedOnly)));
  }

  private static Map<String, String> parts(Path image) throws IOException {
    Map<String, String> parts = new TreeMap<>();
    try (InputStream in = Files.newInputStream(image);
        TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        parts.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return parts;
  }

  private Build.Result build(BuildRequest request) throws IOException {
    return new Build(project.workspace(), request, Progress.SILENT).run();
  }

  private BuildRequest lean(boolean verify) {
    return lean(Optional.empty(), List.of(), Optional.empty(), Optional.empty(), verify);
  }

  private BuildRequest variant(Optional<String> upTo, Optional<Path> with) {
    return lean(Optional.empty(), List.of(), upTo, with, false);
  }

  private BuildRequest lean(
      Optional<Path> jdk,
      List<String> extensions,
      Optional<String> upTo,
      Optional<Path> with,
      boolean verify) {
    return new BuildRequest(
        DistributionKind.LEAN,
        Optional.empty(),
        Optional.empty(),
        extensions,
        false,
        new BuildEnvironment(jdk, true),
        upTo,
        with,
        verify,
        folder.resolve("dist"),
        "test");
  }

  private BuildRequest overlay(Path release, String sha512) {
    return new BuildRequest(
        DistributionKind.OVERLAY,
        Optional.of(release.toString()),
        Optional.of(sha512),
        List.of(),
        false,
        new BuildEnvironment(Optional.empty(), true),
        Optional.empty(),
        Optional.empty(),
        false,
        folder.resolve("dist"),
        "test");
  }

  /** A failure leaves no file of a result, under whatever name. */
  private void assertFails(ExitCode code, ThrowingCallable call, String... says) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContainingAll(says);
    String[] left = folder.resolve("dist").toFile().list();
    assertThat(left == null ? new String[0] : left)
        .noneMatch(name -> name.contains(".part-") || name.contains(".again"));
  }

  private Path release(String... files) throws IOException {
    Layout layout = new Layout();
    for (int i = 0; i < files.length; i += 2) {
      layout.putText(files[i], files[i + 1]);
    }
    Path tarball = folder.resolve("apache-druid-1.0.0-bin.tar.gz");
    Tarball.write(layout, "apache-druid-1.0.0", Instant.EPOCH, tarball);
    return tarball;
  }

  /** The same tarball under one top folder, without the file that names the commit. */
  private Path renamed(Path tarball) throws IOException {
    Layout layout = new Layout();
    Tarball.read(
        tarball,
        (path, executable, bytes) -> {
          Path file = Files.createTempFile(folder, "file", "");
          Files.write(file, bytes.readAllBytes());
          if (!path.equals("PATCHES.json")) {
            layout.putFile(path, file, executable);
          }
        });
    Path target = Files.createTempFile(folder, "renamed", ".tar.gz");
    Tarball.write(layout, "top", Instant.EPOCH, target);
    return target;
  }

  private static Map<String, String> read(Path tarball) throws IOException {
    Map<String, String> files = new TreeMap<>();
    Tarball.read(
        tarball,
        (path, executable, bytes) ->
            files.put(path, new String(bytes.readAllBytes(), StandardCharsets.UTF_8)));
    return files;
  }
}
