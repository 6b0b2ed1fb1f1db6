package io.druidpatch.cli;

import io.druidpatch.progress.Progress;
import io.druidpatch.progress.Terminal;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.BatchingProgressMonitor;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.TextProgressMonitor;

/**
 * Progress on standard error, so that standard output holds results alone. On a terminal the counts
 * of a transfer are redrawn in place; elsewhere there are only whole lines.
 */
final class Console implements Progress {
  private final PrintWriter err;
  private final boolean terminal = Terminal.isThere();

  Console(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void line(String text) {
    err.println(text);
    err.flush();
  }

  @Override
  public ProgressMonitor transfer() {
    if (!terminal) {
      return NullProgressMonitor.INSTANCE;
    }
    BatchingProgressMonitor monitor = new TextProgressMonitor(err);
    monitor.setDelayStart(500, TimeUnit.MILLISECONDS);
    return monitor;
  }
}
