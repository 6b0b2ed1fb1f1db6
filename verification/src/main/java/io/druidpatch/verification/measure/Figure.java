package io.druidpatch.verification.measure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** A figure as a person reads it: three digits, with a unit of fitting size. */
public final class Figure {
  private Figure() {}

  /**
   * Writes a value with its unit: {@code 45 ms}, {@code 28.7 s}, {@code 29,184 bytes}, {@code 3}.
   *
   * @param unit as {@link Measurement} has it; of a unit not known here the name is put after the
   *     number
   */
  public static String of(double value, String unit) {
    if (!Double.isFinite(value)) {
      return "not a number";
    }
    return switch (unit) {
      case "s" -> seconds(value);
      case "bytes" -> bytes(value);
      case "1" -> number(value);
      default -> number(value) + " " + unit;
    };
  }

  /** Writes a number with three digits, or all before the point. */
  public static String number(double value) {
    if (value == Math.rint(value)) {
      return format("#,##0").format(value);
    }
    if (Math.abs(value) >= 100) {
      return format("#,##0").format(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(3, RoundingMode.HALF_EVEN));
    return rounded.stripTrailingZeros().toPlainString();
  }

  /** Writes how many times one value is another: {@code 1.8×}. */
  public static String times(double ratio) {
    return number(ratio) + "×";
  }

  private static String seconds(double value) {
    double size = Math.abs(value);
    if (size == 0) {
      return "0 s";
    }
    if (size < 0.001) {
      return number(value * 1_000_000) + " µs";
    }
    return size < 1 ? number(value * 1000) + " ms" : number(value) + " s";
  }

  private static String bytes(double value) {
    // Numbers below this keep all digits, so that a difference of one byte shows.
    return Math.abs(value) < 10_000_000
        ? number(value) + (value == 1 ? " byte" : " bytes")
        : number(value / 1_000_000) + " MB";
  }

  private static DecimalFormat format(String pattern) {
    return new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT));
  }
}
