package io.druidpatch.verification.report;

import java.util.List;

/**
 * How lines of one subject look in all charts and legends: a colour and, for those who cannot tell
 * colours apart, a kind of dash.
 *
 * @param variable the style sheet's variable for the colour
 * @param dash as Lets-Plot calls it, and the style sheet's class for the legend
 */
record LineStyle(String variable, String dash) {
  /** For the Kubernetes API itself: a broad pale band, on which the lines that are as good lie. */
  static final LineStyle REFERENCE = new LineStyle("--reference", "band");

  /** As many as the style sheet has colours. */
  private static final List<String> DASHES =
      List.of("dashed", "dotted", "dotdash", "longdash", "twodash", "dashed");

  /**
   * For a subject. The last one, by custom the one in question, has a whole line.
   *
   * @param place of the subject among all, from 0
   * @param count how many subjects there are
   */
  static LineStyle ofSubject(int place, int count) {
    int colour = place % DASHES.size();
    return new LineStyle("--subject-" + colour, place == count - 1 ? "solid" : DASHES.get(colour));
  }
}
