package io.druidpatch.verify;

import io.druidpatch.surroundings.FixedDefaultsTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Stands for the suite's main class. The project's folder (property {@code druidpatch.home}) is
 * where it writes what it was told and reads what to do: the exit code from {@code exit}, and the
 * answer to {@code detect} from {@code answer}. Its report is another one each time. With {@code
 * --keep} it stays until it is told to end, and takes a while to clean up.
 */
public final class FakeSuite {
  private FakeSuite() {}

  public static Suite at(Path project) {
    return new Suite(System.getProperty("java.class.path"), FakeSuite.class.getName(), project);
  }

  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(System.getProperty("druidpatch.home"));
    Files.write(home.resolve("told-" + arguments[0]), List.of(arguments));
    Files.writeString(home.resolve("told-jvm"), FixedDefaultsTest.Says.words());
    if (arguments[0].equals("detect")) {
      System.out.print(Files.readString(home.resolve("answer")));
    }
    if (arguments[0].equals("run")) {
      System.out.println("a library's warning");
    }
    int report = List.of(arguments).indexOf("--report");
    if (report >= 0) {
      Path folder = Files.createDirectories(Path.of(arguments[report + 1]));
      for (String file : List.of("report.md", "index.html", "report.json", "log/druid.log")) {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), file + " of " + System.nanoTime() + "\n");
      }
    }
    if (List.of(arguments).contains("--keep")) {
      stay(home);
    }
    Path exit = home.resolve("exit");
    System.exit(Files.exists(exit) ? Integer.parseInt(Files.readString(exit).strip()) : 0);
  }

  private static void stay(Path home) throws Exception {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    Thread.sleep(1000);
                    Files.writeString(home.resolve("cleaned-up"), "");
                  } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                }));
    Files.writeString(home.resolve("running"), "");
    Thread.sleep(60_000);
  }

  /** A program that does nothing but run it: its arguments are the folder, and options. */
  public static final class Parent {
    private Parent() {}

    public static void main(String[] arguments) throws IOException {
      at(Path.of(arguments[0])).run(List.of(arguments).subList(1, arguments.length));
    }
  }
}
