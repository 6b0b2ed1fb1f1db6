package io.druidpatch.suite;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.maven.Jdk;
import io.druidpatch.maven.MavenProgram;
import io.druidpatch.maven.MavenRun;
import io.druidpatch.progress.Progress;
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
  private static final String MAIN = "io.druidpatch.verification.cli.Main";

  /**
   * Compiles the suite, by the project's own Maven build and with the user's local repository.
   *
   * @param project the project's folder
   * @throws Failure with {@link ExitCode#TOOLCHAIN} if there is no Maven or no compiler, {@link
   *     ExitCode#UNREACHABLE} if a library cannot be had, {@link ExitCode#INTERNAL} if the suite
   *     does not compile
   */
  public static Suite prepare(Path project, Progress progress) throws IOException {
    Path target = project.resolve(MODULE).resolve("target");
    Path libraries = target.resolve("suite.classpath");
    Properties properties = new Properties();
    properties.setProperty("mdep.outputFile", libraries.toString());
    properties.setProperty("mdep.includeScope", "runtime");
    MavenRun run =
        new MavenRun(
            project,
            List.of("process-classes", "dependency:build-classpath"),
            List.of(MODULE),
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
      boolean dependency = outcome.says("Could not resolve dependencies");
      throw Failure.of(dependency ? ExitCode.UNREACHABLE : ExitCode.INTERNAL, MODULE)
          .says(dependency ? "a library of the suite cannot be had" : "the suite does not compile")
          .found("Maven's output in " + run.log())
          .mend(
              dependency
                  ? "check the network and the mirrors in your Maven settings"
                  : "mvn -pl " + MODULE + " compile, in " + project)
          .build();
    }
    return new Suite(
        target.resolve("classes")
            + java.io.File.pathSeparator
            + Files.readString(libraries).strip(),
        MAIN,
        project);
  }

  /**
   * Asks which cluster a run would take.
   *
   * @param options the options that decide it
   * @throws Failure as {@link #run} does
   */
  public ClusterFound detect(List<String> options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("detect"));
    arguments.addAll(options);
    Child child = new Child(command(arguments).redirectOutput(ProcessBuilder.Redirect.PIPE));
    String answer = child.read();
    end(child.await(), "detect");
    return ClusterFound.read(answer);
  }

  /**
   * Runs it, with this process's standard output and error. If this process is ended meanwhile, so
   * is the suite, and waited for.
   *
   * @throws Failure with {@link ExitCode#VERIFICATION}, {@link ExitCode#CLUSTER}, {@link
   *     ExitCode#USAGE} or {@link ExitCode#INTERNAL}, as the suite ended
   */
  public void run(List<String> options) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("run", "--home", project.resolve(MODULE).toString()));
    arguments.addAll(options);
    end(new Child(command(arguments)).await(), "run");
  }

  private ProcessBuilder command(List<String> arguments) throws IOException {
    // The class path is too long for some systems' command lines.
    Path file = project.resolve(MODULE).resolve("target").resolve("suite.args");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file, "-cp\n\"" + classPath.replace("\\", "\\\\") + "\"\n", StandardCharsets.UTF_8);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Ddruidpatch.home=" + project);
    command.add("@" + file);
    command.add(mainClass);
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
        .redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  /** The class of failure that the suite's exit code stands for. */
  static ExitCode meaning(int exit) {
    for (ExitCode code :
        List.of(ExitCode.DONE, ExitCode.USAGE, ExitCode.VERIFICATION, ExitCode.CLUSTER)) {
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
              .says("no cluster, object store or image that was asked for can be had")
              .found("what the suite says above")
              .mend("ask for another by --cluster or --s3; --cluster embedded needs no cluster")
              .build();
      case USAGE -> failure.says("the suite refuses an option; it says above which").build();
      default ->
          failure
              .says("the suite broke off")
              .expected("exit code 0, 2, 18 or 19")
              .found("exit code " + exit)
              .build();
    };
  }
}
