package io.druidpatch.verify;

import io.druidpatch.suite.ClusterKind;
import io.druidpatch.suite.GivenOptions;
import io.druidpatch.suite.SuitePlan;
import io.druidpatch.surroundings.FixedDefaultsTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Stands for the suite's main class. The project's folder (property {@code druidpatch.home}) is
 * where it keeps the plan that it was given, and reads the exit code to end with from {@code exit}.
 * Its report is another one each time. With {@code --keep} it stays until it is told to end, and
 * takes a while to clean up.
 */
public final class FakeSuite {
  private static final String TOLD = "told.json";

  private FakeSuite() {}

  public static Suite at(Path project) {
    return new Suite(System.getProperty("java.class.path"), FakeSuite.class.getName(), project);
  }

  /** A plan with some options, and no subjects. */
  public static SuitePlan plan(Path project, String... options) {
    GivenOptions given = GivenOptions.of(options);
    return new SuitePlan(
        ClusterKind.EMBEDDED,
        given.cluster,
        given.scenarios,
        given.running,
        List.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Suite.home(project),
        project.resolve("report"));
  }

  /** The plan that it was given. */
  static SuitePlan told(Path project) throws IOException {
    return SuitePlan.read(project.resolve(TOLD));
  }

  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(System.getProperty("druidpatch.home"));
    if (arguments.length != 2 || !arguments[0].equals("plan")) {
      throw new IllegalArgumentException(Arrays.toString(arguments));
    }
    Path file = Path.of(arguments[1]);
    SuitePlan plan = SuitePlan.read(file);
    Files.copy(file, home.resolve(TOLD), StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(home.resolve("told-jvm"), FixedDefaultsTest.Says.words());
    System.out.println("a library's warning");
    for (String name : List.of("report.md", "index.html", "report.json", "log/druid.log")) {
      Files.writeString(plan.report().resolve(name), name + " of " + System.nanoTime() + "\n");
    }
    if (plan.running().keep()) {
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
      Path project = Path.of(arguments[0]);
      at(project).run(plan(project, Arrays.copyOfRange(arguments, 1, arguments.length)));
    }
  }
}
