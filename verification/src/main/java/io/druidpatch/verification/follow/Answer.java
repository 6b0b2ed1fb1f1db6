package io.druidpatch.verification.follow;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.apache.hc.core5.http.impl.io.ChunkedInputStream;
import org.apache.hc.core5.http.impl.io.ContentLengthInputStream;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.impl.io.IdentityInputStream;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;

/**
 * An answer of HTTP/1.1 whose body is read as it arrives. Of httpcore5 this takes the parser and
 * the streams, which return what a read of the socket brought, and not its client: a measurement
 * needs the socket itself, to set the time of the request apart from that of connecting, and to
 * break the connection off in the middle of an answer.
 */
final class Answer {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final int status;
  private final Map<String, String> headers;
  private final InputStream body;

  private Answer(int status, Map<String, String> headers, InputStream body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /**
   * Reads the head of an answer; the body is read later.
   *
   * @param in the socket's stream
   * @throws IOException if the head is no head of HTTP/1.1, or the connection ends within it
   */
  static Answer read(InputStream in) throws IOException {
    SessionInputBufferImpl buffer = new SessionInputBufferImpl(BUFFER_BYTES);
    try {
      ClassicHttpResponse head = new DefaultHttpResponseParser().parse(buffer, in);
      if (head == null) {
        throw new IOException("the connection ended before an answer");
      }
      Map<String, String> headers = new TreeMap<>();
      for (Header header : head.getHeaders()) {
        headers.put(header.getName().toLowerCase(Locale.ROOT), header.getValue());
      }
      long length = DefaultContentLengthStrategy.INSTANCE.determineLength(head);
      return new Answer(head.getCode(), headers, body(length, buffer, in));
    } catch (HttpException e) {
      throw new IOException("not an answer of HTTP/1.1: " + e.getMessage(), e);
    }
  }

  /** The body without its transfer coding. Where it ends early, reading it fails. */
  private static InputStream body(long length, SessionInputBufferImpl buffer, InputStream in) {
    if (length == ContentLengthStrategy.CHUNKED) {
      return new ChunkedInputStream(buffer, in);
    }
    return length >= 0
        ? new ContentLengthInputStream(buffer, in, length)
        : new IdentityInputStream(buffer, in);
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }

  /** The body without its transfer coding and its content coding. */
  InputStream decoded() throws IOException {
    return "gzip".equalsIgnoreCase(headers.get("content-encoding"))
        ? new GZIPInputStream(body, BUFFER_BYTES)
        : body;
  }
}
