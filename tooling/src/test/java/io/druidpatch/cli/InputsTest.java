package io.druidpatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.distribution.Layout;
import io.druidpatch.distribution.Tarball;
import io.druidpatch.failure.ExitCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every file, folder and URL that a command takes, given as nothing, garbage, a folder, something
 * cut, huge or of another encoding: a user's mistake has an exit code of its own and never a stack
 * trace. The arguments are those of the command line itself, so a new one is tried too.
 */
class InputsTest {
  /** More than an array has. */
  private static final long HUGE_BYTES = (1L << 31) + 1;

  /** Of a tarball, whose checksum is computed before anything else: 2 GiB take 20 seconds. */
  private static final long LARGE_BYTES = 1L << 26;

  /** What is taken for a file, a folder or a URL, by its name in the help. */
  private static final Set<String> KINDS =
      Set.of("FILE", "DIR", "URL", "PATH", "BUNDLE", "TARBALL", "PATCH", "IMAGE");

  /** The arguments without which a command does not come to look at the one that is tried. */
  private static final Map<String, String> REST =
      Map.ofEntries(
          Map.entry("apply --central", "--source central"),
          Map.entry("onto", "v1"),
          Map.entry("resolve", "clean a/text " + "0".repeat(64) + " --reason r"),
          Map.entry("build --release", "--kind overlay --sha512 " + "0".repeat(128)),
          Map.entry("build --sha512", "--kind overlay --release GOOD.tar.gz"),
          Map.entry("image", "GOOD.tar.gz --from tar://none.tar --to tar://to.tar"),
          Map.entry("image TARBALL", "--from tar://none.tar --to tar://to.tar"),
          Map.entry("image --from", "GOOD.tar.gz --to tar://to.tar"),
          Map.entry("image --to", "GOOD.tar.gz --from tar://none.tar"),
          Map.entry("upstream status", "--write --page PAGE"),
          Map.entry("upstream status --page", "--write"),
          Map.entry("upstream check", "--page PAGE"),
          Map.entry("upstream candidates", "druid-1"),
          Map.entry("upstream decide", "0123456789 --reason r"),
          Map.entry("verify", "--build-only --subject ours"),
          Map.entry("verify --tarball", "--build-only --subject ours"),
          Map.entry("release", "1"));

  /** Passed on to the suite, which is compiled first and says itself what is wrong with one. */
  private static final Set<String> OF_THE_SUITE =
      Set.of("--kubeconfig", "--thresholds", "--s3", "--k3s-image", "--image-base");

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> everyInputOfEveryCommand() {
    List<DynamicTest> tests = new ArrayList<>();
    HelpTest.leaves()
        .forEach(
            (name, command) -> {
              for (ArgSpec argument : command.getCommandSpec().args()) {
                String option = name(argument);
                // The path of `resolve` is one of the upstream's.
                boolean ours = !OF_THE_SUITE.contains(option) && !option.equals("PATH");
                if (isInput(argument) && ours) {
                  tests.add(
                      DynamicTest.dynamicTest(name + " " + option, () -> tryAll(name, argument)));
                }
              }
            });
    assertThat(tests).hasSizeGreaterThan(40);
    return tests.stream();
  }

