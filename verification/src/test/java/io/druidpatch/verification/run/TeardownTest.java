package io.druidpatch.verification.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a run has started ends in the opposite order, all of it, once. */
class TeardownTest {
  private final List<String> ended = new ArrayList<>();

  private AutoCloseable thing(String name) {
    return () -> ended.add(name);
  }

  @Test
  void theLastEndsFirst() {
    try (Teardown teardown = new Teardown()) {
      teardown.add("first", thing("first"));
      teardown.add("second", thing("second"));
    }
    assertThat(ended).containsExactly("second", "first");
  }

  @Test
  void whatWasEndedEarlyIsNotEndedAgain() {
    try (Teardown teardown = new Teardown()) {
      AutoCloseable early = teardown.add("early", thing("early"));
      teardown.add("late", thing("late"));
      teardown.close(early);
      assertThat(ended).containsExactly("early");
    }
    assertThat(ended).containsExactly("early", "late");
  }

  @Test
  void oneThatCannotBeEndedDoesNotKeepTheOthers() {
    try (Teardown teardown = new Teardown()) {
      teardown.add("first", thing("first"));
      teardown.add("stubborn", TeardownTest::refuse);
      assertThat(teardown.end())
          .containsExactly(
              "stubborn could not be ended: java.lang.IllegalStateException: still there");
    }
    assertThat(ended).containsExactly("first");
  }

  @Test
  void oneThatCouldNotBeEndedEarlyIsToldAtTheEnd() {
    try (Teardown teardown = new Teardown()) {
      AutoCloseable stubborn = teardown.add("stubborn", TeardownTest::refuse);
      teardown.close(stubborn);
      assertThat(teardown.end()).hasSize(1).allMatch(left -> left.startsWith("stubborn could not"));
    }
  }

  private static void refuse() {
    throw new IllegalStateException("still there");
  }

  @Test
  void whatComesTooLateIsEndedAtOnce() {
    Teardown teardown = new Teardown();
    teardown.close();
    assertThatThrownBy(() -> teardown.add("late", thing("late")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(ended).containsExactly("late");
  }
}
