package io.druidpatch.verification.inprocess;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Stands for the program that serves a subject. Its argument says what is wrong with it: {@code
 * port} it cannot listen, {@code dies} it ends at the first log, {@code mute} it says something
 * else than it should; anything else, nothing.
 */
public final class FakeServer {
  private FakeServer() {}

  static ServerSetup setup(String subject, String wrong, boolean tails, Path folder) {
    return new ServerSetup(
        subject,
        List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
        System.getProperty("java.class.path")
            + File.pathSeparator
            + Path.of("target", "test-classes").toAbsolutePath(),
        FakeServer.class.getName(),
        List.of(wrong),
        tails,
        folder);
  }

  public static void main(String[] arguments) throws Exception {
    String wrong = arguments[0];
    if (wrong.equals("port")) {
      System.err.println("cannot serve on 127.0.0.1:1: Address already in use");
      System.err.println("\tat somewhere");
      System.exit(1);
    }
    System.out.println(wrong.equals("mute") ? "hello" : "ready 1 1 true");
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      if (wrong.equals("dies")) {
        System.err.println("out of something");
        System.exit(3);
      }
      System.out.println(line.startsWith("readers") ? "ok 7" : "error " + line);
    }
  }
}
