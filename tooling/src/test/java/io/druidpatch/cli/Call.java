package io.druidpatch.cli;

import io.druidpatch.apply.SeriesFixture;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * One call of the command line in this process.
 *
 * @param code its exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
public record Call(int code, String out, String err) {

  public static Call of(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Call call = of(out, arguments);
    return new Call(call.code(), out.toString(StandardCharsets.UTF_8), call.err());
  }

  public static Call of(Collection<String> first, String... more) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return of(all.toArray(String[]::new));
  }

  /** A call on a project's series and repository; the words are parted by spaces. */
  public static Call on(SeriesFixture project, String words, String... more) {
    List<String> line = new ArrayList<>(Arrays.asList(words.split(" ")));
    line.addAll(List.of(more));
    line.addAll(project.options());
    return of(line);
  }

  /** A call whose results go elsewhere. */
  public static Call of(OutputStream results, String... arguments) {
    PrintStream before = System.err;
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int code = Main.run(results, arguments);
      ToolRun.requireListed(code, arguments);
      return new Call(code, "", err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }
}
