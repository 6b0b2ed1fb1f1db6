package io.druidpatch.surroundings;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.cli.Main;
import io.druidpatch.failure.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each case is a process of its own: an environment is one of a process. */
class UserGitConfigurationTest {
  private static final String URL = "http://127.0.0.1:1/up.git";

  @TempDir Path folder;
  private SeriesFixture project;
  private String good;
  private String insteadOf;

  @BeforeEach
  void makeProject() throws IOException {
    project = new SeriesFixture(folder);
    insteadOf = "url." + project.upstream.toUri() + ".insteadOf";
    good = "[url \"" + project.upstream.toUri() + "\"]\n\tinsteadOf = " + URL + "\n";
    home("good", good);
    home("empty", "");
    home("garbage", "[core\n\u0001\u0002\n=");
    Files.createDirectories(folder.resolve("xdg/git"));
    Files.writeString(folder.resolve("xdg/git/config"), good);
    Files.createDirectories(folder.resolve("none"));
  }

  private void home(String name, String configuration) throws IOException {
    Path home = Files.createDirectories(folder.resolve(name));
    Files.writeString(home.resolve(".gitconfig"), configuration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HOME=good",
        "HOME=none XDG_CONFIG_HOME=xdg",
        "HOME=empty GIT_CONFIG_GLOBAL=good/.gitconfig",
        "HOME=garbage GIT_CONFIG_GLOBAL=good/.gitconfig",
        "HOME=empty GIT_CONFIG_SYSTEM=good/.gitconfig",
        "HOME=good GIT_CONFIG_SYSTEM=garbage/.gitconfig GIT_CONFIG_NOSYSTEM=1",
        "HOME=empty GIT_CONFIG_COUNT=1",
        "HOME=empty -Duser.home=good",
        "HOME=good -Duser.home=good"
      })
  void theConfigurationIsWhereGitFindsIt(String words) throws Exception {
    assertThat(apply(words)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HOME=empty",
        "HOME=empty GIT_CONFIG_SYSTEM=good/.gitconfig GIT_CONFIG_NOSYSTEM=1",
        "HOME=good GIT_CONFIG_GLOBAL=empty/.gitconfig",
        "HOME=good -Duser.home=empty"
      })
  void noOtherIsRead(String words) throws Exception {
    assertThat(apply(words)).isEqualTo(ExitCode.UNREACHABLE.number());
  }

  @ParameterizedTest
  @ValueSource(strings = {"HOME=garbage", "HOME=good GIT_CONFIG_COUNT=x"})
  void garbageIsNamed(String words) throws Exception {
    assertThat(apply(words)).isEqualTo(ExitCode.USAGE.number());
    assertThat(said()).contains("git's configuration").contains("--show-origin");
  }

  @Test
  void aHomeThatIsNotThereIsNone() throws Exception {
    assertThat(apply("HOME=nowhere GIT_CONFIG_GLOBAL=good/.gitconfig")).isZero();
  }

  private int apply(String words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("GIT_") || name.startsWith("XDG"));
    for (String word : words.split(" ", -1)) {
      String name = word.substring(0, word.indexOf('='));
      String value = word.substring(word.indexOf('=') + 1);
      boolean plain = value.length() == 1;
      String path = plain ? value : folder.resolve(value).toString();
      if (name.startsWith("-D")) {
        command.add(name + "=" + path);
      } else {
        builder.environment().put(name, path);
      }
    }
    builder.environment().put("GIT_CONFIG_KEY_0", insteadOf);
    builder.environment().put("GIT_CONFIG_VALUE_0", URL);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "apply",
            "--source",
            "git",
            "--upstream",
            URL,
            "--series",
            project.seriesFile().toString(),
            "--repository",
            project.workspace().repository().toString()));
    Process process =
        builder.redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile()).start();
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said()).doesNotContain("\tat ").doesNotContain("defect");
    return process.exitValue();
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("said"));
  }
}
