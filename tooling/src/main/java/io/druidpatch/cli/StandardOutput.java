package io.druidpatch.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where results go, as UTF-8 on every machine. Java's printers keep a failure to themselves; this
 * one is asked at the end, for a result that nobody got is none.
 */
final class StandardOutput {
  /** What Java says of EPIPE. */
  private static final String READER_GONE = "Broken pipe";

  private final Sink sink;
  private final PrintWriter writer;

  StandardOutput(OutputStream to) {
    sink = new Sink(to);
    writer = new PrintWriter(new OutputStreamWriter(sink, StandardCharsets.UTF_8), true);
  }

  PrintWriter writer() {
    return writer;
  }

  /**
   * Why not all of it could be written, if so. A reader that has what it wants and goes, as {@code
   * head} does, is no failure.
   */
  Optional<String> failure() {
    writer.flush();
    return sink.failure();
  }

  private static final class Sink extends FilterOutputStream {
    private IOException failure;

    Sink(OutputStream to) {
      super(to);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        out.write(bytes, from, length);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    Optional<String> failure() {
      if (failure != null) {
        return Optional.of(String.valueOf(failure.getMessage()))
            .filter(message -> !message.equals(READER_GONE));
      }
      return out instanceof PrintStream stream && stream.checkError()
          ? Optional.of("not all of it was taken")
          : Optional.empty();
    }
  }
}
