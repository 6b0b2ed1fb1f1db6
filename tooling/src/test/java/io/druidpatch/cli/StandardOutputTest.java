package io.druidpatch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.failure.ExitCode;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardOutputTest {
  @TempDir Path folder;

  /** Takes nothing, as a full device does. */
  private static final class Full extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new IOException("No space left on device");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version", "help", "status", "status --json"})
  void aResultThatNobodyGotIsAFailure(String words) throws IOException {
    SeriesFixture project = new SeriesFixture(folder);
    project.apply();
    for (boolean device : new boolean[] {false, true}) {
      try (OutputStream full = device ? device() : new Full()) {
        Call call = Call.of(full, arguments(project, words));
        assertThat(call.code()).as(call.err()).isEqualTo(ExitCode.STORAGE.number());
        assertThat(call.err())
            .contains("standard output cannot be written: No space left on device")
            .contains("exit code 0");
      }
    }
  }

  @Test
  void aPrinterThatKeepsItToItselfIsAsked() {
    PrintStream printer = new PrintStream(new Full(), false, StandardCharsets.UTF_8);
    assertThat(Call.of(printer, "--version").code()).isEqualTo(ExitCode.STORAGE.number());
  }

  /** What `status | head -1` does. */
  @Test
  void aReaderThatGoesAwayIsNoFailure() throws Exception {
    Process reader = new ProcessBuilder("sh", "-c", "exec <&-; echo; exec sleep 60").start();
    try {
      assertThat(reader.getInputStream().read()).isEqualTo('\n');
      Call call = Call.of(reader.getOutputStream(), "--help");
      assertThat(call.code()).as(call.err()).isZero();
      assertThat(call.err()).isEmpty();
    } finally {
      reader.destroy();
    }
  }

  @Test
  void aFailureOfTheCommandKeepsItsExitCode() throws IOException {
    SeriesFixture project = new SeriesFixture(folder);
    Call call = Call.of(new Full(), arguments(project, "status"));
    assertThat(call.code()).isEqualTo(ExitCode.STALE.number());
    assertThat(call.err()).contains("exit code 13");
  }

  private static OutputStream device() throws IOException {
    Path device = Path.of("/dev/full");
    assumeThat(Files.exists(device)).as("/dev/full is there").isTrue();
    return new FileOutputStream(device.toFile());
  }

  private String[] arguments(SeriesFixture project, String words) {
    List<String> arguments = new ArrayList<>(Arrays.asList(words.split(" ")));
    if (!words.startsWith("--") && !words.equals("help")) {
      arguments.addAll(project.options());
    }
    return arguments.toArray(String[]::new);
  }
}
