package io.druidpatch.verification.measure;

/**
 * A cell of the table that an operator reads first.
 *
 * @param row the row's title, for example {@code HTTP live streaming, Overlord, gzip}
 * @param subject the column
 * @param verdict whether the figure is what an operator wants
 * @param figure what was measured, in a few words
 */
public record Cell(String row, String subject, Verdict verdict, String figure) {
  /** How a cell is marked. */
  public enum Verdict {
    GOOD,
    BAD,
    /** A figure without a verdict. */
    NEUTRAL,
    /** The scenario broke off before it had a result. */
    BROKEN
  }
}
