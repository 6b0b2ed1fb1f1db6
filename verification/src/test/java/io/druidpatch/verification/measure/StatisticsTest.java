package io.druidpatch.verification.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  private static final List<Double> HUNDRED =
      IntStream.rangeClosed(1, 100).mapToObj(i -> (double) (101 - i)).toList();

  @Test
  void ofAFewSamples() {
    assertThat(Statistics.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Statistics(3, 2, 1, 3, 3, 6));
    assertThat(Statistics.of(List.of(4.0, 1.0)).median()).isEqualTo(2.5);
    assertThat(Statistics.of(List.of(4.0, 1.0)).spread()).isEqualTo(3);
  }

  @Test
  void percentilesAreSamplesByNearestRank() {
    assertThat(Statistics.of(HUNDRED).p99()).isEqualTo(99);
    assertThat(Statistics.percentile(HUNDRED, 50)).isEqualTo(50);
    assertThat(Statistics.percentile(HUNDRED, 100)).isEqualTo(100);
    assertThat(Statistics.percentile(List.of(1.0, 9.0), 0.1)).isEqualTo(1);
  }

  @Test
  void ofNoneThereAreNone() {
    assertThatThrownBy(() -> Statistics.of(List.of())).hasMessage("no samples");
    assertThatThrownBy(() -> Statistics.percentile(HUNDRED, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void figuresHaveThreeDigitsAndAFittingUnit() {
    assertThat(Figure.of(0.0451234, "s")).isEqualTo("45.1 ms");
    assertThat(Figure.of(28.71, "s")).isEqualTo("28.7 s");
    assertThat(Figure.of(0.0000204, "s")).isEqualTo("20.4 µs");
    assertThat(Figure.of(0, "s")).isEqualTo("0 s");
    assertThat(Figure.of(29_184, "bytes")).isEqualTo("29,184 bytes");
    assertThat(Figure.of(1, "bytes")).isEqualTo("1 byte");
    assertThat(Figure.of(12_345_678, "bytes")).isEqualTo("12.3 MB");
    assertThat(Figure.of(3, "1")).isEqualTo("3");
    assertThat(Figure.of(2.5, "threads")).isEqualTo("2.5 threads");
    assertThat(Figure.of(Double.NaN, "s")).isEqualTo("not a number");
    assertThat(Figure.times(1.834)).isEqualTo("1.83×");
  }
}
