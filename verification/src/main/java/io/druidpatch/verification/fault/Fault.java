package io.druidpatch.verification.fault;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * A fault of a server, as its clients see it.
 *
 * @param kind what happens
 * @param delay for SLOW: how long the beginning of each answer is held back
 * @param answer for ANSWER: the HTTP answer that every request gets, with its head
 * @param target the requests that it hits, by method and path with query, for example {@code GET
 *     /api/v1/pods?watch=true}; a connection without a request counts as the empty string
 */
public record Fault(Kind kind, Duration delay, String answer, Predicate<String> target) {
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
    /** Each request gets the same answer, which is not the server's. */
    ANSWER
  }

  /** No fault. */
  public static Fault none() {
    return of(Kind.NONE, Duration.ZERO, "");
  }

  public static Fault refuse() {
    return of(Kind.REFUSE, Duration.ZERO, "");
  }

  public static Fault pause() {
    return of(Kind.PAUSE, Duration.ZERO, "");
  }

  public static Fault slow(Duration delay) {
    return of(Kind.SLOW, delay, "");
  }

  /** An error in the form of the Kubernetes API server. S3 clients read only the status. */
  public static Fault answer(int status) {
    return answer(
        status,
        "application/json",
        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"InternalError\","
            + "\"message\":\"a fault on demand\",\"code\":"
            + status
            + "}");
  }

  /**
   * Any answer.
   *
   * @param type of the body's content
   * @param body ASCII
   */
  public static Fault answer(int status, String type, String body) {
    String head =
        "HTTP/1.1 "
            + status
            + " Fault\r\nContent-Type: "
            + type
            + "\r\nConnection: close\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";
    return of(Kind.ANSWER, Duration.ZERO, head + body);
  }

  /**
   * The log of a container whose log kubelet cannot read: kubelet says so in its place, with status
   * 200 (kubernetes 142258).
   */
  public static Fault unreadableLog() {
    return answer(200, "text/plain", "unable to retrieve container logs for containerd://0123abcd")
        .on("/log?");
  }

  /**
   * This fault, for only those requests whose method and path with query contain all these texts.
   */
  public Fault on(String... parts) {
    return where(request -> Arrays.stream(parts).allMatch(request::contains));
  }

  /** This fault, for no request whose method and path with query contain this text. */
  public Fault notOn(String part) {
    return where(request -> !request.contains(part));
  }

  private Fault where(Predicate<String> condition) {
    return new Fault(kind, delay, answer, target.and(condition));
  }

  private static Fault of(Kind kind, Duration delay, String answer) {
    return new Fault(kind, delay, answer, request -> true);
  }
}