  private static boolean isInput(ArgSpec argument) {
    if (argument.type() == Path.class) {
      return true;
    }
    return Arrays.stream(argument.paramLabel().split("[|=]", -1)).anyMatch(KINDS::contains);
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private void tryAll(String command, ArgSpec argument) throws IOException {
    SoftAssertions all = new SoftAssertions();
    SeriesFixture project = new SeriesFixture(Files.createTempDirectory(folder, "project"));
    project.patch("0001-x.patch", SeriesFixture.CHANGE_FOUR);
    project.series(project.pick("clean"), project.local("0001-x.patch"));
    project.apply();
    if (name(argument).equals("--central")) {
      project.centralInPlaceOfGit();
    }
    for (String kind :
        List.of(
            "nothing",
            "empty",
            "garbage",
            "folder",
            "full folder",
            "cut",
            "huge",
            "utf-16",
            "odd name",
            "file as parent",
            "http",
            "unreadable")) {
      Path place = Files.createTempDirectory(folder, "case");
      String value = value(kind, argument, place, project);
      List<String> line = line(command, argument, value, place, project);
      Call call = Call.of(line);
      String what = command + " " + name(argument) + ", " + kind + ": " + line + "\n" + call.err();
      all.assertThat(call.code()).as(what).isIn(codes());
      all.assertThat(call.err())
          .as(what)
          .doesNotContain("\tat ")
          .doesNotContain("this is a defect");
      if (call.code() != 0 && call.code() != ExitCode.DIFFERENT.number()) {
        all.assertThat(call.err() + call.out()).as(what).isNotBlank();
      }
      if (call.code() == ExitCode.STORAGE.number()) {
        all.assertThat(call.err()).as(what).contains("fix");
        all.assertThat(call.err()).as(what).containsAnyOf(folder.toString(), "input");
      }
    }
    all.assertAll();
  }

  private static List<Integer> codes() {
    return Stream.of(ExitCode.values())
        .filter(code -> code != ExitCode.INTERNAL)
        .map(ExitCode::number)
        .collect(Collectors.toList());
  }

  private static String value(String kind, ArgSpec argument, Path place, SeriesFixture project)
      throws IOException {
    Path input = place.resolve("input");
    switch (kind) {
      case "nothing" -> {}
      case "empty" -> Files.createFile(input);
      case "garbage" -> Files.write(input, garbage());
      case "folder" -> Files.createDirectories(input);
      case "full folder" -> Files.write(Files.createDirectories(input).resolve("file"), garbage());
      case "cut" -> {
        byte[] whole = Files.readAllBytes(valid(argument, place, project));
        Files.write(input, Arrays.copyOf(whole, whole.length / 2));
      }
      case "huge" -> {
        try (RandomAccessFile file = new RandomAccessFile(input.toFile(), "rw")) {
          file.setLength(name(argument).equals("--release") ? LARGE_BYTES : HUGE_BYTES);
        }
      }
      case "utf-16" ->
          Files.write(
              input,
              Files.readString(valid(argument, place, project), StandardCharsets.ISO_8859_1)
                  .getBytes(StandardCharsets.UTF_16));
      case "odd name" -> {
        input = place.resolve("in put\nJörg 日本 $(x) 'y");
        Files.copy(valid(argument, place, project), input, StandardCopyOption.REPLACE_EXISTING);
      }
      case "file as parent" ->
          input = Files.write(place.resolve("parent"), garbage()).resolve("input");
      case "http" -> {
        return argument.type() == Path.class ? place.resolve("a\\b:c").toString() : "http://";
      }
      case "unreadable" -> {
        Files.write(input, garbage());
        // Root reads it all the same; then this is garbage once more.
        assertThat(input.toFile().setReadable(false)).isTrue();
      }
      default -> throw new IllegalArgumentException(kind);
    }
    return input.toString();
  }

  /** A file that would do. */
  private static Path valid(ArgSpec argument, Path place, SeriesFixture project)
      throws IOException {
    return switch (name(argument)) {
      case "--series" -> project.seriesFile();
      case "--with" -> project.folder.resolve("patches/local/0001-x.patch");
      case "--upstream" -> {
        Path bundle = place.resolve("valid.bundle");
        Call.of(line("bundle", null, bundle.toString(), place, project).toArray(String[]::new));
        yield bundle;
      }
      case "--page" -> page(place);
      default -> tarball(place);
    };
  }

  private static Path page(Path place) throws IOException {
    return Files.writeString(
        place.resolve("PAGE"), "<!-- upstream: begin -->\n<!-- upstream: end -->\n");
  }

  private static Path tarball(Path place) throws IOException {
    Path tarball = place.resolve("GOOD.tar.gz");
    if (!Files.exists(tarball)) {
      Layout layout = new Layout();
      layout.putText("README", "text\n".repeat(100));
      Tarball.write(layout, "top", Instant.EPOCH, tarball);
    }
    return tarball;
  }

  private static byte[] garbage() {
    byte[] bytes = new byte[4000];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static List<String> line(
      String command, ArgSpec argument, String value, Path place, SeriesFixture project)
      throws IOException {
    List<String> line = new ArrayList<>(List.of(command.split(" ")));
    Map<String, String> options = new TreeMap<>();
    String tried = argument == null ? "FILE" : name(argument);
    Set<String> known = HelpTest.leaves().get(command).getCommandSpec().optionsMap().keySet();
    if (known.contains("--series")) {
      options.put("--series", project.seriesFile().toString());
      // What an earlier run fetched would hide what is wrong with an upstream.
      Path own =
          command.equals("apply")
              ? place.resolve("fresh/druid.git")
              : project.workspace().repository();
      options.put("--repository", own.toString());
    }
    if (known.contains("--output")) {
      options.put("--output", place.resolve("output").toString());
    }
    page(place);
    tarball(place);
    String rest = REST.getOrDefault(command + " " + tried, REST.getOrDefault(command, ""));
    String given = value.isEmpty() || !tried.startsWith("--") ? value : prefix(tried) + value;
    if (tried.startsWith("--")) {
      options.put(tried, given);
    } else if (command.equals("compare") || command.equals("image") || command.equals("resolve")) {
      line.add(value);
    }
    for (String word : rest.split(" ", -1)) {
      if (!word.isEmpty()) {
        line.add(
            word.replace("GOOD", place.resolve("GOOD").toString())
                .replace("PAGE", place.resolve("PAGE").toString())
                .replace("tar://", "tar://" + place + "/"));
      }
    }
    if (command.equals("compare")) {
      line.add(place.resolve("GOOD.tar.gz").toString());
    } else if (!tried.startsWith("--") && !line.contains(value)) {
      line.add(value);
    } else if (tried.startsWith("--")
        && Set.of("export", "bundle", "patched-sources").contains(command)) {
      line.add(place.resolve("written").toString());
    }
    if (command.equals("resolve") && !tried.equals("--lines")) {
      line.addAll(List.of("--take", "base"));
    }
    options.forEach((name, text) -> line.addAll(List.of(name, text)));
    return line;
  }

  private static String prefix(String option) {
    return switch (option) {
      case "--tarball" -> "ours=";
      case "--from", "--to" -> "tar://";
      default -> "";
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{}", "[1]", "garbage", "{\"tip\":\"x\"}"})
  void aDistributionThatSaysNothingSensibleOfItself(String provenance) throws IOException {
    SeriesFixture project = new SeriesFixture(folder);
    Layout layout = new Layout();
    layout.putText("PATCHES.json", provenance);
    Path tarball = folder.resolve("x.tar.gz");
    Tarball.write(layout, "top", Instant.EPOCH, tarball);
    Call call =
        Call.of(
            "image",
            tarball.toString(),
            "--from",
            "tar://none.tar",
            "--to",
            "tar://" + folder.resolve("to.tar"),
            "--series",
            project.seriesFile().toString(),
            "--repository",
            project.workspace().repository().toString());
    assertThat(call.code()).as(call.err()).isEqualTo(ExitCode.DAMAGED.number());
    assertThat(call.err()).contains("this is no distribution that this tool made");
  }

  @Test
  void aBundleOfNoBytesIsNamed() throws IOException {
    SeriesFixture project = new SeriesFixture(folder);
    Path bundle = Files.createFile(folder.resolve("x.bundle"));
    Call call =
        Call.of(
            "apply",
            "--upstream",
            bundle.toString(),
            "--series",
            project.seriesFile().toString(),
            "--repository",
            project.workspace().repository().toString());
    assertThat(call.code()).isEqualTo(ExitCode.UNREACHABLE.number());
    assertThat(call.err()).contains("is no git bundle").contains(bundle.toString());
  }
}
