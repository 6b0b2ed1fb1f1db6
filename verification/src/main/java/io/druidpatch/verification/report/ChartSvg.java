package io.druidpatch.verification.report;

import j2html.utils.EscapeUtil;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jetbrains.letsPlot.commons.encoding.UnsupportedRGBEncoder;
import org.jetbrains.letsPlot.commons.geometry.DoubleVector;
import org.jetbrains.letsPlot.core.util.PlotSvgExportCommon;

/**
 * A chart as SVG within a page. Lets-Plot draws it. This class then makes it fit a page of several
 * charts in two colour schemes: random ids become ids of the chart, the style sheet is removed (the
 * page has one for all charts), and colours become the page's variables.
 */
final class ChartSvg {
  private static final int WIDTH = 400;
  private static final int HEIGHT = 250;

  /** Text sizes in the chart's units; the page's style sheet has the same ones. */
  private static final int TEXT = 13;

  private static final Map<Double, String> LAG_TICKS = new LinkedHashMap<>();

  static {
    LAG_TICKS.put(0.001, "1 ms");
    LAG_TICKS.put(0.01, "10 ms");
    LAG_TICKS.put(0.1, "100 ms");
    LAG_TICKS.put(1.0, "1 s");
    LAG_TICKS.put(10.0, "10 s");
    LAG_TICKS.put(100.0, "100 s");
  }

  // Colours that stand for the page's: the last part says which.
  private static final int GRID = 1;
  private static final int FIRST_LINE = 16;

  private static final Pattern STYLE = Pattern.compile("<style.*?</style>", Pattern.DOTALL);
  private static final Pattern COLOUR = Pattern.compile("rgb\\(1,1,(\\d+)\\)|#0101([0-9a-f]{2})");
  private static final Pattern ID = Pattern.compile("\\bid=\"([^\"]+)\"");
  private static final Pattern LONG_NUMBER = Pattern.compile("-?\\d+\\.\\d+(?:E-?\\d+)?");
  private static final Pattern SPACE = Pattern.compile("\\s*\\n\\s*");

  private ChartSvg() {}

  /**
   * Draws it.
   *
   * @param id unique in the page; the ids inside begin with it
   */
  static String draw(Chart chart, String id) {
    String raw =
        PlotSvgExportCommon.INSTANCE.buildSvgImageFromRawSpecs(
            specification(chart),
            new DoubleVector(WIDTH, HEIGHT),
            new UnsupportedRGBEncoder(),
            false);
    String svg = SPACE.matcher(STYLE.matcher(raw).replaceFirst("")).replaceAll("");
    svg = svg.replace("<path></path>", "").replaceAll("></(?:line|path|rect|circle)>", "/>");
    svg =
        svg.replaceAll(
            " stroke-opacity=\"1\\.0\"| fill-opacity=\"1\\.0\"| clip-bounds-jfx=\"[^\"]*\"", "");
    svg = COLOUR.matcher(svg).replaceAll(match -> colour(match, chart));
    svg = LONG_NUMBER.matcher(svg).replaceAll(ChartSvg::rounded);
    svg = ownIds(svg, id);
    return svg.replaceFirst(
        "<svg[^>]*>",
        "<svg viewBox=\"0 0 "
            + WIDTH
            + " "
            + HEIGHT
            + "\" role=\"img\" aria-labelledby=\""
            + id
            + "-title "
            + id
            + "-text\"><title id=\""
            + id
            + "-title\">"
            + Matcher.quoteReplacement(EscapeUtil.escape(chart.title()))
            + "</title><desc id=\""
            + id
            + "-text\">"
            + Matcher.quoteReplacement(EscapeUtil.escape(text(chart)))
            + "</desc>");
  }

  /** What the chart shows, in words. */
  private static String text(Chart chart) {
    List<String> lines =
        chart.lines().stream().map(line -> line.name() + ": " + line.says()).toList();
    return chart.y() + " over " + chart.x() + ". " + String.join("; ", lines) + ".";
  }

