package io.druidpatch.progress;

import org.eclipse.jgit.lib.ProgressMonitor;

/** Where a job says how far it is. */
public interface Progress {
  /** A line that stays: something was finished or decided. */
  void line(String text);

  /** Shows the counts of a transfer; on a terminal they are redrawn in place. */
  ProgressMonitor transfer();

  /** Says nothing. */
  Progress SILENT =
      new Progress() {
        @Override
        public void line(String text) {}

        @Override
        public ProgressMonitor transfer() {
          return org.eclipse.jgit.lib.NullProgressMonitor.INSTANCE;
        }
      };
}
