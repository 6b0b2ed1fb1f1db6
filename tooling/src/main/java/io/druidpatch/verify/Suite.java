package io.druidpatch.verify;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.suite.SuitePlan;
import io.druidpatch.surroundings.FixedDefaults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The suite of the module {@code verification}, ready to be started. It is no library of this tool:
 * neither of the two modules needs the other to be built, and their libraries do not meet.
 *
 * @param classPath its classes and all that they need
 * @param mainClass its command line
 * @param project the project's folder
 */
public record Suite(String classPath, String mainClass, Path project) {
  /** The module, and its folder in the project's. */
  static final String MODULE = "verification";

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
