package io.druidpatch.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegionsTest {
  /** Parts are `begin-end`; an edit is `beginA-endA:beginB-endB`. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          5-8 | 1-2:1-4   | false | 7-10    | 7-10
          5-8 | 8-9:8-8   | false | 5-8     | 5-8
          5-8 | 5-5:5-7   | false | 7-10    | 7-10
          5-8 | 8-8:8-9   | false | 5-8     | 5-8
          5-8 | 6-6:6-7   | true  | 5-6 7-9 | 5-9
          5-8 | 6-7:6-7   | true  | 5-6 7-8 | 5-8
          5-8 | 6-7:6-6   | true  | 5-6 6-7 | 5-7
          5-8 | 4-9:4-5   | true  | -       | 4-5
          5-8 | 7-9:7-9   | true  | 5-7     | 5-9
          5-8 | 4-6:4-7   | true  | 7-9     | 4-9
          5-5 | 5-5:5-6   | true  | -       | 5-6
          5-5 | 4-6:4-4   | true  | -       | 4-4
          5-5 | 5-6:5-7   | false | 5-5     | 5-5
          5-5 | 1-1:1-2   | false | 6-6     | 6-6
          """)
  void editsMoveAndTakeLines(
      String part, String edit, boolean touched, String left, String around) {
    Regions regions = regions(part);
    int[] numbers = numbers(edit);
    EditList edits = new EditList();
    edits.add(new Edit(numbers[0], numbers[1], numbers[2], numbers[3]));
    assertThat(regions.touchedBy(edits)).isEqualTo(touched);
    assertThat(regions.left(edits)).isEqualTo(regions(left));
    assertThat(regions.around(edits)).isEqualTo(regions(around));
  }

  private static Regions regions(String text) {
    return new Regions(
        text == null
            ? List.of()
            : Arrays.stream(text.split(" ", -1))
                .map(RegionsTest::numbers)
                .map(part -> new Regions.Part(part[0], part[1]))
                .toList());
  }

  private static int[] numbers(String text) {
    return Arrays.stream(text.split("[-:]", -1)).mapToInt(Integer::parseInt).toArray();
  }
}
