package io.druidpatch.maven;

import io.druidpatch.failure.Redaction;
import io.druidpatch.progress.Progress;
import io.druidpatch.surroundings.FixedDefaults;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.maven.shared.invoker.DefaultInvocationRequest;
import org.apache.maven.shared.invoker.DefaultInvoker;
import org.apache.maven.shared.invoker.InvocationRequest;
import org.apache.maven.shared.invoker.InvocationResult;
import org.apache.maven.shared.invoker.MavenInvocationException;

/**
 * One run of Maven in a folder.
 *
 * @param folder where the root pom is
 * @param goals phases and goals, in order, and options of Maven's
 * @param projects the modules to build, as folders below {@code folder}; empty for all
 * @param profiles profiles to activate
 * @param properties {@code -D} properties
 * @param localRepository in place of the user's own, if given
 * @param globalSettings in place of the installation's, if given
 * @param log where the whole output goes
 */
public record MavenRun(
    Path folder,
    List<String> goals,
    List<String> projects,
    List<String> profiles,
    Properties properties,
    Optional<Path> localRepository,
    Optional<Path> globalSettings,
    Path log) {

  private static final Pattern BUILDING =
      Pattern.compile("\\[INFO] Building (\\S+) \\S+ +(\\[\\d+/\\d+])");
  private static final Pattern TESTS = Pattern.compile("\\[INFO] Running (\\S+)");
  private static final Pattern COMPILER =
      Pattern.compile("\\[ERROR] (.+\\.java):\\[(\\d+),(\\d+)] (.*)");
  private static final int LAST_LINES = 25;

  /**
   * What the compiler said of a line.
   *
   * @param file the file, as a path below the folder that was built
   * @param line from 1
   * @param column from 1
   */
  public record CompilerError(String file, int line, int column, String message) {}

  /**
   * The end of a Maven run: its exit code, output and compiler errors.
   *
   * @param succeeded whether Maven said so
   * @param compilerErrors what the compiler found, in order
   * @param lastLines the end of what Maven said
   */
  public record Outcome(
      boolean succeeded, List<CompilerError> compilerErrors, List<String> lastLines) {

    /** Whether Maven said this anywhere near its end. */
    public boolean says(String text) {
      return lastLines.stream().anyMatch(line -> line.contains(text));
    }
  }

  /** Runs Maven and waits for its end. Each module that Maven comes to is a line of progress. */
  public Outcome run(MavenProgram maven, Jdk jdk, Progress progress) throws IOException {
    Files.createDirectories(log.getParent());
    if (localRepository.isPresent()) {
      Files.createDirectories(localRepository.get());
    }
    Set<CompilerError> errors = new LinkedHashSet<>();
    Deque<String> last = new ArrayDeque<>();
    try (PrintWriter writer =
        new PrintWriter(Files.newBufferedWriter(log, StandardCharsets.UTF_8))) {
      InvocationRequest request = request(maven, jdk);
      request.setOutputHandler(
          said -> {
            String line = Redaction.of(said);
            writer.println(line);
            last.addLast(line);
            if (last.size() > LAST_LINES) {
              last.removeFirst();
            }
            compilerError(line).ifPresent(errors::add);
            said(line).ifPresent(progress::line);
          });
      request.setErrorHandler(line -> writer.println(Redaction.of(line)));
      InvocationResult result = new DefaultInvoker().execute(request);
      if (result.getExecutionException() != null) {
        throw new IOException("Maven could not be run", result.getExecutionException());
      }
      return new Outcome(result.getExitCode() == 0, new ArrayList<>(errors), new ArrayList<>(last));
    } catch (MavenInvocationException e) {
      throw new IOException("Maven could not be run in " + folder, e);
    }
  }

  private InvocationRequest request(MavenProgram maven, Jdk jdk) {
    InvocationRequest request = new DefaultInvocationRequest();
    request.setMavenHome(maven.home().toFile());
    request.setJavaHome(jdk.home().toFile());
    request.setBaseDirectory(folder.toFile());
    request.addArgs(goals);
    request.setProjects(projects);
    request.setProfiles(profiles);
    // The user's own options first: of two that say the same, a JVM takes the last.
    String told = System.getenv("MAVEN_OPTS");
    request.setMavenOpts(
        ((told == null ? "" : told) + " " + String.join(" ", FixedDefaults.jvmOptions())).strip());
    FixedDefaults.environment(System.getenv()).forEach(request::addShellEnvironment);
    Properties all = new Properties();
    all.putAll(properties);
    all.setProperty("style.color", "never");
    request.setProperties(all);
    localRepository.ifPresent(own -> request.setLocalRepositoryDirectory(own.toFile()));
    globalSettings.ifPresent(file -> request.setGlobalSettingsFile(file.toFile()));
    request.setBatchMode(true);
    request.setNoTransferProgress(true);
    return request;
  }

  /** Maven repeats an error at its end; the second is equal to the first. */
  private Optional<CompilerError> compilerError(String line) {
    Matcher matcher = COMPILER.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Path file = Path.of(matcher.group(1));
    String below =
        (file.startsWith(folder) ? folder.relativize(file) : file).toString().replace('\\', '/');
    return Optional.of(
        new CompilerError(
            below,
            Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3)),
            matcher.group(4)));
  }

  private static Optional<String> said(String line) {
    Matcher building = BUILDING.matcher(line);
    if (building.find()) {
      return Optional.of("  " + building.group(2) + " " + building.group(1));
    }
    Matcher test = TESTS.matcher(line);
    return test.matches() ? Optional.of("    " + test.group(1)) : Optional.empty();
  }
}
