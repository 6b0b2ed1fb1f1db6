package io.druidpatch.verification.report;

import java.util.List;

/**
 * Lines over two axes, ready to be drawn.
 *
 * @param title what tells it apart from the others of its group
 * @param x the axis' title, with the unit that the points are in
 * @param logarithmic whether x is seconds on a logarithmic scale
 * @param steps whether a value holds until the next point, or goes there in a straight line
 */
record Chart(
    String title, String x, String y, boolean logarithmic, boolean steps, List<PlottedLine> lines) {

  /**
   * One line.
   *
   * @param says the line's figures in a few words, for those who do not see it
   */
  record PlottedLine(String name, LineStyle style, List<double[]> points, String says) {}

  /** Charts that belong under one heading. */
  record Group(String title, String caption, List<Chart> charts) {}
}
