package io.druidpatch.surroundings;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.cli.Call;
import io.druidpatch.maven.Jdk;
import io.druidpatch.maven.MavenProgram;
import io.druidpatch.maven.MavenRun;
import io.druidpatch.progress.Progress;
import io.druidpatch.verify.FakeSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class FixedDefaultsTest {
  @TempDir Path folder;
  private final Locale locale = Locale.getDefault();
  private final TimeZone zone = TimeZone.getDefault();

  /** What a program says of its JVM, and how a year comes out where nobody names a locale. */
  public static final class Says {
    private Says() {}

    public static void main(String[] arguments) throws IOException {
      Files.writeString(Path.of(arguments[0]), words());
    }

    /** In one line. */
    @SuppressWarnings({"DefaultLocale", "DefaultCharset", "JavaUtilDate"})
    public static String words() {
      return Locale.getDefault()
          + " "
          + TimeZone.getDefault().getID()
          + " "
          + java.nio.charset.Charset.defaultCharset()
          + " "
          + new java.text.SimpleDateFormat("yyyy").format(new java.util.Date(0))
          + " "
          + String.format("%d", 30);
    }
  }

  private static final String FIXED = "en_US UTC UTF-8 1970 30";

  @AfterEach
  void giveBack() {
    Locale.setDefault(locale);
    TimeZone.setDefault(zone);
  }

  @ParameterizedTest
  @CsvSource({
    "fa-IR, Asia/Tehran",
    "ar-EG-u-nu-arab, Africa/Cairo",
    "tr-TR, Asia/Tokyo",
    "th-TH-u-ca-buddhist-nu-thai, Pacific/Kiritimati"
  })
  void whatCommandsWriteIsTheSame(String tag, String zoneId) throws IOException {
    SeriesFixture project = new SeriesFixture(folder.resolve("project"));
    project.patch("0001-x.patch", SeriesFixture.CHANGE_FOUR);
    project.series(project.pick("clean"), project.local("0001-x.patch"));
    Map<String, String> expected = written(project, "here");
    Locale.setDefault(Locale.forLanguageTag(tag));
    TimeZone.setDefault(TimeZone.getTimeZone(zoneId));
    String before = Says.words();
    assertThat(before).isNotEqualTo(FIXED);
    assertThat(written(project, "there")).isEqualTo(expected);
    assertThat(Says.words()).isEqualTo(before);
  }

  /** What commands write and say, by what it is. */
  private Map<String, String> written(SeriesFixture project, String name) throws IOException {
    Map<String, String> all = new TreeMap<>();
    Path out = folder.resolve(name);
    List<String> where =
        List.of(
            "--series",
            project.seriesFile().toString(),
            "--repository",
            out.resolve("druid.git").toString());
    for (String command :
        new String[] {
          "apply",
          "status",
          "status --json",
          "export " + out.resolve("export"),
          "upstream status --json",
          "onto v1",
          "--help",
          "apply --help"
        }) {
      List<String> words = new java.util.ArrayList<>(List.of(command.split(" ")));
      if (!command.contains("--help")) {
        words.addAll(where);
      }
      Call call = Call.of(words);
      assertThat(call.code()).as(command + call.err()).isZero();
      all.put(
          command.replace(out.toString(), "OUT"),
          (call.out() + call.err()).replace(out.toString(), "OUT"));
    }
    try (Stream<Path> files = Files.list(out.resolve("export"))) {
      for (Path file : files.toList()) {
        all.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return all;
  }

  @Test
  void mavenHasThemToo() throws IOException {
    Path maven = Files.createDirectories(folder.resolve("maven"));
    Files.createDirectories(maven.resolve("lib"));
    Path mvn = Files.createDirectories(maven.resolve("bin")).resolve("mvn");
    Path said = folder.resolve("said");
    // As Maven's own script does it: the options stand in front of the class.
    Files.writeString(
        mvn,
        "#!/bin/sh\necho \"$LC_ALL $TZ\" > %s.env\nexec \"$JAVA_HOME/bin/java\" $MAVEN_OPTS -cp '%s' '%s' '%s'\n"
            .formatted(said, System.getProperty("java.class.path"), Says.class.getName(), said));
    assertThat(mvn.toFile().setExecutable(true)).isTrue();
    MavenRun run =
        new MavenRun(
            folder,
            List.of("validate"),
            List.of(),
            List.of(),
            new Properties(),
            Optional.empty(),
            Optional.empty(),
            folder.resolve("log"));
    Path home = Path.of(System.getProperty("java.home"));
    run.run(new MavenProgram(maven), new Jdk(home, "17", "x"), Progress.SILENT);
    assertThat(said).as(Files.readString(folder.resolve("log"))).hasContent(FIXED);
    assertThat(Path.of(said + ".env")).hasContent("C.UTF-8 UTC");
  }

  @Test
  void theSuiteHasThemToo() throws IOException {
    FakeSuite.at(folder).run(FakeSuite.plan(folder));
    assertThat(folder.resolve("told-jvm")).hasContent(FIXED);
  }

  @Test
  void optionsOfTheEnvironmentDoNotWin() {
    assertThat(FixedDefaults.environment(Map.of("_JAVA_OPTIONS", "-Xmx1g -Duser.language=fa")))
        .containsEntry(
            "_JAVA_OPTIONS",
            "-Xmx1g -Duser.language=fa " + String.join(" ", FixedDefaults.jvmOptions()))
        .doesNotContainKey("JAVA_TOOL_OPTIONS");
  }
}
