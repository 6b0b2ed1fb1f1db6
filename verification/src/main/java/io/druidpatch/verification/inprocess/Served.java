package io.druidpatch.verification.inprocess;

import io.druidpatch.suite.SuitePlan;
import io.druidpatch.verification.report.Report;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A subject of a run in process.
 *
 * @param info as the report names it
 * @param server how it is started
 */
public record Served(Report.SubjectInfo info, ServerSetup server) {
  /**
   * The released jars with an answer that is a stream which follows the log, as with watchLog(). A
   * subject of another name answers with the log as it is, as the runner for pods of 30.0.0 does.
   */
  private static final String WATCH_LOG = "watch-log";

  private static final String MAIN = "io.druidpatch.verification.log.LogServer";

  /**
   * The subjects of a plan.
   *
   * @throws IOException if something that should be compiled is not there
   */
  public static List<Served> of(SuitePlan plan) throws IOException {
    Path module = plan.home().resolve("in-process");
    String libraries = Files.readString(module.resolve("target/suite.classpath")).strip();
    ReleasedJars jars = ReleasedJars.on(libraries);
    String jar = jars.jar().getFileName().toString();
    String released = module.resolve(SuitePlan.UNCHECKED_CLASSES) + File.pathSeparator + libraries;
    List<Served> served = new ArrayList<>();
    for (String name : plan.subjects()) {
      boolean follows = name.equals(WATCH_LOG);
      Path patched = plan.sources().get(name);
      Report.SubjectInfo info;
      String path = released;
      if (patched == null) {
        List<String> entries = follows ? List.of("a log stream that follows") : List.of();
        info = new Report.SubjectInfo(name, jars.sha256(), jar, entries);
      } else {
        path = patched.resolve("classes") + File.pathSeparator + released;
        List<String> entries = Files.readAllLines(patched.resolve("patched.txt"));
        info =
            new Report.SubjectInfo(
                name, ReleasedJars.sha256(patched.resolve("java")), jar + ", patched", entries);
      }
      served.add(
          new Served(
              info,
              new ServerSetup(
                  name,
                  java(module),
                  path,
                  MAIN,
                  List.of(follows ? "followed" : "snapshot"),
                  patched != null,
                  plan.report().resolve("log").resolve(name))));
    }
    return served;
  }

  private static List<String> java(Path module) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "@" + module.resolve("java.args"),
        "-Xmx512m",
        "-Duser.timezone=UTC",
        "-Dfile.encoding=UTF-8");
  }
}
