package io.druidpatch.testing;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.platform.commons.support.AnnotationSupport;

/** A group of tests that are run together: {@code mvn verify}, or {@code mvn verify -PTIER}. */
public enum Tier {
  /** What {@code mvn verify} runs: quick tests that need Maven Central and nothing else. */
  FAST,
  /** The real git history of the upstream, real builds of it, and the documents as they stand. */
  UPSTREAM,
  /** The verification suite with real Druid processes. */
  CLUSTER;

  /** The tier of this run, from the system property {@code tests.tier}. */
  public static Tier running() {
    return valueOf(System.getProperty("tests.tier", "fast").toUpperCase(Locale.ROOT));
  }

  /** The tier of a class or method with this annotation: the last one that a requirement names. */
  static Tier of(Requires requires) {
    return Arrays.stream(requires.value()).map(Requirement::tier).max(Tier::compareTo).orElse(FAST);
  }

  /** The tier of a test method: it needs what its class needs, and more. */
  static Tier of(Class<?> type, Method method) {
    return Stream.of(type, method)
        .flatMap(e -> AnnotationSupport.findAnnotation(e, Requires.class).stream())
        .map(Tier::of)
        .max(Tier::compareTo)
        .orElse(FAST);
  }

  /** How to run it. */
  String command() {
    return this == FAST ? "mvn verify" : "mvn verify -P" + name().toLowerCase(Locale.ROOT);
  }
}
