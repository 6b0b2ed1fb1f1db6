package io.druidpatch.modules;

import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * One of the static checks that Druid's own CI makes of each pull request, by a plugin of its Maven
 * build (.github/workflows/static-checks.yml).
 *
 * <p>Of that workflow these are left out: the check of packaging, which needs Druid's whole
 * distribution; IntelliJ's inspections, which need IntelliJ; OpenRewrite; and the web console's.
 */
public enum StaticCheck {
  /** The style of the code, and the licence's header. A part of the phase {@code validate}. */
  CHECKSTYLE("checkstyle", "check", Optional.of("checkstyle.skip"), Optional.empty(), 8, 99),
  /** Unused and doubled code. A part of the phase {@code validate}. */
  PMD("pmd", "check", Optional.of("pmd.skip"), Optional.empty(), 8, 99),
  /** Calls of the JDK and of libraries that Druid does not allow. A part of the compilation. */
  FORBIDDEN_APIS(
      "forbiddenapis", "testCheck", Optional.of("forbiddenapis.skip"), Optional.empty(), 8, 99),
  /** Calls that Java 8 does not have. */
  ANIMAL_SNIFFER(
      "animal-sniffer",
      "check",
      Optional.of("animal.sniffer.skip"),
      Optional.of("animal-sniffer:check@check-java-api"),
      8,
      99),
  /** Dependencies that are used and not declared, or declared and not used. */
  DEPENDENCIES(
      "dependency",
      "analyze-only",
      Optional.of("mdep.analyze.skip"),
      Optional.of("dependency:analyze-only"),
      8,
      99),
  /**
   * Patterns of bugs. The version that Druid 30 names, 4.2.2, reads the classes of Java 16 at most,
   * those of the JDK among them.
   */
  SPOTBUGS("spotbugs", "check", Optional.of("spotbugs.skip"), Optional.of("spotbugs:check"), 8, 16),
  /** The compiler with Error Prone, which needs Java 11 or later. */
  STRICT_COMPILATION("compiler", "testCompile", Optional.empty(), Optional.empty(), 11, 99);

  private final String plugin;
  private final String goal;
  private final Optional<String> skip;
  private final Optional<String> call;
  private final int minimumJava;
  private final int maximumJava;

  StaticCheck(
      String plugin,
      String goal,
      Optional<String> skip,
      Optional<String> call,
      int minimumJava,
      int maximumJava) {
    this.plugin = plugin;
    this.goal = goal;
    this.skip = skip;
    this.call = call;
    this.minimumJava = minimumJava;
    this.maximumJava = maximumJava;
  }

  /** Its name, for people and scripts. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Why it cannot run with a JDK of that version; empty if it can. */
  public Optional<String> whyNotWith(int java) {
    if (java >= minimumJava && java <= maximumJava) {
      return Optional.empty();
    }
    return Optional.of(
        "it runs with "
            + (java < minimumJava ? "Java " + minimumJava + " or later" : "Java 8 or 11")
            + ", and the JDK is Java "
            + java);
  }

  /** The goal that runs it; empty if it is a part of a phase. */
  Optional<String> call() {
    return call;
  }

  /** Sets what makes it run, or not. */
  void set(Properties properties, boolean on) {
    skip.ifPresent(name -> properties.setProperty(name, String.valueOf(!on)));
    if (on && this == STRICT_COMPILATION) {
      properties.setProperty("strictCompile", "true");
    }
    if (on && this == DEPENDENCIES) {
      // As .github/scripts/analyze_dependencies_script.sh has it.
      properties.setProperty("outputXML", "true");
      properties.setProperty("ignoreNonCompile", "true");
      properties.setProperty("failOnWarning", "true");
    }
  }

  /**
   * The line with which Maven begins it for a module, such as {@code ---
   * maven-pmd-plugin:3.16.0:check (validate) @ druid-services ---} by Maven 3.8, and without {@code
   * maven-} and {@code -plugin} since 3.9.
   */
  public Pattern begins() {
    return Pattern.compile(
        "--- (?:maven-)?"
            + Pattern.quote(plugin)
            + "(?:-maven)?(?:-plugin)?:[^: ]+:"
            + Pattern.quote(goal)
            + " \\([^)]*\\) @ (\\S+) ---");
  }
}
