package io.druidpatch.verification.cli;

import java.io.IOException;
import picocli.CommandLine.Option;

/** Ends this process when the process that started it ends, even by a kill. */
final class ParentOption {
  /** The exit code of a process that SIGTERM ended. */
  private static final int ENDED = 143;

  @Option(
      names = "--with-parent",
      hidden = true,
      description =
          "End when standard input ends: the process that waits for the result has ended then.")
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
        // The parent writes nothing; only the end of the stream counts.
      }
    } catch (IOException e) {
      // An unreadable standard input counts as its end.
    }
    System.err.println("the process that started this one has ended: ending");
    System.exit(ENDED);
  }
}
