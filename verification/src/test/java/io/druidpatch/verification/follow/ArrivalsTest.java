package io.druidpatch.verification.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What is lost or comes twice is seen by the lines' own numbers. */
class ArrivalsTest {
  private final Arrivals arrivals = new Arrivals(1);

  private static String line(long number, long second, String word) {
    return String.format(Locale.ROOT, "%012d %010d000000 %-5s", number, second, word);
  }

  private void feed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    arrivals.piece(bytes, 0, bytes.length, 0);
  }

  @Test
  void aWholeLogHasNoWrongBytes() {
    String log = line(0, 1_700_000_000, "") + "\n" + line(1, 1_700_000_001, "end") + "\n";
    feed(log.substring(0, 50));
    assertThat(arrivals.ended()).isFalse();
    feed(log.substring(50));
    assertThat(arrivals.wrongBytes()).isZero();
    assertThat(arrivals.next()).isEqualTo(2);
    assertThat(arrivals.ended()).isTrue();
  }

  @Test
  void whatIsLostOrComesTwiceIsCountedInBytes() {
    int width = line(0, 0, "").length() + 1;
    arrivals.line(1, line(0, 0, ""));
    arrivals.line(1, line(3, 0, ""));
    assertThat(arrivals.wrongBytes()).isEqualTo(2L * width);
    arrivals.line(1, line(3, 0, ""));
    assertThat(arrivals.wrongBytes()).isEqualTo(3L * width);
    feed("half a line\n");
    assertThat(arrivals.wrongBytes()).isEqualTo(3L * width + 12);
  }

  @Test
  void whatNoOtherReaderGotEitherIsNotMissing() {
    int width = line(0, 0, "").length() + 1;
    Arrivals start = new Arrivals(1);
    Arrivals later = new Arrivals(1);
    for (int number : new int[] {0, 1, 2}) {
      start.line(1, line(number, 0, ""));
    }
    for (int number : new int[] {4, 5}) {
      later.line(1, line(number, 0, ""));
    }
    for (int number : new int[] {0, 1, 4}) {
      arrivals.line(1, line(number, 0, ""));
    }
    assertThat(arrivals.wrongBytes()).isEqualTo(2L * width);
    // Line 2 before the gap, and line 5 behind what came last; nobody has line 3.
    assertThat(arrivals.wrongBytes(List.of(start, later))).isEqualTo(2L * width);
    arrivals.line(1, line(4, 0, ""));
    assertThat(arrivals.wrongBytes(List.of(start))).isEqualTo(2L * width);
    assertThat(arrivals.wrongBytes(List.of())).isEqualTo(width);
  }

  @Test
  void whatWasLeftOutOfAStreamIsToldFromWhatWasLost() {
    int width = line(0, 0, "").length() + 1;
    Arrivals reader = new Arrivals(1);
    for (int number : new int[] {0, 1, 2, 7}) {
      reader.line(1, line(number, 0, ""));
    }
    Arrivals stream = new Arrivals(1);
    for (int number : new int[] {0, 3, 4, 5}) {
      stream.line(1, line(number, 0, ""));
    }
    // It has not got that far.
    assertThat(arrivals.leftOut(List.of(stream), List.of(reader))).isZero();
    for (int number : new int[] {0, 3, 5, 8}) {
      arrivals.line(1, line(number, 0, ""));
    }
    // Lines 1, 2 and 7; it has lost line 4, and nobody has line 6.
    assertThat(arrivals.leftOut(List.of(stream), List.of(reader))).isEqualTo(3L * width);
    assertThat(arrivals.wrongBytes(List.of(stream, reader))).isEqualTo(4L * width);
    assertThat(arrivals.inNone(List.of(stream, reader))).isEqualTo(width);
    // What it has by another way was not left out.
    assertThat(arrivals.leftOut(List.of(), List.of(reader, stream))).isEqualTo(4L * width);
    assertThat(arrivals.leftOut(List.of(), List.of(arrivals))).isZero();
  }

  @Test
  void whoGotNothingLacksWhatOthersGot() {
    Arrivals other = new Arrivals(1);
    other.line(1, line(0, 0, ""));
    assertThat(arrivals.wrongBytes(List.of(other))).isEqualTo(line(0, 0, "").length() + 1);
    assertThat(Arrivals.missing(other.lines(), arrivals.lines())).isEqualTo(1);
    assertThat(Arrivals.missing(other.lines(), other.lines())).isZero();
  }

  @Test
  void whatAnotherReaderGotTornInTheSameWayIsTornInTheLog() {
    String torn = line(1, 0, "");
    Arrivals other = new Arrivals(1);
    for (Arrivals one : List.of(arrivals, other)) {
      one.line(1, line(0, 0, ""));
      one.line(1, torn.substring(0, 30));
      one.line(1, torn.substring(30));
      one.line(1, line(2, 0, ""));
    }
    arrivals.line(1, torn.substring(0, 20));
    assertThat(arrivals.wrongBytes(List.of(other))).isEqualTo(21);
    assertThat(arrivals.wrongBytes(List.of())).isEqualTo(21 + torn.length() + 2);
  }

  @Test
  void aLogThatBeginsInItsMidstHasLostItsBeginning() {
    arrivals.line(1, line(2, 0, ""));
    assertThat(arrivals.wrongBytes()).isEqualTo(2L * (line(0, 0, "").length() + 1));
  }

  @Test
  void twoHalvesOfLinesAreNoLine() {
    arrivals.line(1, line(0, 0, ""));
    feed(line(1, 0, "").substring(0, 33) + line(2, 0, "") + "\n");
    assertThat(arrivals.wrongBytes()).isPositive();
    assertThat(arrivals.next()).isEqualTo(1);
  }

  @Test
  void silenceIsTheLongestTimeWithoutANewLine() {
    for (int i = 0; i < 4; i++) {
      arrivals.line(100 + i, line(i, 100 + i, ""));
    }
    arrivals.line(110, line(3, 103, ""));
    arrivals.line(112, line(4, 104, ""));
    assertThat(arrivals.silence(100.5, 112.5)).isCloseTo(9, within(1e-9));
    assertThat(arrivals.silence(112.5, 120)).isCloseTo(7.5, within(1e-9));
    assertThat(arrivals.writtenBetween(101, 103)).hasSize(2);
    assertThat(arrivals.lines().get(4).lag()).isCloseTo(8, within(1e-9));
  }
}
