package io.druidpatch.progress;

import java.util.Locale;

/** Whether a person sits at a terminal. */
public final class Terminal {
  private Terminal() {}

  /** True if both standard input and output are a terminal that can redraw a line. */
  @SuppressWarnings("SystemConsoleNull") // JDK 22's console for redirected streams has no TERM.
  public static boolean isThere() {
    String term = System.getenv("TERM");
    return System.console() != null
        && System.getenv("CI") == null
        && term != null
        && !term.toLowerCase(Locale.ROOT).equals("dumb");
  }
}
