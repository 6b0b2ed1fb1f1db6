package io.druidpatch.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.maven.MavenRepositories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleTreeTest {
  private static final ObjectId BASE = ObjectId.fromString("b".repeat(40));

  @TempDir Path folder;
  private ModuleTree tree;

  @BeforeEach
  void aTree() throws IOException {
    tree = SmallTree.write(folder.resolve("tree"));
  }

  @Test
  void itHasTheModulesOfProfilesToo() {
    assertThat(tree.all())
        .extracting(Module::folder)
        .containsExactly(
            "",
            "extensions-contrib/kubernetes",
            "extensions-core/msq",
            "extensions-core/s3",
            "server",
            "services");
    assertThat(tree.find("druid-server").orElseThrow().groupId())
        .isEqualTo("org.example.smalldruid");
  }

  @Test
  void aFileBelongsToTheInnermostModule() {
    assertThat(tree.owner("server/src/main/java/X.java").folder()).isEqualTo("server");
    assertThat(tree.owner("services-more/x").folder()).isEmpty();
    assertThat(tree.owner("docs/x.md").folder()).isEmpty();
  }

  @Test
  void whatIsTouchedIsToldApartByItsUse() {
    ModuleTree.Touched touched =
        tree.touched(
            List.of(
                "docs/x.md",
                "server/src/test/java/XTest.java",
                "services/pom.xml",
                "extensions-core/s3/src/main/java/X.java",
                "extensions-core/s3/src/test/java/XTest.java"));
    assertThat(touched.main())
        .extracting(Module::folder)
        .containsExactly("services", "extensions-core/s3");
    assertThat(touched.tests()).extracting(Module::folder).containsExactly("server");
  }

  @Test
  void onlyWhatIsTouchedOrNotReleasedIsBuilt() throws IOException {
    release("druid-server");
    release("druid-s3-extensions");
    try (MavenRepositories released = released()) {
      ModuleGraph graph = new ModuleGraph(tree, BASE, released, false);
      assertThat(graph.toBuild(modules("druid-services", "druid-s3-extensions"), Set.of()))
          .extracting(Module::folder)
          .containsExactly("services");
      // A touched module is built although it was released.
      assertThat(
              graph.toBuild(
                  modules("druid-services", "druid-s3-extensions"),
                  Set.copyOf(modules("druid-server"))))
          .extracting(Module::folder)
          .containsExactlyInAnyOrder("services", "server");
      // What a module is tested with has to be there to build it.
      assertThat(graph.toBuild(modules("druid-kubernetes-overlord-extensions"), Set.of()))
          .extracting(Module::folder)
          .containsExactlyInAnyOrder("extensions-contrib/kubernetes", "services");
    }
  }

  @Test
  void aJarThatWasReleasedFromAnotherCommitIsNoReleaseOfTheBase() throws IOException {
    release("druid-server", "b".repeat(40));
    release("druid-s3-extensions", "c".repeat(40));
    try (MavenRepositories released = released()) {
      ModuleGraph graph = new ModuleGraph(tree, BASE, released, false);
      assertThat(graph.toBuild(modules("druid-server", "druid-s3-extensions"), Set.of()))
          .extracting(Module::folder)
          .containsExactly("extensions-core/s3");
    }
  }

  @Test
  void aReleasedJarThatIsDamaged() throws IOException {
    release("druid-server", "b".repeat(40));
    try (MavenRepositories released = released()) {
      ModuleGraph graph = new ModuleGraph(tree, BASE, released, false);
      Module server = modules("druid-server").get(0);
      Files.writeString(graph.released(server), "no jar");
      assertThatThrownBy(() -> graph.isReleased(server))
          .isInstanceOfSatisfying(
              Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.DAMAGED))
          .hasMessageContaining("druid-server-1.0.0.jar");
    }
  }

  @Test
  void providedModulesAreNotPartOfAnExtension() throws IOException {
    release("druid-server");
    try (MavenRepositories released = released()) {
      ModuleGraph graph = new ModuleGraph(tree, BASE, released, false);
      assertThat(graph.runtime(modules("druid-s3-extensions").get(0), java.util.Map.of()))
          .isEmpty();
      assertThat(graph.runtime(modules("druid-services").get(0), java.util.Map.of()))
          .extracting(Artifact::getArtifactId)
          .containsExactly("druid-server");
    }
  }

  @Test
  void allTestsOfAnExtensionAndOfOthersThoseOfTheChange() throws IOException {
    for (String test :
        List.of(
            "extensions-core/s3/src/test/java/small/s3/ATest",
            "extensions-core/s3/src/test/java/small/s3/Helper",
            "server/src/test/java/small/server/ThingTest",
            "server/src/test/java/small/server/OtherTest",
            "server/src/test/java/small/server/TouchedTest")) {
      Path file = tree.root().resolve(test + ".java");
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
    assertThat(
            TestSelection.of(
                tree,
                modules("druid-server", "druid-s3-extensions"),
                List.of(
                    "server/src/main/java/small/server/Thing.java",
                    "server/src/test/java/small/server/TouchedTest.java",
                    "extensions-core/s3/src/main/java/small/s3/X.java")))
        .containsExactly("small.s3.ATest", "small.server.ThingTest", "small.server.TouchedTest");
  }

  private List<Module> modules(String... names) {
    return List.of(names).stream().map(name -> tree.find(name).orElseThrow()).toList();
  }

  private MavenRepositories released() throws IOException {
    Path repository = Files.createDirectories(folder.resolve("released"));
    return MavenRepositories.open(Optional.of(repository.toUri().toString()), folder.resolve("m2"));
  }

  private void release(String artifact) throws IOException {
    release(artifact, null);
  }

  private void release(String artifact, String revision) throws IOException {
    Path place =
        Files.createDirectories(
            folder.resolve("released/org/example/smalldruid/" + artifact + "/1.0.0"));
    Path jar = place.resolve(artifact + "-1.0.0.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (revision != null) {
      manifest.getMainAttributes().putValue("Build-Revision", revision);
    }
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    Files.writeString(
        place.resolve(artifact + "-1.0.0.jar.sha1"),
        io.druidpatch.storage.Digests.of(jar, "SHA-1"));
  }
}
