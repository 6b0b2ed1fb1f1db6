package io.druidpatch.verification.follow;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * An answer of HTTP/1.1 whose body is given out as it arrives. The JDK's client would do, but it
 * measures the connection's set-up with the answer and cannot be told to break off rudely.
 */
final class Answer {
  private final int status;
  private final Map<String, String> headers;
  private final InputStream body;

  private Answer(int status, Map<String, String> headers, InputStream body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** Reads the head and leaves the body to come. */
  static Answer read(InputStream in) throws IOException {
    String[] first = line(in).split(" ", 3);
    if (first.length < 2 || !first[0].startsWith("HTTP/1.")) {
      throw new IOException("not an answer of HTTP/1.1: " + String.join(" ", first));
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).trim().toLowerCase(Locale.ROOT),
          line.substring(colon + 1).trim());
    }
    return new Answer(Integer.parseInt(first[1]), headers, in);
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }

  /** The body, its transfer coding and its content coding undone. */
  InputStream decoded() throws IOException {
    InputStream whole;
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      whole = new Chunks(body);
    } else if (headers.containsKey("content-length")) {
      whole = new Counted(body, Long.parseLong(headers.get("content-length")));
    } else {
      whole = body;
    }
    return "gzip".equalsIgnoreCase(headers.get("content-encoding"))
        ? new GZIPInputStream(whole, 64 * 1024)
        : whole;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended within the answer's head");
      }
      line.append((char) c);
    }
    int end = line.length();
    return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
  }

  /** A body of a known length; its early end is an error. */
  private static class Counted extends FilterInputStream {
    private long left;

    Counted(InputStream in, long length) {
      super(in);
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int n = in.read(buffer, from, (int) Math.min(length, left));
      if (n < 0) {
        throw new EOFException("the connection ended " + left + " bytes before the body's end");
      }
      left -= n;
      return n;
    }

    @Override
    public int available() throws IOException {
      return (int) Math.min(in.available(), left);
    }
  }

  /** A chunked body; an end without the last chunk is an error. */
  private static final class Chunks extends InputStream {
    private final InputStream in;
    private Counted chunk;
    private boolean ended;

    Chunks(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
      while (!ended) {
        if (chunk != null) {
          int n = chunk.read(buffer, from, length);
          if (n >= 0) {
            return n;
          }
          line(in);
        }
        int size = Integer.parseInt(line(in).split(";", 2)[0].trim(), 16);
        chunk = new Counted(in, size);
        if (size == 0) {
          ended = true;
          while (!line(in).isEmpty()) {
            // Trailers say nothing that is asked here.
          }
        }
      }
      return -1;
    }

    @Override
    public int available() throws IOException {
      return ended || chunk == null ? 0 : chunk.available();
    }
  }
}
