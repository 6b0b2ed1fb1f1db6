package io.druidpatch.verification.fault;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * A fault of a server, as its clients see it.
 *
 * @param kind what happens
 * @param delay for SLOW: how long the beginning of each answer is held back
 * @param status for ANSWER: the HTTP status that every request gets
 * @param target the requests that it hits, by method and path with query, for example {@code GET
 *     /api/v1/pods?watch=true}; a connection without a request counts as the empty string
 */
public record Fault(Kind kind, Duration delay, int status, Predicate<String> target) {
  /** What can happen. */
  public enum Kind {
    /** Nothing. */
    NONE,
    /** New connections are accepted and cut at once; open connections are cut. */
    REFUSE,
    /** No byte passes in either direction, and neither side gets an error: a black hole. */
    PAUSE,
    /** Each answer begins late. */
    SLOW,
    /** Each request gets an error. */
    ANSWER
  }

  /** No fault. */
  public static Fault none() {
    return of(Kind.NONE, Duration.ZERO, 0);
  }

  public static Fault refuse() {
    return of(Kind.REFUSE, Duration.ZERO, 0);
  }

  public static Fault pause() {
    return of(Kind.PAUSE, Duration.ZERO, 0);
  }

  public static Fault slow(Duration delay) {
    return of(Kind.SLOW, delay, 0);
  }

  public static Fault answer(int status) {
    return of(Kind.ANSWER, Duration.ZERO, status);
  }

  /**
   * This fault, for only those requests whose method and path with query contain all these texts.
   */
  public Fault on(String... parts) {
    return new Fault(
        kind, delay, status, request -> Arrays.stream(parts).allMatch(request::contains));
  }

  /**
   * For ANSWER: the error in the form of the Kubernetes API server. S3 clients read only the
   * status.
   */
  byte[] errorAnswer() {
    String body =
        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"InternalError\","
            + "\"message\":\"a fault on demand\",\"code\":"
            + status
            + "}";
    String head =
        "HTTP/1.1 "
            + status
            + " Fault\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";
    return (head + body).getBytes(StandardCharsets.US_ASCII);
  }

  private static Fault of(Kind kind, Duration delay, int status) {
    return new Fault(kind, delay, status, request -> true);
  }
}
