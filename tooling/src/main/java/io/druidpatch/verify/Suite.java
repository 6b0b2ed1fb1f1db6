package io.druidpatch.verify;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.maven.Jdk;
import io.druidpatch.maven.MavenProgram;
import io.druidpatch.maven.MavenRun;
import io.druidpatch.progress.Progress;
import io.druidpatch.suite.SuitePlan;
import io.druidpatch.surroundings.FixedDefaults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * The suite of the module {@code verification}, ready to be started. It is no library of this tool:
 * neither of the two modules needs the other to be built, and their libraries do not meet.
 *
 * @param classPath its classes and all that they need
 * @param mainClass its command line
 * @param project the project's folder
 */
public record Suite(String classPath, String mainClass, Path project) {
  private static final String MODULE = "verification";

  /** An extension of Druid that the suite loads, found by it below its own folder. */
  private static final String SUPERVISOR = "verification/supervisor";

  private static final String IN_PROCESS = "verification/in-process";

  /** Below a module. */
  private static final String CLASSES = "target/classes";

  private static final String MAIN = "io.druidpatch.verification.cli.Main";

  /**
   * Compiles the suite, by the project's own Maven build and with the user's local repository.
   *
   * @param project the project's folder
   * @throws Failure with {@link ExitCode#TOOLCHAIN} if there is no Maven or no compiler, {@link
   *     ExitCode#UNREACHABLE} if a library cannot be downloaded, {@link ExitCode#INTERNAL} if the
   *     suite does not compile
   */
  public static Suite prepare(Path project, Progress progress) throws IOException {
    return prepare(project, List.of(SUPERVISOR, MODULE), new Properties(), CLASSES, progress);
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
        project, List.of(IN_PROCESS, MODULE), properties, SuitePlan.UNCHECKED_CLASSES, progress);
  }

  private static Suite prepare(
      Path project, List<String> modules, Properties more, String classes, Progress progress)
      throws IOException {
    Path target = project.resolve(MODULE).resolve("target");
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
        project.resolve(MODULE).resolve(classes)
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
      return Failure.of(ExitCode.UNREACHABLE, MODULE)
          .says("a library of the suite, or a plugin that compiles it, cannot be downloaded")
          .found("Maven's output in " + log)
          .fix("check the network and the mirrors in your Maven settings")
          .build();
    }
    return Failure.of(ExitCode.INTERNAL, MODULE)
        .says("the suite does not compile")
        .found("Maven's output in " + log)
        .fix("mvn -pl " + MODULE + " compile, in " + project)
        .build();
  }

  /** The suite's folder in the project's. */
  static Path home(Path project) {
    return project.resolve(MODULE);
  }

  /**
   * Runs it. The summary of a run in process goes to standard output. All else that it says goes to
   * standard error, since standard output is for the results of the command that runs it. The suite
   * ends with this process, also where that is killed; if this process is told to end, it waits for
   * the suite.
   *
   * @throws Failure with {@link ExitCode#VERIFICATION}, {@link ExitCode#CLUSTER}, {@link
   *     ExitCode#STORAGE}, {@link ExitCode#FOREIGN}, {@link ExitCode#USAGE} or {@link
   *     ExitCode#INTERNAL}, as the suite ended
   */
  public void run(SuitePlan plan) throws IOException {
    ProcessBuilder command = command(List.of("plan", plan.write().toString()));
    if (plan.isInProcess()) {
      end(new SuiteProcess(command).await(), "in-process");
      return;
    }
    SuiteProcess child = new SuiteProcess(command.redirectOutput(ProcessBuilder.Redirect.PIPE));
    child.copy(System.err);
    end(child.await(), "run");
  }

  private ProcessBuilder command(List<String> arguments) throws IOException {
    // The class path is too long for some systems' command lines.
    Path file = project.resolve(MODULE).resolve("target").resolve("suite.args");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file, "-cp\n\"" + classPath.replace("\\", "\\\\") + "\"\n", StandardCharsets.UTF_8);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FixedDefaults.jvmOptions());
    command.add("-Ddruidpatch.home=" + project);
    command.add("@" + file);
    command.add(mainClass);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(FixedDefaults.environment(System.getenv()));
    return builder
        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
        .redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  /** The class of failure that the suite's exit code stands for. */
  static ExitCode meaning(int exit) {
    for (ExitCode code :
        List.of(
            ExitCode.DONE,
            ExitCode.USAGE,
            ExitCode.STORAGE,
            ExitCode.VERIFICATION,
            ExitCode.CLUSTER,
            ExitCode.FOREIGN)) {
      if (code.number() == exit) {
        return code;
      }
    }
    return ExitCode.INTERNAL;
  }

  private static void end(int exit, String verb) {
    ExitCode code = meaning(exit);
    if (code == ExitCode.DONE) {
      return;
    }
    Failure.Builder failure = Failure.of(code, "verification " + verb);
    throw switch (code) {
      case VERIFICATION ->
          failure
              .says("`ours` does not meet verification/thresholds.yaml, or a scenario broke off")
              .found("what the suite says above, and its report")
              .build();
      case CLUSTER ->
          failure
              .says("the cluster, the object store or an image that was asked for is not available")
              .found("what the suite says above")
              .fix("ask for another by --cluster or --s3; --cluster embedded needs no cluster")
              .build();
      case FOREIGN ->
          failure.says("the report would replace other files; the suite says above which").build();
      case STORAGE ->
          failure
              .says("a file cannot be written; the suite says above which, and what to do")
              .build();
      case USAGE -> failure.says("the suite refuses an option; it says above which").build();
      default ->
          failure
              .says("the suite broke off")
              .expected("exit code 0, 2, 11, 18, 19 or 23")
              .found("exit code " + exit)
              .build();
    };
  }
}
