package io.druidpatch.verification.inprocess;

import io.druidpatch.verification.druid.JvmProbe;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A subject's server: a child process that writes logs on command, and serves them both by the
 * Overlord's resource and directly. It ends when its standard input ends, so also when this process
 * is killed.
 */
final class LogServer implements AutoCloseable {
  static final String LOG = "server.log";

  /** How long it may take to start, in seconds, also on a busy machine. */
  private static final long START = 120;

  /** How long an answer to a command may take, in seconds. */
  private static final long ANSWER = 20;

  /** How long it may take to end, in seconds. */
  private static final long END = 5;

  /** Marks the end of the server's output. */
  private static final String EOF = "\0";

  private final ServerSetup setup;
  private final Process process;
  private final BufferedWriter commands;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private String host;
  private String plain;
  private int logs;
  private JvmProbe probe;

  private LogServer(ServerSetup setup, Process process) {
    this.setup = setup;
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.US_ASCII);
    Thread reader = new Thread(this::read, "answers of " + setup.subject());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts one; it is ready only after {@link #awaitReady}.
   *
   * @throws IOException if there is no such program
   */
  static LogServer start(ServerSetup setup) throws IOException {
    Files.createDirectories(setup.folder());
    // A class path is too long for some systems' command lines.
    Path arguments = setup.folder().resolve("server.args");
    Files.writeString(arguments, "-cp\n\"" + setup.classPath().replace("\\", "\\\\") + "\"\n");
    List<String> command = new ArrayList<>(setup.java());
    command.add("@" + arguments);
    command.add(setup.mainClass());
    command.addAll(setup.arguments());
    return new LogServer(
        setup,
        new ProcessBuilder(command)
            .directory(setup.folder().toFile())
            .redirectError(setup.folder().resolve(LOG).toFile())
            .start());
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answers.add(line);
      }
    } catch (IOException e) {
      // It is over, too.
    } finally {
      answers.add(EOF);
    }
  }

  /**
   * Waits until it serves.
   *
   * @throws IOException if it ends instead, or does not answer in time
   */
  void awaitReady() throws IOException, InterruptedException {
    String line = next(START);
    String[] words = line.split(" ", -1);
    if (words.length != 4 || !words[0].equals("ready")) {
      throw new IOException(
          "the server of " + setup.subject() + " says \"" + line + "\" in the place of \"ready\"");
    }
    host = "http://127.0.0.1:" + words[1];
    plain = "http://127.0.0.1:" + words[2];
    boolean tails = Boolean.parseBoolean(words[3]);
    if (tails != setup.tails()) {
      throw new IOException(
          "Druid of "
              + setup.subject()
              + (tails ? " can give out a log's tail" : " cannot give out a log's tail")
              + ": the series' patch to the log resource is "
              + (tails ? "in it" : "not in it"));
    }
  }

  private String next(long seconds) throws IOException, InterruptedException {
    String line = answers.poll(seconds, TimeUnit.SECONDS);
    if (EOF.equals(line)) {
      answers.add(EOF);
      throw gone();
    }
    if (line == null) {
      throw new IOException(
          "the server of "
              + setup.subject()
              + " (process "
              + process.pid()
              + ") has not answered for "
              + seconds
              + " s; see "
              + setup.folder().resolve(LOG));
    }
    return line;
  }

  private IOException gone() throws InterruptedException {
    String how =
        process.waitFor(END, TimeUnit.SECONDS)
            ? "ended with exit code " + process.exitValue()
            : "closed its output";
    return new IOException(
        "the server of "
            + setup.subject()
            + " (process "
            + process.pid()
            + ") "
            + how
            + lastWords()
            + "; see "
            + setup.folder().resolve(LOG));
  }

  /** The line in which it says why it cannot go on, if it does, or else its last one. */
  private String lastWords() {
    try {
      List<String> lines =
          Files.readAllLines(setup.folder().resolve(LOG)).stream()
              .filter(line -> !line.isBlank())
              .toList();
      String last = lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
      return ": "
          + lines.stream().filter(line -> line.startsWith("cannot serve")).findFirst().orElse(last);
    } catch (IOException | UncheckedIOException e) {
      return ": its log cannot be read: " + e.getMessage();
    }
  }

  private synchronized String ask(String command) throws IOException, InterruptedException {
    if (!process.isAlive()) {
      throw gone();
    }
    try {
      commands.write(command + "\n");
      commands.flush();
    } catch (IOException e) {
      throw gone();
    }
    String answer = next(ANSWER);
    if (!answer.equals("ok") && !answer.startsWith("ok ")) {
      throw new IOException("the server of " + setup.subject() + ": " + answer);
    }
    return answer.substring(2).strip();
  }

  /**
   * Begins a log.
   *
   * @param shape {@code quiet}, {@code second} or {@code fast}, as the suite's pods have them
   * @param millis after how long it ends
   * @return the id of its task
   */
  synchronized String write(String shape, long millis) throws IOException, InterruptedException {
    String task = shape + "-" + ++logs;
    ask("write " + task + " " + shape + " " + millis);
    return task;
  }

  /** Ends a log now. */
  void end(String task) throws IOException, InterruptedException {
    ask("end " + task);
  }

  /** How many streams and tails of a log are open. */
  int readers(String task) throws IOException, InterruptedException {
    return Integer.parseInt(ask("readers " + task));
  }

  /** Where the Overlord's resource gives a task's log. */
  URI log(String task) {
    return URI.create(host + "/druid/indexer/v1/task/" + task + "/log?follow=true");
  }

  /** Where the same log is read directly. */
  URI plain(String task) {
    return URI.create(plain + "/" + task);
  }

  /** Where the Overlord lists its tasks: what others ask it for. */
  URI tasks() {
    return URI.create(host + "/druid/indexer/v1/tasks");
  }

  /** Looks into it; closed with this. */
  synchronized JvmProbe probe() throws IOException {
    if (probe == null) {
      probe = JvmProbe.attach(process.pid());
    }
    return probe;
  }

  ProcessHandle process() {
    return process.toHandle();
  }

  /** Why the server has ended, if it has; this explains failed requests. */
  Optional<IOException> failure() throws InterruptedException {
    // A client sees a cut connection before the process that cut it has ended.
    return process.isAlive() && !process.waitFor(1, TimeUnit.SECONDS)
        ? Optional.empty()
        : Optional.of(gone());
  }

  @Override
  public void close() {
    synchronized (this) {
      if (probe != null) {
        probe.close();
      }
    }
    try {
      commands.close();
    } catch (IOException e) {
      // It has gone before.
    }
    boolean interrupted = false;
    try {
      if (!process.waitFor(END, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      interrupted = true;
      process.destroyForcibly();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
