package io.druidpatch.verify;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.maven.Jdk;
import io.druidpatch.maven.MavenProgram;
import io.druidpatch.maven.MavenRun;
import io.druidpatch.progress.Progress;
import io.druidpatch.suite.SuitePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * Compiles the suite of the module {@code verification}, and finds the class path that it needs.
 */
public final class SuiteBuild {
  /** An extension of Druid that the suite loads, found by it below its own folder. */
  private static final String SUPERVISOR = "verification/supervisor";

  private static final String IN_PROCESS = "verification/in-process";

  /** Below a module. */
  private static final String CLASSES = "target/classes";

  private static final String MAIN = "io.druidpatch.verification.cli.Main";

  private SuiteBuild() {}

  /**
   * Compiles the suite, by the project's own Maven build and with the user's local repository.
   *
   * @param project the project's folder
   * @throws Failure with {@link ExitCode#TOOLCHAIN} if there is no Maven or no compiler, {@link
   *     ExitCode#UNREACHABLE} if a library cannot be downloaded, {@link ExitCode#INTERNAL} if the
   *     suite does not compile
   */
  public static Suite prepare(Path project, Progress progress) throws IOException {
    return prepare(project, List.of(SUPERVISOR, Suite.MODULE), new Properties(), CLASSES, progress);
  }

  /**
   * Compiles what measures in process, too: the server of the module {@code
   * verification/in-process}, and in front of Druid's released jars the classes of patched sources.
   *
   * @param druid the version of the released jars
   * @param patched the folder that {@code patched-sources} wrote; it gets {@code classes/}
   * @throws Failure as {@link #prepare(Path, Progress)} does; with {@link ExitCode#BUILD} if the
   *     patched sources do not compile
   */
  public static Suite prepareInProcess(
      Path project, String druid, Optional<Path> patched, Progress progress) throws IOException {
    Properties properties = new Properties();
    // By a profile of the project: what it compiles is not what the project's own build checks.
    properties.setProperty("druidpatch.unchecked", "true");
    properties.setProperty("druid.version", druid);
    patched.ifPresent(folder -> properties.setProperty("druid.served", folder.toString()));
    return prepare(
        project,
        List.of(IN_PROCESS, Suite.MODULE),
        properties,
        SuitePlan.UNCHECKED_CLASSES,
        progress);
  }

  private static Suite prepare(
      Path project, List<String> modules, Properties more, String classes, Progress progress)
      throws IOException {
    Path target = Suite.home(project).resolve("target");
    Properties properties = new Properties();
    properties.putAll(more);
    // Below each module's own folder.
    properties.setProperty("mdep.outputFile", "target/suite.classpath");
    properties.setProperty("mdep.includeScope", "runtime");
    MavenRun run =
        new MavenRun(
            project,
            List.of("process-classes", "dependency:build-classpath", "-T2"),
            modules,
            List.of(),
            properties,
            // What the user told the Maven that runs this, if one does.
            Optional.ofNullable(System.getProperty("maven.repo.local")).map(Path::of),
            Optional.empty(),
            target.resolve("suite.log"));
    progress.line("compiling the suite");
    MavenRun.Outcome outcome =
        run.run(
            MavenProgram.find(System.getenv()),
            Jdk.require(
                Optional.of(Path.of(System.getProperty("java.home"))),
                Set.of(Runtime.version().feature())),
            Progress.SILENT);
    if (!outcome.succeeded()) {
      throw failed(project, run.log(), outcome, more.getProperty("druid.served"));
    }
    return new Suite(
        Suite.home(project).resolve(classes)
            + java.io.File.pathSeparator
            + Files.readString(target.resolve("suite.classpath")).strip(),
        MAIN,
        project);
  }

  private static Failure failed(Path project, Path log, MavenRun.Outcome outcome, String patched) {
    List<MavenRun.CompilerError> inPatched =
        patched == null
            ? List.of()
            : outcome.compilerErrors().stream()
                .filter(error -> project.resolve(error.file()).startsWith(Path.of(patched)))
                .toList();
    if (!inPatched.isEmpty()) {
      Failure.Builder failure =
          Failure.of(ExitCode.BUILD, inPatched.get(0).file() + ":" + inPatched.get(0).line())
              .says("the patched sources do not compile in front of the released jars")
              .found("Maven's output in " + log);
      for (MavenRun.CompilerError error : inPatched) {
        failure.detail("  " + error.file() + ":" + error.line() + ": " + error.message());
      }
      return failure
          .fix("change the local patch that touches the file; its name is in patched.txt beside it")
          .build();
    }
    if (outcome.says("Could not resolve dependencies") || outcome.says("could not be resolved")) {
      return Failure.of(ExitCode.UNREACHABLE, Suite.MODULE)
          .says("a library of the suite, or a plugin that compiles it, cannot be downloaded")
          .found("Maven's output in " + log)
          .fix("check the network and the mirrors in your Maven settings")
          .build();
    }
    return Failure.of(ExitCode.INTERNAL, Suite.MODULE)
        .says("the suite does not compile")
        .found("Maven's output in " + log)
        .fix("mvn -pl " + Suite.MODULE + " compile, in " + project)
        .build();
  }
}
