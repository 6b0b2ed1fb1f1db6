package io.druidpatch.verification.log;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Serves logs that it writes, by the Overlord's resource and plainly, to a suite that started this
 * as its child. It is told what to do on standard input, a line a command, and answers each on
 * standard output in one line: {@code ok} with a figure, or {@code error} with the reason.
 *
 * <pre>
 * write TASK SHAPE MILLIS   begin a task's log; see {@link LineWriter.Shape}
 * end TASK                  end it now
 * readers TASK              how many read it
 * </pre>
 *
 * <p>The first line of all is {@code ready OVERLORD-PORT PLAIN-PORT PATCHED}, the last of them
 * {@code true} where Druid can give out a log's tail. The process ends when its standard input
 * does: it does not outlive who started it, however that ended.
 */
public final class LogServer {
  private final Map<String, ScriptedLog> logs = new ConcurrentHashMap<>();
  private final Map<String, Thread> writers = new ConcurrentHashMap<>();

  private LogServer() {}

  /**
   * Serves.
   *
   * @param arguments {@code snapshot} or {@code followed}: see {@link OverlordHttp.Streamed}; then,
   *     where it must be a certain one, the Overlord's port
   */
  public static void main(String[] arguments) throws Exception {
    PrintStream answers = System.out;
    // Nothing of Druid's may come in between.
    System.setOut(System.err);
    LogServer server = new LogServer();
    OverlordHttp.Streamed streamed =
        OverlordHttp.Streamed.valueOf(arguments[0].toUpperCase(Locale.ROOT));
    int port = arguments.length > 1 ? Integer.parseInt(arguments[1]) : OverlordHttp.freePort();
    try (OverlordHttp overlord = new OverlordHttp(server.logs::get, streamed, port);
        PlainHttp plain = new PlainHttp(server.logs::get);
        BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      say(answers, "ready " + overlord.port() + " " + plain.port() + " " + ScriptedTail.isThere());
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        say(answers, server.answer(line.split(" ", -1)));
      }
      // Nothing is left to clean up, and threads that hold an answer open would keep the JVM.
      Runtime.getRuntime().halt(0);
    } catch (Exception e) {
      System.err.println("cannot serve on 127.0.0.1:" + port + ": " + e);
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  private static void say(PrintStream answers, String line) throws IOException {
    answers.println(line);
    answers.flush();
    if (answers.checkError()) {
      throw new IOException("nobody reads the answers");
    }
  }

  private String answer(String[] command) {
    try {
      return switch (command[0]) {
        case "write" -> {
          write(
              command[1],
              LineWriter.Shape.valueOf(command[2].toUpperCase(Locale.ROOT)),
              Long.parseLong(command[3]));
          yield "ok";
        }
        case "end" -> {
          writers.get(command[1]).interrupt();
          yield "ok";
        }
        case "readers" -> "ok " + logs.get(command[1]).readers();
        default -> "error no such command: " + command[0];
      };
    } catch (RuntimeException e) {
      return "error " + String.join(" ", command) + ": " + e;
    }
  }

  private void write(String task, LineWriter.Shape shape, long millis) {
    ScriptedLog log = new ScriptedLog();
    LineWriter lines = new LineWriter(log, shape, millis);
    lines.begin();
    Thread writer = new Thread(lines, "writes " + task);
    writer.setDaemon(true);
    writers.put(task, writer);
    logs.put(task, log);
    writer.start();
  }
}
