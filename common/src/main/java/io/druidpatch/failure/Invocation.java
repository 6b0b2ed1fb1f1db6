package io.druidpatch.failure;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes commands of this tool the way the user started it, so that they can be pasted. */
public final class Invocation {
  /** Set by the start script to its own name; absent when Maven started the tool. */
  public static final String PROGRAM_PROPERTY = "druidpatch.program";

  /** What no shell takes for anything else. */
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_./:=@%+,-]+");

  /** What stays special between a shell's double quotes. */
  private static final Pattern SPECIAL = Pattern.compile("[\\\\\"$`]");

  private static String everywhere = "";
  private static List<String> running = List.of();
  private static Consumer<String> listener = arguments -> {};

  private Invocation() {}

  /**
   * The line that runs {@code arguments} with this tool.
   *
   * @param arguments the command and its options; what need not be plain is {@link #quoted}
   */
  public static String command(String arguments) {
    return line(arguments + everywhere);
  }

  /** The line that runs the same command as now with an option more. */
  public static String again(String option) {
    return line(
        Stream.concat(running.stream().map(Invocation::quoted), Stream.of(option))
            .collect(Collectors.joining(" ")));
  }

  private static String line(String all) {
    listener.accept(all);
    String program = System.getProperty(PROGRAM_PROPERTY);
    if (program != null) {
      return quoted(program) + " " + all;
    }
    return "mvn -q -pl tooling compile exec:java -Dexec.args=\""
        + SPECIAL.matcher(all).replaceAll("\\\\$0")
        + "\"";
  }

  /**
   * A word as a shell takes it for one: a path with spaces, say. Maven's exec:java takes the same
   * quotes.
   */
  public static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\"'\"'") + "'";
  }

  /**
   * Options that every command written from now on has: those that say which series and repository
   * this process works on, if they are not the defaults.
   *
   * @param options with a space before each; none for an empty text
   */
  public static void everywhere(String options) {
    everywhere = options;
  }

  /**
   * The command that runs now.
   *
   * @param arguments its words, as the user gave them; none if none runs
   */
  public static void running(List<String> arguments) {
    running = List.copyOf(arguments);
  }

  /** Hears the arguments of each command that is written; a test sees that the tool takes them. */
  static void listen(Consumer<String> to) {
    listener = to;
  }
}
