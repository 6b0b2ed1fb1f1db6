package io.druidpatch.verification.fault;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * What is wrong with a server, as its clients see it.
 *
 * @param kind what happens
 * @param delay SLOW: how long the beginning of each answer is held back
 * @param status ANSWER: the HTTP status that every request gets
 * @param target the requests that it befalls, by method and path with query, for example {@code GET
 *     /api/v1/pods?watch=true}; connections that have not asked anything count as the empty string
 */
public record Fault(Kind kind, Duration delay, int status, Predicate<String> target) {
  /** What can happen. */
  public enum Kind {
    /** Nothing. */
    NONE,
    /** New connections are accepted and cut at once, open ones are cut. */
    REFUSE,
    /** No byte moves in either direction, and nobody is told: a black hole. */
    PAUSE,
    /** Every answer begins late. */
    SLOW,
    /** Every request gets an error. */
    ANSWER
  }

  /** All is well. */
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

  /** The same, befalling only requests whose method and path with query contain all these texts. */
  public Fault on(String... parts) {
    return new Fault(
        kind, delay, status, request -> Arrays.stream(parts).allMatch(request::contains));
  }

  private static Fault of(Kind kind, Duration delay, int status) {
    return new Fault(kind, delay, status, request -> true);
  }
}
