package io.druidpatch.failure;

/**
 * Something the user has fix: what it is about, what was expected, what was found and the command
 * or the change that fixes it. Its message has no login of a URL in it.
 */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  private Failure(ExitCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /**
   * A builder of a failure.
   *
   * @param subject the file and line, the commit or the entry that the failure is about
   */
  public static Builder of(ExitCode code, String subject) {
    return new Builder(code, subject);
  }

  /** The exit code of the command that failed. */
  public ExitCode code() {
    return code;
  }

  /** Collects the parts of a {@link Failure}; a part that is not given is left out. */
  public static final class Builder {
    private static final int LONGEST_LINE = 1000;

    private final ExitCode code;
    private final StringBuilder message;
    private Throwable cause;

    private Builder(ExitCode code, String subject) {
      this.code = code;
      this.message = new StringBuilder(subject);
    }

    /** What is wrong, in a sentence without a full stop. */
    public Builder says(String problem) {
      message.append(": ").append(problem);
      return this;
    }

    public Builder expected(Object expected) {
      return line("expected", expected);
    }

    public Builder found(Object found) {
      return line("found", readable(String.valueOf(found)));
    }

    /** The command or the change that fixes it. */
    public Builder fix(String how) {
      return line("fix", how);
    }

    public Builder detail(String lines) {
      message.append('\n').append(lines.stripTrailing());
      return this;
    }

    public Builder cause(Throwable why) {
      this.cause = why;
      return this;
    }

    public Failure build() {
      return new Failure(code, Redaction.of(message.toString()), cause);
    }

    /**
     * What was found may be anything, garbage of a file or of a network too: without what would
     * steer a terminal, and lines of a length that people read.
     */
    private static String readable(String found) {
      StringBuilder text = new StringBuilder();
      int column = 0;
      for (int i = 0; i < found.length(); i++) {
        char c = found.charAt(i);
        column = c == '\n' ? 0 : column + 1;
        if (column == LONGEST_LINE) {
          text.append('…');
        } else if (column < LONGEST_LINE) {
          text.append(Character.isISOControl(c) && c != '\n' && c != '\t' ? '\ufffd' : c);
        }
      }
      return text.toString();
    }

    private Builder line(String label, Object text) {
      message.append("\n  ").append(label).append(": ").append(text);
      return this;
    }
  }
}
