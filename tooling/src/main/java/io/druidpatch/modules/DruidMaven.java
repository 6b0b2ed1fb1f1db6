package io.druidpatch.modules;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.maven.Jdk;
import io.druidpatch.maven.MavenProgram;
import io.druidpatch.maven.MavenRun;
import io.druidpatch.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * Runs Druid's own Maven build on a checked-out tree.
 *
 * @param localRepository the tool's own, never the user's
 * @param globalSettings settings with placeholders in them, if something is left out
 * @param time what the build takes for its time
 */
public record DruidMaven(
    MavenProgram maven,
    Jdk jdk,
    Path localRepository,
    Optional<Path> globalSettings,
    Instant time,
    Progress progress) {

  /** The versions of Java that Druid 30 runs on and is built with (docs/operations/java.md). */
  public static final Set<Integer> JAVA = Set.of(8, 11, 17);

  private static final String NO_SPACE = "No space left on device";
  private static final String NOT_RESOLVED = "Could not resolve dependencies";

  /**
   * Compiles modules and makes their jars. The phases end before {@code package}: Druid's poms
   * install at that phase, which would put patched jars under the released ones' coordinates.
   */
  public MavenRun jars(Path tree, Collection<Module> modules, boolean withTests, Path log) {
    List<String> goals = new ArrayList<>();
    goals.add(withTests ? "test-compile" : "process-classes");
    goals.add("jar:jar@default-jar");
    if (withTests) {
      goals.add("jar:test-jar");
    }
    Properties properties = properties();
    properties.setProperty("skipTests", "true");
    return run(tree, goals, modules, List.of("skip-static-checks"), properties, log);
  }

  /**
   * Runs tests of modules, and goes on after a failed one.
   *
   * @param test what surefire takes for {@code -Dtest}; empty for all tests
   */
  public MavenRun tests(Path tree, Collection<Module> modules, String test, Path log) {
    Properties properties = properties();
    properties.setProperty("maven.test.failure.ignore", "true");
    properties.setProperty("surefire.rerunFailingTestsCount", "3");
    if (!test.isEmpty()) {
      properties.setProperty("test", test);
      properties.setProperty("failIfNoTests", "false");
      properties.setProperty("surefire.failIfNoSpecifiedTests", "false");
    }
    return run(tree, List.of("test"), modules, List.of("skip-static-checks"), properties, log);
  }

  /**
   * Compiles modules with their tests, and makes static checks of them. It goes on with other
   * modules after a failure, and ends before {@code package} as {@link #jars} does.
   */
  public MavenRun staticChecks(
      Path tree, Collection<Module> modules, Set<StaticCheck> checks, Path log) {
    List<String> goals = new ArrayList<>(List.of("--fail-at-end", "test-compile"));
    Properties properties = properties();
    properties.setProperty("skipTests", "true");
    // A module that was compiled before is left as it is, if none of its sources is newer.
    properties.setProperty("maven.compiler.useIncrementalCompilation", "false");
    for (StaticCheck check : StaticCheck.values()) {
      boolean on = checks.contains(check);
      check.set(properties, on);
      if (on) {
        check.call().ifPresent(goals::add);
      }
    }
    return run(tree, goals, modules, List.of(), properties, log);
  }

  /** Makes Druid's own distribution, of all modules. */
  public MavenRun distribution(Path tree, boolean contrib, Path log) {
    List<String> profiles = new ArrayList<>(List.of("skip-static-checks", "skip-tests", "dist"));
    if (contrib) {
      profiles.add("bundle-contrib-exts");
    }
    Properties properties = properties();
    properties.remove("web.console.skip");
    return run(tree, List.of("install"), List.of(), profiles, properties, log);
  }

  /** Whether placeholders stand for Sigar. */
  public boolean withoutSigar() {
    return globalSettings.isPresent();
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("web.console.skip", "true");
    properties.setProperty("cyclonedx.skip", "true");
    properties.setProperty("jacoco.skip", "true");
    properties.setProperty("maven.javadoc.skip", "true");
    // It would find the repository around the checkout, not Druid's.
    properties.setProperty("maven.gitcommitid.skip", "true");
    properties.setProperty("project.build.outputTimestamp", time.toString());
    return properties;
  }

  private MavenRun run(
      Path tree,
      List<String> goals,
      Collection<Module> modules,
      List<String> profiles,
      Properties properties,
      Path log) {
    return new MavenRun(
        tree,
        goals,
        modules.stream().map(Module::folder).toList(),
        profiles,
        properties,
        Optional.of(localRepository),
        globalSettings,
        log);
  }

  /** Says which entry of the series brought a line. */
  @FunctionalInterface
  public interface Blame {
    Optional<String> entry(String path, int line) throws IOException;
  }

  /**
   * Runs Maven and turns a failed build into a {@link Failure}.
   *
   * @throws Failure with {@link ExitCode#BUILD} and the compiler's own lines, each with the entry
   *     that brought it; with {@link ExitCode#STORAGE} if the disk is full; with {@link
   *     ExitCode#UNREACHABLE} if a dependency cannot be downloaded
   */
  public void run(MavenRun run, Blame blame) throws IOException {
    MavenRun.Outcome outcome = run.run(maven, jdk, progress);
    if (!outcome.succeeded()) {
      throw failure(run, outcome, blame);
    }
  }

  /**
   * Runs Maven for {@link #staticChecks}.
   *
   * @return whether nothing was found
   * @throws Failure as {@link #run} does, if it failed before the checks could say anything; what
   *     the strict compiler says is what a check says
   */
  public boolean check(MavenRun run, Set<StaticCheck> checks, Blame blame) throws IOException {
    MavenRun.Outcome outcome = run.run(maven, jdk, progress);
    boolean compiled =
        outcome.compilerErrors().isEmpty() || checks.contains(StaticCheck.STRICT_COMPILATION);
    if (outcome.succeeded()
        || (compiled && !outcome.says(NO_SPACE) && !outcome.says(NOT_RESOLVED))) {
      return outcome.succeeded();
    }
    throw failure(run, outcome, blame);
  }

  private Failure failure(MavenRun run, MavenRun.Outcome outcome, Blame blame) throws IOException {
    if (outcome.says(NO_SPACE)) {
      return Failure.of(ExitCode.STORAGE, run.folder().toString())
          .says("no space is left to build in")
          .fix("free some space, and run the command again")
          .build();
    }
    if (!outcome.compilerErrors().isEmpty()) {
      return compilation(run, outcome, blame);
    }
    boolean sigar = !withoutSigar() && outcome.says(ModuleGraph.SIGAR_GROUP);
    boolean dependency = sigar || outcome.says(NOT_RESOLVED);
    return Failure.of(dependency ? ExitCode.UNREACHABLE : ExitCode.BUILD, run.folder().toString())
        .says(dependency ? "a dependency cannot be downloaded" : "Maven failed")
        .found("the whole output in " + run.log())
        .detail(
            String.join(
                "\n",
                outcome.lastLines().stream()
                    .filter(line -> line.startsWith("[ERROR]"))
                    // Behind the first empty line Maven explains itself.
                    .takeWhile(line -> !line.equals("[ERROR] "))
                    .map(line -> "    " + line.substring("[ERROR] ".length()))
                    .toList()))
        .fix(
            sigar
                ? SigarPlaceholder.advice()
                : dependency
                    ? "check the network and the mirrors in your Maven settings"
                    : "see the output")
        .build();
  }

  private static Failure compilation(MavenRun run, MavenRun.Outcome outcome, Blame blame)
      throws IOException {
    StringBuilder lines = new StringBuilder();
    for (MavenRun.CompilerError error : outcome.compilerErrors()) {
      lines
          .append("    ")
          .append(error.file())
          .append(':')
          .append(error.line())
          .append(':')
          .append(error.column())
          .append(": ")
          .append(error.message())
          .append("\n      ")
          .append(
              blame
                  .entry(error.file(), error.line())
                  .map(entry -> "the line came with the entry " + entry)
                  .orElse("the line is the base's own: a change elsewhere broke it"))
          .append('\n');
    }
    MavenRun.CompilerError first = outcome.compilerErrors().get(0);
    return Failure.of(ExitCode.BUILD, first.file() + ":" + first.line())
        .says("the patched tree does not compile")
        .detail(lines.toString())
        .found("the whole output in " + run.log())
        .fix(
            "adapt the entry with a commit right behind it in the worktree; "
                + Invocation.command("refresh --help"))
        .build();
  }
}
