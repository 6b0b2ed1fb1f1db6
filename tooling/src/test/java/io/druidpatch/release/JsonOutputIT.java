package io.druidpatch.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.cli.Main;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.image.SmallBase;
import io.druidpatch.modules.SmallTree;
import io.druidpatch.testing.Requirement;
import io.druidpatch.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the commands that run Maven write to standard output with {@code --json}: one JSON value and
 * nothing else, also where the Maven that they start has a JVM that talks on its standard output.
 */
@Requires(Requirement.BUILDS)
class JsonOutputIT {
  private static final Path HOME =
      Path.of(System.getProperty("druidpatch.home", "..")).toAbsolutePath().normalize();

  @TempDir Path folder;
  private SeriesFixture project;

  @BeforeEach
  void aProject() throws Exception {
    make("project", SmallTree.files());
  }

  private void make(String name, Map<String, String> files) throws Exception {
    project = new SeriesFixture(folder.resolve(name), files);
    project.patch("0001.patch", SmallTree.change("    return 5;"));
    project.series(project.pick("clean"), project.local("0001.patch"));
    ReleasedProject.of(project).close();
    Path kept = Files.createDirectories(HOME.resolve(".druidpatch/m2"));
    Path own = Files.createDirectories(project.workspace().repository().getParent());
    Files.createSymbolicLink(own.resolve("m2"), kept);
  }

  private JsonNode json(ExitCode expected, String... arguments) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-Ddruidpatch.home=" + project.folder);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    line.addAll(List.of(arguments));
    line.add("--json");
    line.addAll(project.options());
    ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
    builder.environment().put("MAVEN_OPTS", "-Xlog:gc*:stdout");
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    int exit = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
    assertThat(exit).as(Files.readString(err)).isEqualTo(expected.number());
    return new ObjectMapper()
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .readTree(Files.readString(out));
  }

  @Test
  void ofABuildAndAnImage() throws Exception {
    project.apply();
    String made = folder.resolve("made").toString();
    JsonNode built = json(ExitCode.DONE, "build", "--without-sigar", "--output", made);
    String tarball = built.path("tarball").asText();
    assertThat(Path.of(tarball)).exists();
    assertThat(logs()).contains("Using G1");
    Path base = SmallBase.write(folder);
    JsonNode image =
        json(ExitCode.DONE, "image", tarball, "--from", "tar://" + base, "--to", "tar://i.tar");
    assertThat(image.toString()).contains("sha256:");
  }

  private String logs() throws IOException {
    StringBuilder text = new StringBuilder();
    Path logs = project.workspace().repository().resolveSibling("build").resolve("log");
    try (var files = Files.list(logs)) {
      for (Path file : files.toList()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }

  @Test
  void ofUpstreamsTests() throws Exception {
    make("tested", SmallTree.filesWithTest());
    project.apply();
    JsonNode report = json(ExitCode.TESTS, "test-upstream", "--without-sigar");
    assertThat(report.path("counts").path("newly failing").asInt()).isEqualTo(1);
    assertThat(report.path("counts").path("passes").asInt()).isEqualTo(1);
    project.patch("0001.patch", SmallTree.change("    return 2 + 2;"));
    project.apply();
    JsonNode passed = json(ExitCode.DONE, "test-upstream", "--without-sigar");
    assertThat(passed.path("tests").findValuesAsText("verdict"))
        .containsExactly("passes", "passes");
  }

  /** The small tree has no tests, which is a failure: then there is no result, and no output. */
  @Test
  void ofUpstreamsTestsWhereThereAreNone() throws Exception {
    project.apply();
    assertThat(json(ExitCode.BUILD, "test-upstream", "--without-sigar").isMissingNode()).isTrue();
    assertThat(logs()).contains("Using G1");
  }

  @Test
  void ofARelease() throws Exception {
    List<String> words = new ArrayList<>(List.of("release", "1", "--without-sigar"));
    words.addAll(List.of("--image-base", "tar://" + SmallBase.write(folder)));
    words.addAll(List.of("--output", folder.resolve("dist").toString()));
    for (String step : List.of("verify", "test-upstream")) {
      words.addAll(List.of("--without", step, "--reason", "not here"));
    }
    JsonNode release = json(ExitCode.DONE, words.toArray(String[]::new));
    assertThat(release.path("sha256").has("RELEASE_NOTES.md")).isTrue();
    assertThat(release.path("steps")).hasSize(9);
  }
}
