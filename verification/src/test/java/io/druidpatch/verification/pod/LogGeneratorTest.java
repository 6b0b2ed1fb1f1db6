package io.druidpatch.verification.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The logs that the scenarios measure by have the shape that they are said to have. */
class LogGeneratorTest {
  private static List<String> lines(String shape) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                java.toString(), "-cp", "target/classes", LogGenerator.class.getName(), shape, "1")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    byte[] all = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
    assertThat(all[all.length - 1]).isEqualTo((byte) '\n');
    return new String(all, StandardCharsets.US_ASCII).lines().toList();
  }

  @ParameterizedTest
  @CsvSource({
    "quiet, 79, 251",
    "second, 79, 2",
    "fast, 79, 10001",
    "long, 799, 1001",
    "wide, 65535, 6"
  })
  void linesHaveANumberAndATimeAndAWidth(String shape, int width, int count) throws Exception {
    List<String> lines = lines(shape);
    assertThat(lines).hasSize(count);
    for (int i = 0; i < count; i++) {
      assertThat(lines.get(i)).startsWith(String.format(Locale.ROOT, "%012d 1", i)).hasSize(width);
    }
  }

  @Test
  void theLastLineSaysSo() throws Exception {
    List<String> lines = lines("quiet");
    assertThat(lines.get(lines.size() - 1)).contains(" end");
    assertThat(lines.get(0)).doesNotContain("end");
  }

  /** In a pod there is this one class. */
  @Test
  void itStandsAlone() {
    assertThat(LogGenerator.class.getDeclaredClasses()).isEmpty();
    assertThat(LogGenerator.class.getResource("LogGenerator$1.class")).isNull();
  }
}