  private static Map<String, Object> specification(Chart chart) {
    List<Object> layers = new ArrayList<>();
    for (int i = 0; i < chart.lines().size(); i++) {
      Chart.PlottedLine line = chart.lines().get(i);
      boolean band = line.style().equals(LineStyle.REFERENCE);
      List<Object> xs = new ArrayList<>();
      List<Object> ys = new ArrayList<>();
      for (double[] point : line.points()) {
        xs.add(point[0]);
        ys.add(point[1]);
      }
      Map<String, Object> layer =
          map(
              "geom",
              chart.steps() ? "step" : "line",
              "data",
              map("x", xs, "y", ys),
              "color",
              placeholder(FIRST_LINE + i),
              "linetype",
              band ? "solid" : line.style().dash(),
              "size",
              band ? 2.8 : 1.1);
      layers.add(layer);
      if (!chart.steps()) {
        Map<String, Object> points = new HashMap<>(layer);
        points.put("geom", "point");
        points.put("data", map("x", xs, "y", ys));
        points.put("size", 2.5);
        layers.add(points);
      }
    }
    Map<String, Object> x = map("aesthetic", "x", "name", chart.x());
    if (chart.logarithmic()) {
      x.put("trans", "log10");
      x.put("breaks", new ArrayList<>(LAG_TICKS.keySet()));
      x.put("labels", new ArrayList<>(LAG_TICKS.values()));
    }
    Map<String, Object> y = map("aesthetic", "y", "name", chart.y());
    List<Object> fromZero = new ArrayList<>();
    fromZero.add(0.0);
    fromZero.add(null);
    y.put("limits", fromZero);
    return map(
        "kind",
        "plot",
        "mapping",
        map("x", "x", "y", "y"),
        "layers",
        layers,
        "scales",
        new ArrayList<>(List.of(x, y)),
        "theme",
        map(
            "name",
            "minimal",
            "plot_background",
            "blank",
            "panel_grid_major",
            map("color", placeholder(GRID), "size", 1, "blank", false),
            "panel_grid_minor",
            "blank",
            "axis_title",
            map("size", TEXT, "blank", false),
            "axis_text",
            map("size", TEXT, "blank", false),
            "axis_text_x",
            map("angle", 0, "size", TEXT, "blank", false)));
  }

  /** A copy, since Lets-Plot changes the map. */
  private static Map<String, Object> map(Object... pairs) {
    Map<String, Object> map = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  private static String placeholder(int colour) {
    return String.format(Locale.ROOT, "#0101%02x", colour);
  }

  private static String colour(MatchResult match, Chart chart) {
    int colour =
        match.group(1) != null
            ? Integer.parseInt(match.group(1))
            : Integer.parseInt(match.group(2), 16);
    String variable =
        colour == GRID ? "--grid" : chart.lines().get(colour - FIRST_LINE).style().variable();
    return "var(" + variable + ")";
  }

  /** A tenth of a unit is less than a pixel. */
  private static String rounded(MatchResult match) {
    double rounded = Math.rint(Double.parseDouble(match.group()) * 10) / 10;
    return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
  }

  private static String ownIds(String svg, String id) {
    Map<String, String> names = new LinkedHashMap<>();
    Matcher matcher = ID.matcher(svg);
    while (matcher.find()) {
      names.putIfAbsent(matcher.group(1), id + "-" + (names.size() + 1));
    }
    String named = svg;
    for (Map.Entry<String, String> name : names.entrySet()) {
      named =
          named
              .replace("\"" + name.getKey() + "\"", "\"" + name.getValue() + "\"")
              .replace("#" + name.getKey() + ")", "#" + name.getValue() + ")")
              .replace("#" + name.getKey() + "\"", "#" + name.getValue() + "\"");
    }
    return named;
  }
}
