package io.druidpatch.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {
  @Test
  void aWordThatMdspellDoesNotKnowIsToldWithItsPage() {
    assertThat(
            Spelling.words(
                List.of(
                    "    ../docs/operations/a.md",
                    "        3 | a wrod that is wrong",
                    "       17 | another oen",
                    "",
                    "    ../docs/b.md",
                    "      263 | must not bufer",
                    "",
                    ">> 3 spelling errors found in 5 files")))
        .containsExactly(
            "docs/operations/a.md: a wrod that is wrong",
            "docs/operations/a.md: another oen",
            "docs/b.md: must not bufer");
  }
}
