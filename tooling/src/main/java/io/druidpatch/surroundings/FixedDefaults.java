package io.druidpatch.surroundings;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;

/**
 * The locale, the time zone and the encoding that everything here is made with, whatever those of
 * the user's machine are: the same bytes on every machine. Closing it gives the process back what
 * it had, for under Maven the process is not the tool's own.
 */
public final class FixedDefaults implements AutoCloseable {
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Duser.language=en",
          "-Duser.country=US",
          "-Duser.script=",
          "-Duser.variant=",
          "-Duser.timezone=UTC",
          "-Dfile.encoding=UTF-8");

  /** Options of a JVM from the environment; those of the first win over its command line. */
  private static final List<String> OPTION_VARIABLES =
      List.of("_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");

  private final Locale locale = Locale.getDefault();
  private final Locale display = Locale.getDefault(Locale.Category.DISPLAY);
  private final Locale format = Locale.getDefault(Locale.Category.FORMAT);
  private final TimeZone zone = TimeZone.getDefault();

  private FixedDefaults() {}

  /** Gives this process the fixed locale and time zone. */
  public static FixedDefaults take() {
    FixedDefaults before = new FixedDefaults();
    Locale.setDefault(Locale.US);
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    return before;
  }

  /** The options with which a JVM gets them. */
  public static List<String> jvmOptions() {
    return JVM_OPTIONS;
  }

  /**
   * What a child process's environment has to say, so that programs without a JVM and JVMs that the
   * child starts have them too.
   *
   * @param environment the child's as it would be without
   */
  public static Map<String, String> environment(Map<String, String> environment) {
    Map<String, String> fixed = new java.util.TreeMap<>(Map.of("LC_ALL", "C.UTF-8", "TZ", "UTC"));
    for (String variable : OPTION_VARIABLES) {
      String told = environment.get(variable);
      // A variable that is not there stays so: a JVM says on standard error that it picked one up.
      if (told != null) {
        fixed.put(variable, (told + " " + String.join(" ", JVM_OPTIONS)).strip());
      }
    }
    return fixed;
  }

  @Override
  public void close() {
    Locale.setDefault(locale);
    Locale.setDefault(Locale.Category.DISPLAY, display);
    Locale.setDefault(Locale.Category.FORMAT, format);
    TimeZone.setDefault(zone);
  }
}
