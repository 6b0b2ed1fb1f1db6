package io.druidpatch.verification.inprocess;

import io.druidpatch.verification.report.Report;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What can be measured in process.
 *
 * @param module the folder of the module in-process, with its class path in {@code
 *     target/suite.classpath}
 * @param classes what was compiled of it
 * @param report the folder for the report
 */
public record Subjects(Path module, Path classes, Path report) {
  /**
   * The released jars; an answer is the log as it is, as the runner for pods of 30.0.0 gives it.
   */
  public static final String STOCK = "stock";

  /** The released jars; an answer is a stream that follows the log, as with watchLog(). */
  public static final String WATCH_LOG = "watch-log";

  /** The released jars with patched classes before them. */
  public static final String OURS = "ours";

  public static final List<String> NAMES = List.of(STOCK, WATCH_LOG, OURS);

  private static final String MAIN = "io.druidpatch.verification.log.LogServer";

  /**
   * A subject of a name.
   *
   * @param patched the folder that {@code patched-sources} wrote, compiled; for {@value #OURS}
   * @throws IOException if something is not there
   */
  public InProcessPlan.Served named(String name, Optional<Path> patched) throws IOException {
    String libraries = Files.readString(module.resolve("target/suite.classpath")).strip();
    ReleasedJars jars = ReleasedJars.on(libraries);
    String path = classes + File.pathSeparator + libraries;
    String jar = jars.jar().getFileName().toString();
    Report.SubjectInfo info;
    if (patched.isEmpty()) {
      info =
          new Report.SubjectInfo(
              name,
              jars.sha256(),
              jar,
              name.equals(WATCH_LOG) ? List.of("a log stream that follows") : List.of());
    } else {
      path = patched.get().resolve("classes") + File.pathSeparator + path;
      List<String> entries = Files.readAllLines(patched.get().resolve("patched.txt"));
      info =
          new Report.SubjectInfo(
              name, ReleasedJars.sha256(patched.get().resolve("java")), jar + ", patched", entries);
    }
    return new InProcessPlan.Served(
        info,
        new ServerSetup(
            name,
            java(),
            path,
            MAIN,
            List.of(name.equals(WATCH_LOG) ? "followed" : "snapshot"),
            patched.isPresent(),
            InProcessPlan.folder(report, name)));
  }

  private List<String> java() {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.add("@" + module.resolve("java.args"));
    java.addAll(List.of("-Xmx512m", "-Duser.timezone=UTC", "-Dfile.encoding=UTF-8"));
    return java;
  }
}
