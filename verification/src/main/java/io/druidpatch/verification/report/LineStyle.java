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
  /**
   * The style of the Kubernetes API's own line: a broad pale band; a line that is as good lies on
   * it.
   */
  static final LineStyle REFERENCE = new LineStyle("--reference", "band");

  /** As many as the style sheet has colours. */
  private static final List<String> DASHES =
      List.of("dashed", "dotted", "dotdash", "longdash", "twodash", "dashed");

  /**
   * The style of a subject. The last subject, usually the one in question, has a solid line.
   *
   * @param place of the subject among all, from 0
   * @param count how many subjects there are
   */
  static LineStyle ofSubject(int place, int count) {
    int colour = place % DASHES.size();
    return new LineStyle("--subject-" + colour, place == count - 1 ? "solid" : DASHES.get(colour));
  }
}
