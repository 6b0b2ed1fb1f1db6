package io.druidpatch.verification.druid;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that this run started, whose output goes to a file. */
final class DruidProcess implements AutoCloseable {
  /** How long a process may take to end by itself, in seconds. */
  private static final long ORDERLY = 15;

  private final String name;
  private final Process process;
  private final Path log;

  private DruidProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /** Starts a process; its output is appended to the file. */
  static DruidProcess start(
      String name, List<String> command, Path folder, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return new DruidProcess(name, builder.start(), log);
  }

  long pid() {
    return process.pid();
  }

  /**
   * Checks that the process is alive.
   *
   * @throws IOException with the last lines of its output if it has ended
   */
  void requireAlive() throws IOException {
    if (process.isAlive()) {
      return;
    }
    List<String> lines = Files.readAllLines(log);
    throw new IOException(
        name
            + " ended with exit code "
            + process.exitValue()
            + "; the end of "
            + log
            + ":\n"
            + String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size())));
  }

  /** Kills the process, as a crash of the machine would. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() {
    List<ProcessHandle> below = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(ORDERLY, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        process.waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    below.forEach(ProcessHandle::destroyForcibly);
  }
}
