package io.druidpatch.verification.cli;

import java.io.IOException;
import picocli.CommandLine.Option;

/** Ends this process with the one that started it, also where that was killed. */
final class ParentOption {
  /** As of a process that SIGTERM ended. */
  private static final int ENDED = 143;

  @Option(
      names = "--with-parent",
      hidden = true,
      description = "End when standard input does: nobody waits for the result any more.")
  private boolean withParent;

  void watch() {
    if (withParent) {
      Thread watch = new Thread(ParentOption::await, "watches its parent");
      watch.setDaemon(true);
      watch.start();
    }
  }

  private static void await() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said there.
      }
    } catch (IOException e) {
      // As good as its end.
    }
    System.err.println("whoever started this has ended: ending");
    System.exit(ENDED);
  }
}
