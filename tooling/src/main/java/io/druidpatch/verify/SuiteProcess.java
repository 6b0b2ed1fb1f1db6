package io.druidpatch.verify;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A child process that does not outlive this one: when this process is told to end, by Ctrl-C or
 * SIGTERM, the child is told too (SIGTERM), and this process waits until it has cleaned up. How
 * long that takes is the child's to say.
 */
final class SuiteProcess {
  private final Process process;
  private final Thread hook;

  /**
   * Starts the process. It has nothing to read, but its standard input stays open as long as this
   * process is there: by its end a child can tell that this one was killed.
   */
  SuiteProcess(ProcessBuilder command) throws IOException {
    Ender ender = new Ender();
    hook = new Thread(ender, "ends the suite");
    // Before the start: a signal in between would leave a child without a parent.
    Runtime.getRuntime().addShutdownHook(hook);
    process = ender.start(command);
  }

  /** Passes on all that it writes to its standard output, if that is a pipe. */
  void copy(OutputStream to) throws IOException {
    process.getInputStream().transferTo(to);
    to.flush();
  }

  /** Waits for its end; gives its exit code. If this process is ended meanwhile, nothing. */
  int await() throws IOException {
    try {
      int exit = process.waitFor();
      if (!forget()) {
        // The hook runs, and this process ends with it: how the child ended is no news.
        Thread.currentThread().join();
      }
      return exit;
    } catch (InterruptedException e) {
      Ender.end(process);
      forget();
      throw new InterruptedIOException("interrupted while the suite ran");
    }
  }

  private boolean forget() {
    try {
      return Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private static final class Ender implements Runnable {
    private Process process;
    private boolean ending;

    synchronized Process start(ProcessBuilder command) throws IOException {
      if (ending) {
        throw new InterruptedIOException("told to end before the suite was started");
      }
      process = command.start();
      return process;
    }

    @Override
    public void run() {
      Process started;
      synchronized (this) {
        ending = true;
        started = process;
      }
      if (started != null && started.isAlive()) {
        started.destroy();
        say("ending the suite (process " + started.pid() + "), which cleans up\n");
        end(started);
      }
    }

    /**
     * Not by System.err: under Maven that is Jansi's, which a hook of its own takes away at the
     * same time.
     */
    private static void say(String text) {
      try {
        new FileOutputStream(FileDescriptor.err).write(text.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // Nobody listens any more; the child is waited for all the same.
        return;
      }
    }

    /** Asks it to end and waits until it has, come what may. */
    static void end(Process process) {
      process.destroy();
      boolean interrupted = false;
      while (process.isAlive()) {
        try {
          process.waitFor();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
