package io.druidpatch.verification.run;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Consumer;

/** Prints the progress of a run in lines, each with the time since the start. */
public final class Progress implements Consumer<String> {
  private final PrintStream out;
  private final long start = System.nanoTime();

  public Progress(PrintStream out) {
    this.out = out;
  }

  @Override
  public void accept(String text) {
    long seconds = (System.nanoTime() - start) / 1_000_000_000L;
    out.printf(Locale.ROOT, "[%3d:%02d] %s%n", seconds / 60, seconds % 60, text);
    out.flush();
  }
}
