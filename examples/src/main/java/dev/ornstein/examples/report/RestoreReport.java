package dev.ornstein.examples.report;

import dev.ornstein.examples.restore.CurvePoint;
import dev.ornstein.examples.run.RunConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The page of {@code restore}: quality against the number of steps. */
public final class RestoreReport {
  private RestoreReport() {}

  /**
   * The page.
   *
   * @param config of the run that was measured
   * @param points all that was measured
   * @param rows names of the rows of the picture
   * @param picture PNG
   */
  public static String page(
      RunConfig config, List<CurvePoint> points, List<String> rows, byte[] picture) {
    StringBuilder html = new StringBuilder(1 << 18);
    html.append(Html.head("Ornstein: restoration"));
    html.append("<header>\n<p class=\"kicker\">Ornstein · restore</p>\n<h1>Restoration</h1>\n<p>");
    html.append(
        Html.escape(
            "Test images restored by a "
                + config.model().network()
                + " ("
                + config.model().process()
                + "), and by what it is compared with"));
    html.append("</p>\n</header>\n");
    html.append(Html.figure("image/png", picture, "Rows: " + String.join(", ", rows)));
    chart(html, points, "PSNR in dB", p -> p.score().psnr());
    chart(html, points, "SSIM", p -> p.score().ssim());
    chart(html, points, "Share of images that keep their class", CurvePoint::classKept);
    Map<String, String> table = new LinkedHashMap<>();
    for (CurvePoint p : points) {
      table.put(p.method() + (p.steps() == 0 ? "" : ", steps: " + p.steps()), p.result());
    }
    html.append(Html.table("All numbers", table));
    return html.append("</body>\n</html>\n").toString();
  }

  /** A line for each method with steps; a level line for each without. */
  private static void chart(
      StringBuilder html, List<CurvePoint> points, String title, ToDoubleFunction<CurvePoint> y) {
    if (points.stream().anyMatch(p -> Double.isNaN(y.applyAsDouble(p)))) {
      return;
    }
    double most = points.stream().mapToInt(CurvePoint::steps).max().orElse(1);
    LineChart chart = new LineChart(title, "steps", false);
    for (String method : points.stream().map(CurvePoint::method).distinct().toList()) {
      List<CurvePoint> of = points.stream().filter(p -> p.method().equals(method)).toList();
      double[] values = of.stream().mapToDouble(y).toArray();
      chart.add(
          of.get(0).steps() == 0
              ? new Curve(method, new double[] {1, most}, new double[] {values[0], values[0]})
              : new Curve(method, of.stream().mapToDouble(CurvePoint::steps).toArray(), values));
    }
    html.append(chart.toHtml());
  }
}
