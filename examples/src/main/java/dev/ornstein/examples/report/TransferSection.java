package dev.ornstein.examples.report;

import dev.ornstein.examples.spectrum.Band;
import dev.ornstein.examples.spectrum.SpectrumMeasurement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The part of a report that shows a Fourier process as an imaging system. */
final class TransferSection {
  /** Points of the MTF with larger standard errors would only stretch the axis. */
  private static final double MTF_ERROR = 0.1;

  private TransferSection() {}

  /**
   * The section.
   *
   * @param bands by rising t
   */
  static String of(List<Band> bands) {
    StringBuilder html = new StringBuilder(1 << 14);
    html.append("<h2>Transfer and noise</h2>\n<p class=\"note\">");
    html.append(
        Html.escape(
            "What the forward process does to each spatial frequency. Lines: the H(t) and Σ(t)"
                + " that it was made with. Points: measured from "
                + SpectrumMeasurement.DRAWS
                + " draws of x(t) for each of at most "
                + SpectrumMeasurement.IMAGES
                + " training images, with bars of one standard error; where images have too little of"
                + " a frequency, so that the error of its MTF is above "
                + MTF_ERROR
                + ", there is none. The numbers are in spectrum.csv."));
    html.append("</p>\n<div class=\"pictures\">\n");
    html.append(chart("MTF, H(t)", false, bands, Band::mtf, MTF_ERROR));
    html.append(
        chart("NPS, Σ(t), in units of contrast²", true, bands, Band::nps, Double.MAX_VALUE));
    html.append("</div>\n");
    Map<String, String> rows = new LinkedHashMap<>();
    for (double t : times(bands)) {
      String mtf = meanSquare(at(t, bands), Band::mtf);
      rows.put("t = " + t, "MTF " + mtf + ", NPS " + meanSquare(at(t, bands), Band::nps));
    }
    String caption = "Mean square of (measured − asked for)/standard error; 1 is to be expected";
    return html.append(Html.table(caption, rows)).toString();
  }

  private static String chart(
      String title,
      boolean logarithmic,
      List<Band> bands,
      Function<Band, Band.Value> of,
      double worst) {
    LineChart chart = LineChart.half(title, "cycles per pixel", logarithmic);
    for (double t : times(bands)) {
      List<Band> some = at(t, bands);
      double[] f = some.stream().mapToDouble(Band::frequency).toArray();
      double[] asked = some.stream().mapToDouble(b -> of.apply(b).asked()).toArray();
      double[] measured =
          some.stream()
              .map(of)
              .mapToDouble(v -> v.error() <= worst ? v.measured() : Double.NaN)
              .toArray();
      double[] error = some.stream().mapToDouble(b -> of.apply(b).error()).toArray();
      String name = "t = " + t;
      chart.add(new Curve(name, f, asked)).addPoints(new Curve(name, f, measured), error);
    }
    return chart.toHtml();
  }

  private static double[] times(List<Band> bands) {
    return bands.stream().mapToDouble(Band::t).distinct().toArray();
  }

  private static List<Band> at(double t, List<Band> bands) {
    return bands.stream().filter(b -> b.t() == t).toList();
  }

  private static String meanSquare(List<Band> bands, Function<Band, Band.Value> of) {
    double mean =
        bands.stream()
            .mapToDouble(b -> of.apply(b).deviation())
            .filter(Double::isFinite)
            .map(z -> z * z)
            .average()
            .orElse(Double.NaN);
    return Double.isNaN(mean) ? "not measured" : String.format(Locale.ROOT, "%.2f", mean);
  }
}
