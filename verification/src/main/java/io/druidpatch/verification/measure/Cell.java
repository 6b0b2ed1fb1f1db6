package io.druidpatch.verification.measure;

/**
 * A cell of the table that an operator reads first.
 *
 * @param scenario the scenario that it is a row of; empty in a report of an earlier suite, whose
 *     rows do not say it
 * @param row the row's title, for example {@code HTTP live streaming, Overlord, gzip}
 * @param subject the column
 * @param verdict whether the figure is what an operator wants
 * @param figure what was measured, in a few words
 */
public record Cell(String scenario, String row, String subject, Verdict verdict, String figure) {
  public Cell {
    scenario = scenario == null ? "" : scenario;
  }

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
