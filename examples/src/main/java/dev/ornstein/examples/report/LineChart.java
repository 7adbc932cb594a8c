package dev.ornstein.examples.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A line chart as SVG, coloured by the page's style sheet: {@code .line.cK} is the K-th curve,
 * {@code .faint} one that lies behind, {@code .point} and {@code .bar} a measured value and its
 * error.
 */
public final class LineChart {
  private static final int WIDTH = 760;
  private static final int HALF_WIDTH = 370;
  private static final int HEIGHT = 280;
  private static final int HALF_HEIGHT = 200;
  private static final int LEFT = 58;
  private static final int RIGHT = 12;
  private static final int TOP = 12;
  private static final int BOTTOM = 38;
  private static final int POINTS = 400;

  private static final double RADIUS = 2.2;

  /** Measured values with their errors, in the colour of a line. */
  private record Points(Curve curve, double[] error, int colour) {}

  private record Line(Curve whole, Curve curve, boolean faint) {
    Line(Curve whole, boolean faint) {
      this(whole, whole.thinned(POINTS), faint);
    }

    double[] steps() {
      return whole.x();
    }

    double[] heights() {
      return curve.y();
    }
  }

  private final String title;
  private final String xName;
  private final boolean logarithmic;
  private final int width;
  private final int height;
  private final List<Line> lines = new ArrayList<>();
  private final List<Points> points = new ArrayList<>();

  /**
   * @param title read aloud by screen readers and shown on the page
   * @param xName what the horizontal axis counts
   * @param logarithmic whether the vertical axis shows equal ratios as equal lengths
   */
  public LineChart(String title, String xName, boolean logarithmic) {
    this(title, xName, logarithmic, WIDTH, HEIGHT);
  }

  private LineChart(String title, String xName, boolean logarithmic, int width, int height) {
    this.title = title;
    this.xName = xName;
    this.logarithmic = logarithmic;
    this.width = width;
    this.height = height;
  }

  /** A chart of half the width, of which two stand side by side; see the constructor. */
  public static LineChart half(String title, String xName, boolean logarithmic) {
    return new LineChart(title, xName, logarithmic, HALF_WIDTH, HALF_HEIGHT);
  }

  /** Adds a curve; NaN heights leave gaps. */
  public LineChart add(Curve curve) {
    lines.add(new Line(curve, false));
    return this;
  }

  /** Adds a curve that lies behind the others and is not in the legend. */
  public LineChart addFaint(Curve curve) {
    lines.add(new Line(curve, true));
    return this;
  }

  /**
   * Adds points, each with a bar from one error below to one above it, in the colour of the curve
   * that was added last. NaN heights leave gaps, as do heights that a logarithmic axis lacks.
   *
   * @param error as many as there are points, at least 0
   * @throws IllegalArgumentException when they are not as many
   */
  public LineChart addPoints(Curve curve, double[] error) {
    if (error.length != curve.x().length) {
      throw new IllegalArgumentException(
          "curve "
              + curve.name()
              + " has "
              + curve.x().length
              + " points and "
              + error.length
              + " errors");
    }
    long curves = lines.stream().filter(line -> !line.faint).count();
    points.add(new Points(curve, error.clone(), (int) Math.max(0, curves - 1)));
    return this;
  }

  /** The chart with its legend as an HTML {@code figure}. */
  public String toHtml() {
    Axis x = axis(Line::steps, Curve::x, LEFT, width - RIGHT, false);
    Axis y = axis(Line::heights, Curve::y, height - BOTTOM, TOP, logarithmic);
    StringBuilder svg = new StringBuilder(1 << 14);
    svg.append("<figure><figcaption>").append(Html.escape(title)).append(legend());
    svg.append("</figcaption>");
    svg.append(
        String.format(
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
            width, height, Html.escape(title)));
    drawMarks(svg, x, y);
    int colour = 0;
    for (Line line : lines) {
      String style = line.faint ? "line faint" : "line c" + colour++;
      svg.append("<path class=\"").append(style).append("\" d=\"");
      svg.append(path(line.curve, x, y)).append("\"/>");
    }
    points.forEach(p -> drawPoints(svg, p, x, y));
    return svg.append("</svg></figure>\n").toString();
  }

  private Axis axis(
      Function<Line, double[]> ofLine,
      Function<Curve, double[]> ofPoints,
      int from,
      int to,
      boolean log) {
    double[] finite =
        Stream.concat(lines.stream().map(ofLine), points.stream().map(p -> ofPoints.apply(p.curve)))
            .flatMapToDouble(Arrays::stream)
            .filter(v -> Double.isFinite(v) && (!log || v > 0))
            .sorted()
            .toArray();
    if (finite.length == 0) {
      return Axis.spanning(0, 1, from, to, false);
    }
    return Axis.spanning(finite[0], finite[finite.length - 1], from, to, log);
  }

  private String legend() {
    StringBuilder legend = new StringBuilder();
    int colour = 0;
    for (Line line : lines) {
      if (!line.faint) {
        legend.append("<span class=\"key c").append(colour++).append("\">");
        legend.append(Html.escape(line.curve.name())).append("</span>");
      }
    }
    return colour > 1 ? legend.toString() : "";
  }

  private void drawMarks(StringBuilder svg, Axis x, Axis y) {
    for (double mark : y.marks()) {
      double at = y.pixel(mark);
      svg.append(format("<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, at, width - RIGHT));
      svg.append(
          format(
              "<text x=\"%d\" y=\"%.1f\" class=\"end\">%s</text>",
              LEFT - 8, at + 4, Axis.label(mark)));
    }
    for (double mark : x.marks()) {
      double at = x.pixel(mark);
      svg.append(
          format(
              "<text x=\"%.1f\" y=\"%d\" class=\"middle\">%s</text>",
              at, height - BOTTOM + 17, Axis.label(mark)));
    }
    svg.append(
        format(
            "<text x=\"%d\" y=\"%d\" class=\"end\">%s</text>",
            width - RIGHT, height - 4, Html.escape(xName)));
  }

  private static String path(Curve curve, Axis x, Axis y) {
    StringBuilder path = new StringBuilder();
    boolean pen = false;
    for (int i = 0; i < curve.x().length; i++) {
      double height = curve.y()[i];
      if (!Double.isFinite(height)) {
        pen = false;
        continue;
      }
      path.append(format("%s%.1f %.1f", pen ? "L" : "M", x.pixel(curve.x()[i]), y.pixel(height)));
      pen = true;
    }
    return path.toString();
  }

  private void drawPoints(StringBuilder svg, Points p, Axis x, Axis y) {
    for (int i = 0; i < p.error.length; i++) {
      double value = p.curve.y()[i];
      if (!Double.isFinite(value) || logarithmic && !(value > 0)) {
        continue;
      }
      double at = x.pixel(p.curve.x()[i]);
      double low = y.pixel(Math.max(y.low(), value - p.error[i])); // what is lower has no logarithm
      double high = y.pixel(value + p.error[i]);
      svg.append(
          format("<path class=\"bar c%d\" d=\"M%.1f %.1fV%.1f\"/>", p.colour, at, low, high));
      svg.append(
          format(
              "<circle class=\"point c%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>",
              p.colour, at, y.pixel(value), RADIUS));
    }
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
