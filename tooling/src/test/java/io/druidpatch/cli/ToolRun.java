package io.druidpatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.failure.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A command that was run in this process.
 *
 * @param code the exit code
 */
public record ToolRun(int code, String out, String err) {
  /** Runs one. */
  public static ToolRun of(String... arguments) {
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int code = Main.run(arguments);
      requireListed(code, arguments);
      return new ToolRun(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
    }
  }

  /** All that it said. */
  public String all() {
    return out + err;
  }

  /** A command ends with no exit code that its {@code --help} does not list. */
  static void requireListed(int code, String... arguments) {
    if (arguments.length > 0) {
      String nested = arguments.length > 1 ? arguments[0] + " " + arguments[1] : "";
      String command = HelpTest.leaves().containsKey(nested) ? nested : arguments[0];
      assertThat(CommandExitCodes.of(command))
          .as("exit codes of %s", command)
          .extracting(ExitCode::number)
          .contains(code);
    }
  }
}
