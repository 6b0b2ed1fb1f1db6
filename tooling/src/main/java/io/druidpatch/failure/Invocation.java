package io.druidpatch.failure;

/** Writes commands of this tool the way the user started it, so that they can be pasted. */
public final class Invocation {
  /** Set by the start script to its own name; absent when Maven started the tool. */
  public static final String PROGRAM_PROPERTY = "druidpatch.program";

  private Invocation() {}

  /** A word for a POSIX shell, in quotes if it needs them. */
  public static String quoted(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** The line that runs {@code arguments} with this tool. */
  public static String command(String arguments) {
    String program = System.getProperty(PROGRAM_PROPERTY);
    if (program != null) {
      return program + " " + arguments;
    }
    return "mvn -q -pl tooling compile exec:java -Dexec.args=\"" + arguments + "\"";
  }
}
