package io.druidpatch.verification.embedded.kubelet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * The processes of a container: the first one, in a session of its own, and its descendants. As in
 * a pid namespace, all end when the first ends, and the first gets only signals that it handles,
 * and SIGKILL.
 */
final class ContainerProcess {
  /**
   * A variable in the environment of all of them, so that a process that left the session is found.
   */
  private static final String MARK = "EMBEDDED_CONTAINER";

  private static final int SIGTERM = 15;

  private final Process first;
  private final String mark;
  private final Thread reader;

  private ContainerProcess(Process first, String mark, PodLog log, IntConsumer ended) {
    this.first = first;
    this.mark = MARK + "=" + mark;
    this.reader = new Thread(() -> read(log, ended), "log of process " + first.pid());
    reader.setDaemon(true);
  }

  /**
   * Starts it.
   *
   * @param mark a text of its own for each container
   * @param log gets what all processes write, and is ended
   * @param ended called with the exit code when all processes and the log have ended
   */
  static ContainerProcess start(
      List<String> command,
      Map<String, String> environment,
      Path folder,
      String mark,
      PodLog log,
      IntConsumer ended)
      throws IOException {
    List<String> line = new ArrayList<>(List.of("setsid"));
    line.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put(MARK, mark);
    builder.redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    ContainerProcess process = new ContainerProcess(builder.start(), mark, log, ended);
    process.reader.start();
    var unused = process.first.onExit().thenRun(() -> process.kill(true));
    return process;
  }

  private void read(PodLog log, IntConsumer ended) {
    try (InputStream output = first.getInputStream()) {
      byte[] buffer = new byte[64 * 1024];
      for (int n = output.read(buffer); n >= 0; n = output.read(buffer)) {
        log.write(buffer, n);
      }
    } catch (IOException e) {
      // The pipe is closed when the process is gone; a disk that is full ends the log likewise.
    }
    int code = first.onExit().join().exitValue();
    log.end();
    ended.accept(code);
  }

  /** By this a signal alone is sent; {@link Process#destroy} closes the output that is read too. */
  private ProcessHandle handle() {
    return first.toHandle();
  }

  /** Asks the container to end; a first process that does not handle SIGTERM goes on. */
  void terminate() {
    if (handles(SIGTERM)) {
      handle().destroy();
    }
  }

  /** Ends all with SIGKILL. */
  void kill() {
    kill(true);
  }

  /** Ends all but the first with SIGKILL. */
  void killOthers() {
    kill(false);
  }

  /** Waits until all processes and the log have ended. */
  void await() throws InterruptedException {
    reader.join();
  }

  private void kill(boolean withFirst) {
    if (withFirst) {
      handle().destroyForcibly();
    }
    // The loop finds a process that a process under kill has just made.
    for (int round = 0; round < 50; round++) {
      List<ProcessHandle> others = others();
      if (others.isEmpty()) {
        return;
      }
      others.forEach(ProcessHandle::destroyForcibly);
      if (!withFirst) {
        return;
      }
    }
  }

  private List<ProcessHandle> others() {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.map(Path::getFileName)
          .map(Path::toString)
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .map(Long::parseLong)
          .filter(pid -> pid != first.pid() && pid != ProcessHandle.current().pid())
          .filter(this::belongs)
          .map(ProcessHandle::of)
          .flatMap(Optional::stream)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean belongs(long pid) {
    try {
      Path process = Path.of("/proc", Long.toString(pid));
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      // After the name, which may have spaces: state, parent, group, session.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
      if (fields[0].equals("Z")) {
        return false;
      }
      if (Long.parseLong(fields[3]) == first.pid()) {
        return true;
      }
      String environment =
          Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
      return ("\0" + environment).contains("\0" + mark + "\0");
    } catch (IOException e) {
      // The process has ended, or belongs to another user.
      return false;
    }
  }

  private boolean handles(int signal) {
    try (Stream<String> lines =
        Files.lines(Path.of("/proc", Long.toString(first.pid()), "status"))) {
      return lines
          .filter(line -> line.startsWith("SigCgt:"))
          .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
          .anyMatch(mask -> (mask >> (signal - 1) & 1) == 1);
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }
}
